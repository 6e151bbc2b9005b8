namespace ImageFlow.LocalCloud.Protocols;

/// <summary>A request that an embedded service refuses, in AWS's words.</summary>
/// <param name="code">AWS's error code without a namespace, such as <c>ResourceNotFoundException</c>.</param>
/// <param name="status">The HTTP status. Default 400.</param>
public sealed class ServiceRefusal(string code, string message, int status = 400) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>The older code that clients of the query protocol know the same error by, where the service has one.</summary>
    public string? QueryCode { get; init; }

    internal static ServiceRefusal Validation(string message) => new("ValidationException", message);

    internal static ServiceRefusal Missing(string member) =>
        Validation($"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null");

    internal static ServiceRefusal WrongType(string member, string type) =>
        new("SerializationException", $"The member '{member}' must be of the type {type}.");
}
