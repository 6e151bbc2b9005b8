namespace ImageFlow.Server.Aws;

/// <summary>A request that the protocol refuses, before the engine has seen it.</summary>
/// <param name="code">AWS's code without a namespace.</param>
internal sealed class ServiceException(string code, string message, int status = StatusCodes.Status400BadRequest) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>AWS's one sentence for all that is wrong with a request's members.</summary>
    public static ServiceException Validation(IReadOnlyCollection<string> findings) => new(
        "ValidationException",
        $"{findings.Count} validation error{(findings.Count == 1 ? "" : "s")} detected: {string.Join("; ", findings)}");
}
