using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.JsonPath;

/// <summary>Writes a condition as the test of a JSONPath Choice rule (ASL, "Choice Rule"). A test of a value that may be missing asks first whether it is there.</summary>
internal static class ChoiceRenderer
{
    private static readonly Dictionary<string, string> Mirrored = new() { ["<"] = ">", [">"] = "<", ["<="] = ">=", [">="] = "<=" };

    /// <exception cref="ExpressionException">The condition has no JSONPath form.</exception>
    public static ChoiceTest Render(Expr condition) => condition switch
    {
        Literal { Value: BooleanData truth } => new Comparison("$", "IsPresent", truth),
        Binary { Operator: "&&" } and => new AllOf([.. Flatten(and, "&&").Select(Render)]),
        Binary { Operator: "||" } or => new AnyOf([.. Flatten(or, "||").Select(Render)]),
        Unary { Operator: "!" } not => new Negation(Render(not.Operand)),
        Binary { Operator: "===" or "!==" or "==" or "!=" } equality => RenderEquality(equality),
        Binary { Operator: "<" or ">" or "<=" or ">=" } relation => RenderRelation(relation),
        Call { Callee: Member { Property: "startsWith" or "endsWith" or "includes" } method, Arguments: [Literal { Value: StringData text }] } => RenderMatch(method, text.Value),
        _ => RenderTruth(condition),
    };

    private static IEnumerable<Expr> Flatten(Expr expression, string op) => expression is Binary binary && binary.Operator == op
        ? Flatten(binary.Left, op).Concat(Flatten(binary.Right, op))
        : [expression];

    private static ChoiceTest RenderTruth(Expr value) => JsonPathRenderer.TypeOf(value).Kind switch
    {
        DataKind.Boolean => Guarded(value, new Comparison(PathOf(value), "BooleanEquals", true)),
        DataKind.String => Guarded(value, new AllOf([new Negation(new Comparison(PathOf(value), "IsNull", true)), new Negation(new Comparison(PathOf(value), "StringEquals", ""))])),
        DataKind.Number => Guarded(value, new AllOf([new Negation(new Comparison(PathOf(value), "IsNull", true)), new Negation(new Comparison(PathOf(value), "NumericEquals", NumberData.Of(0)))])),
        _ => throw new ExpressionException("FLOW0206", "The truth of a value of unknown type has no JSONPath form.", "Compare it: write === true, or === with a text or number.", value.At),
    };

    private static ChoiceTest RenderEquality(Binary equality)
    {
        JsonataRenderer.Value(equality); // refuses what is not exact
        (Expr left, Expr right) = equality.Left is Literal or UndefinedValue ? (equality.Right, equality.Left) : (equality.Left, equality.Right);
        bool negated = equality.Operator[0] == '!';
        string path = PathOf(left);
        ChoiceTest test = right switch
        {
            UndefinedValue or Literal { Value: NullData } when equality.Operator.Length == 2 || left is MissingAsNull =>
                new AnyOf([new Negation(new Comparison(path, "IsPresent", true)), new Comparison(path, "IsNull", true)]),
            UndefinedValue => new Negation(new Comparison(path, "IsPresent", true)),
            Literal { Value: NullData } => Guarded(left, new Comparison(path, "IsNull", true)),
            Literal literal => Guarded(left, new Comparison(path, Prefix(JsonataText.TypeOf(literal.Value), equality.At) + "Equals", literal.Value)),
            _ => Guarded(left, Guarded(right, new Comparison(path, Prefix(Known(left, right), equality.At) + "EqualsPath", PathOf(right)))),
        };
        return negated ? new Negation(test) : test;
    }

    private static ChoiceTest RenderRelation(Binary relation)
    {
        JsonataRenderer.Value(relation);
        bool swap = relation.Left is Literal;
        (Expr left, Expr right) = swap ? (relation.Right, relation.Left) : (relation.Left, relation.Right);
        string op = (swap ? Mirrored[relation.Operator] : relation.Operator) switch
        {
            "<" => "LessThan",
            ">" => "GreaterThan",
            "<=" => "LessThanEquals",
            _ => "GreaterThanEquals",
        };
        return right is Literal literal
            ? Guarded(left, new Comparison(PathOf(left), Prefix(JsonataText.TypeOf(literal.Value), relation.At) + op, literal.Value))
            : Guarded(left, Guarded(right, new Comparison(PathOf(left), Prefix(Known(left, right), relation.At) + op + "Path", PathOf(right))));
    }

    private static ChoiceTest RenderMatch(Member method, string text)
    {
        if (JsonPathRenderer.TypeOf(method.Target).Kind != DataKind.String)
        {
            throw JsonPathRenderer.NoForm($"'{method.Property}' of a value that is not known to be a string", method.At);
        }

        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
        string pattern = method.Property switch
        {
            "startsWith" => escaped + "*",
            "endsWith" => "*" + escaped,
            _ => $"*{escaped}*",
        };
        return Guarded(method.Target, new Comparison(PathOf(method.Target), "StringMatches", pattern));
    }

    private static ChoiceTest Guarded(Expr value, ChoiceTest test) => JsonataRenderer.Value(value).IsDefinite
        ? test
        : test is AllOf all ? new AllOf([new Comparison(PathOf(value), "IsPresent", true), .. all.Tests]) : new AllOf([new Comparison(PathOf(value), "IsPresent", true), test]);

    private static DataType Known(Expr left, Expr right) => JsonPathRenderer.TypeOf(left) is { IsScalar: true } type ? type : JsonPathRenderer.TypeOf(right);

    private static string Prefix(DataType type, int at) => type.Kind switch
    {
        DataKind.String => "String",
        DataKind.Number => "Numeric",
        DataKind.Boolean => "Boolean",
        _ => throw new ExpressionException("FLOW0206", "A comparison of values of unknown type has no JSONPath form.", "Declare the type of one side.", at),
    };

    private static string PathOf(Expr value) => new JsonPathRenderer(false).Render(value) is { IsPath: true } path
        ? path.Text
        : throw JsonPathRenderer.NoForm("A computed value in a condition", value.At);
}
