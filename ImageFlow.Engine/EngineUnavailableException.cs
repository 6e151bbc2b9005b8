namespace ImageFlow.Engine;

/// <summary>The journal cannot be opened or written. The message is one sentence that says what to do.</summary>
/// <param name="code"><c>ENG0002</c> … in <c>docs/errors.md</c>.</param>
public sealed class EngineUnavailableException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string Code { get; } = code;
}
