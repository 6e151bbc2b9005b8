namespace ImageFlow.LocalCloud.Connections;

/// <summary>A request that EventBridge refuses.</summary>
/// <param name="code">EventBridge's error code, such as <c>ResourceNotFoundException</c>.</param>
public sealed class ConnectionException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    internal static ConnectionException Missing(string name) => new("ResourceNotFoundException", $"Connection '{name}' does not exist.");

    internal static ConnectionException Validation(IReadOnlyCollection<string> findings) => new(
        "ValidationException",
        $"{findings.Count} validation error{(findings.Count == 1 ? "" : "s")} detected: {string.Join("; ", findings)}");
}
