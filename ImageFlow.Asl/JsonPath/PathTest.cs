using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.JsonPath;

/// <summary>A test in a filter. A missing value makes every comparison false, <c>!=</c> apart.</summary>
internal abstract class PathTest
{
    /// <param name="item">What <c>@</c> stands for.</param>
    /// <param name="root">What <c>$</c> stands for.</param>
    public abstract bool Holds(JsonData item, JsonData root);
}

internal sealed class AllTest(PathTest[] tests) : PathTest
{
    public override bool Holds(JsonData item, JsonData root) => Array.TrueForAll(tests, test => test.Holds(item, root));
}

internal sealed class AnyTest(PathTest[] tests) : PathTest
{
    public override bool Holds(JsonData item, JsonData root) => Array.Exists(tests, test => test.Holds(item, root));
}

internal sealed class NotTest(PathTest test) : PathTest
{
    public override bool Holds(JsonData item, JsonData root) => !test.Holds(item, root);
}

/// <summary>A path alone: whether it finds anything.</summary>
internal sealed class ExistsTest(PathOperand operand) : PathTest
{
    public override bool Holds(JsonData item, JsonData root) => operand.Value(item, root) is not null;
}

internal sealed class CompareTest(PathOperand left, string sign, PathOperand right) : PathTest
{
    private static readonly Dictionary<string, Func<JsonData?, JsonData?, bool>> Operators = new(StringComparer.Ordinal)
    {
        ["=="] = AreEqual,
        ["==="] = AreEqual,
        ["!="] = (a, b) => !AreEqual(a, b),
        ["!=="] = (a, b) => !AreEqual(a, b),
        ["<"] = (a, b) => Order(a, b) < 0,
        ["<="] = (a, b) => Order(a, b) <= 0,
        [">"] = (a, b) => Order(a, b) > 0,
        [">="] = (a, b) => Order(a, b) >= 0,
        ["in"] = (a, b) => a is not null && Items(b).Contains(a),
        ["nin"] = (a, b) => a is null || !Items(b).Contains(a),
        ["subsetof"] = (a, b) => a is ArrayData && Items(a).All(Items(b).Contains),
        ["anyof"] = (a, b) => Items(a).Any(Items(b).Contains),
        ["noneof"] = (a, b) => !Items(a).Any(Items(b).Contains),
        ["contains"] = (a, b) => a is StringData text ? b is StringData part && text.Value.Contains(part.Value, StringComparison.Ordinal) : b is not null && Items(a).Contains(b),
        ["size"] = (a, b) => Size(a) is { } size && b is NumberData number && number.Value == size,
        ["empty"] = (a, b) => Size(a) is { } size && b is BooleanData wanted && wanted.Value == (size == 0),
    };

    private readonly Func<JsonData?, JsonData?, bool> holds = Operators[sign];

    /// <summary>The operators, the longest first, so that a reader takes <c>&lt;=</c> before <c>&lt;</c>.</summary>
    public static IReadOnlyList<string> Signs { get; } = [.. Operators.Keys.OrderByDescending(name => name.Length)];

    public override bool Holds(JsonData item, JsonData root) => holds(left.Value(item, root), right.Value(item, root));

    private static bool AreEqual(JsonData? a, JsonData? b) => a is null ? b is null : a.Equals(b);

    private static int? Order(JsonData? a, JsonData? b) => (a, b) switch
    {
        (NumberData x, NumberData y) => x.Value.CompareTo(y.Value),
        (StringData x, StringData y) => string.CompareOrdinal(x.Value, y.Value),
        _ => null,
    };

    private static IReadOnlyList<JsonData> Items(JsonData? value) => value as ArrayData ?? [];

    private static int? Size(JsonData? value) => value switch
    {
        ArrayData items => items.Count,
        ObjectData members => members.Count,
        StringData text => text.Value.Length,
        _ => null,
    };
}

/// <summary><c>@.name =~ /foo.*/i</c>. The engine does not backtrack, so that no pattern can run without end.</summary>
internal sealed class MatchTest(PathOperand left, Regex pattern) : PathTest
{
    public override bool Holds(JsonData item, JsonData root) =>
        left.Value(item, root) is StringData text && pattern.Match(text.Value) is { Success: true } match && match.Length == text.Value.Length;
}

/// <summary>One side of a comparison: a literal, or a path from <c>@</c> or <c>$</c>.</summary>
internal sealed class PathOperand
{
    private readonly JsonData? literal;
    private readonly JsonPathExpression? path;
    private readonly bool isFromRoot;

    public PathOperand(JsonData literal) => this.literal = literal;

    public PathOperand(JsonPathExpression path, bool isFromRoot)
    {
        this.path = path;
        this.isFromRoot = isFromRoot;
    }

    public bool IsPath => path is not null;

    /// <summary>The value, or <see langword="null"/> where the path finds none.</summary>
    public JsonData? Value(JsonData item, JsonData root) => path is null ? literal : path.ValueFrom(isFromRoot ? root : item, root);
}
