using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Expressions.JsonPath;

/// <summary>An expression in a JSONPath state: a constant, a path, or a call of an intrinsic function.</summary>
/// <param name="Constant">Set for a constant alone.</param>
/// <param name="Text">The path or the call, for what is no constant.</param>
internal sealed record PathText(JsonData? Constant, string Text, bool IsPath)
{
    public static PathText Of(JsonData constant) => new(constant, "", false);

    public static PathText Path(string path) => new(null, path, true);

    public static PathText Call(string name, params IEnumerable<string> arguments) => new(null, $"States.{name}({string.Join(", ", arguments)})", false);

    /// <summary>As an argument of an intrinsic function (ASL, "Intrinsic Functions"): strings in single quotes.</summary>
    public string Argument => Constant switch
    {
        null => Text,
        StringData text => Quote(text.Value),
        NumberData or BooleanData or NullData => Constant.ToJson(),
        _ => throw new ExpressionException("FLOW0206", "A list or an object cannot be written inside an intrinsic function.", "Set it as a variable first, or export in JSONata."),
    };

    public static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
