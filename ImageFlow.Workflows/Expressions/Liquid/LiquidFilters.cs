using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Liquid;

/// <summary>
/// Liquid's filters as expressions of the JavaScript subset over <c>X</c>, the value, and <c>A</c> and <c>B</c>, the arguments
/// (Shopify, "Liquid reference", and Fluid, which Elsa runs).
/// </summary>
internal static class LiquidFilters
{
    /// <summary>A value as Liquid writes it: nothing for null, a list's items one after the other.</summary>
    public const string TextFunction = "toLiquidText";

    private static readonly Dictionary<string, Filter> Filters = new(StringComparer.Ordinal)
    {
        ["upcase"] = new(Takes.Text, 0, "X.toUpperCase()"),
        ["downcase"] = new(Takes.Text, 0, "X.toLowerCase()"),
        ["capitalize"] = new(Takes.Text, 0, "const v = X; return `${v.charAt(0).toUpperCase()}${v.slice(1)}`;"),
        ["strip"] = new(Takes.Text, 0, "X.trim()"),
        ["append"] = new(Takes.Text, 1, "`${X}${A}`", Takes.Text),
        ["prepend"] = new(Takes.Text, 1, "`${A}${X}`", Takes.Text),
        ["replace"] = new(Takes.Text, 2, "X.replaceAll(A, B)"),
        ["replace_first"] = new(Takes.Text, 2, "X.replace(A, B)"),
        ["remove"] = new(Takes.Text, 1, "X.replaceAll(A, '')"),
        ["remove_first"] = new(Takes.Text, 1, "X.replace(A, '')"),
        ["split"] = new(Takes.Text, 1, "X.split(A)", Takes.Text),
        ["url_encode"] = new(Takes.Text, 0, "encodeURIComponent(X).replaceAll('%20', '+').replaceAll(\"'\", '%27').replaceAll('~', '%7E')"),
        ["url_decode"] = new(Takes.Text, 0, "decodeURIComponent(X.replaceAll('+', ' '))"),
        ["escape"] = new(Takes.Text, 0, "X.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\"', '&quot;').replaceAll(\"'\", '&#39;')"),
        ["newline_to_br"] = new(Takes.Text, 0, "X.replaceAll('\\n', '<br />\\n')"),
        ["plus"] = new(Takes.Number, 1, "X + A", Takes.Number),
        ["minus"] = new(Takes.Number, 1, "X - A", Takes.Number),
        ["times"] = new(Takes.Number, 1, "X * A", Takes.Number),
        ["modulo"] = new(Takes.Number, 1, "X % A", Takes.Number),
        ["abs"] = new(Takes.Number, 0, "Math.abs(X)"),
        ["ceil"] = new(Takes.Number, 0, "Math.ceil(X)"),
        ["floor"] = new(Takes.Number, 0, "Math.floor(X)"),
        ["round"] = new(Takes.Number, 0, "Math.round(X)"),
        ["at_least"] = new(Takes.Number, 1, "Math.max(X, A)", Takes.Number),
        ["at_most"] = new(Takes.Number, 1, "Math.min(X, A)", Takes.Number),
        ["join"] = new(Takes.List, 1, "X.map(v => toLiquidText(v)).join(A)", Takes.Text),
        ["first"] = new(Takes.List, 0, "X[0]"),
        ["last"] = new(Takes.List, 0, "X.at(-1)"),
        ["reverse"] = new(Takes.List, 0, "X.reverse()"),
        ["compact"] = new(Takes.List, 0, "X.filter(v => v !== null)"),
        ["concat"] = new(Takes.List, 1, "[...X, ...A]", Takes.List),
        ["size"] = new(Takes.Any, 0, "X.length"),
        ["default"] = new(Takes.Any, 1, "const v = X; return v === null || v === false || v === '' ? A : v;"),
        ["json"] = new(Takes.Any, 0, "toJson(X)"),
    };

    /// <summary>Those that compile, in alphabetical order.</summary>
    public static IEnumerable<string> Names => Filters.Keys.Concat(["divided_by", "map", "slice"]).Order(StringComparer.Ordinal);

    /// <exception cref="ExpressionException">The filter is not known (FLOW0204), or takes other arguments (FLOW0202).</exception>
    public static Expr Apply(string name, Expr value, IReadOnlyList<Expr> arguments, int at)
    {
        switch (name, arguments)
        {
            case ("join", []):
                return Apply(name, value, [new Literal(" ", at)], at);
            case ("divided_by", [var divisor]):
                // By a whole number Liquid divides without a rest; one that is written with a point is none.
                return Fill(divisor is Literal { Value: NumberData } ? "Math.floor(X / A)" : "X / A", Number(value), Number(divisor));
            case ("map", [Literal { Value: StringData property }]):
                return new Call(new Member(value, "map", false, at), [new Lambda(["v"], new Member(new Name("v", at), property.Value, false, at), at)], at);
            case ("slice", [Literal { Value: NumberData { Value: >= 0 } from }]):
                return Fill("X.substring(A, B)", Text(value), from, NumberData.Of((long)from.Value + 1));
            case ("slice", [Literal { Value: NumberData { Value: >= 0 } from }, Literal { Value: NumberData length }]):
                return Fill("X.substring(A, B)", Text(value), from, new NumberData(from.Value + length.Value));
        }

        if (!Filters.TryGetValue(name, out Filter? filter))
        {
            throw new ExpressionException("FLOW0204", $"The Liquid filter '{name}' has no form in a state machine.", $"Use one of {string.Join(", ", Names)}, or write the expression in JavaScript.", at);
        }

        if (arguments.Count != filter.Arguments)
        {
            throw new ExpressionException("FLOW0202", $"The Liquid filter '{name}' takes {filter.Arguments} arguments here, not {arguments.Count}.", "Give the arguments that it takes.", at);
        }

        return Fill(filter.Script, As(filter.Value, value), [.. arguments.Select(argument => As(filter.Argument, argument))]);
    }

    public static Expr Text(Expr value) => value is Literal { Value: StringData } ? value : new Call(new Name(TextFunction, value.At), [value], value.At);

    private static Expr Number(Expr value) => value is Literal { Value: NumberData } ? value : new Call(new Name("Number", value.At), [value], value.At);

    private static Expr As(Takes kind, Expr value) => kind switch
    {
        Takes.Text => Text(value),
        Takes.Number => Number(value),
        _ => value,
    };

    private static Expr Fill(string script, Expr value, NumberData first, NumberData second) => Fill(script, value, new Literal(first), new Literal(second));

    private static Expr Fill(string script, Expr value, params IReadOnlyList<Expr> arguments) => ExprWalk.Replace(ScriptParser.Parse(script), part => part switch
    {
        Name { Text: "X" } => value,
        Name { Text: "A" } => arguments[0],
        Name { Text: "B" } => arguments[1],
        _ => null,
    });

    private enum Takes
    {
        Any,
        Text,
        Number,
        List,
    }

    private sealed record Filter(Takes Value, int Arguments, string Script, Takes Argument = Takes.Any);
}
