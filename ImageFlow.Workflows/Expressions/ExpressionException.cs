namespace ImageFlow.Workflows.Expressions;

/// <summary>An expression cannot be compiled. Turned into a diagnostic where the expression's place in the flow is known.</summary>
internal sealed class ExpressionException(string code, string message, string hint, int? position = null) : Exception(message)
{
    public string Code { get; } = code;

    public string Hint { get; } = hint;

    /// <summary>Offset in the expression's text, where there is a text.</summary>
    public int? Position { get; } = position;
}
