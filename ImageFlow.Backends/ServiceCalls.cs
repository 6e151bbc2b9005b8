using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <summary>
/// Calls of AWS services by name and JSON: on AWS over HTTPS with the function's role, on one machine the embedded services themselves.
/// </summary>
public interface IServiceCalls
{
    /// <param name="target">Service and operation as the header <c>X-Amz-Target</c> names them, such as <c>DynamoDB_20120810.GetItem</c>.</param>
    /// <param name="request">The operation's request, with the names of the service's API.</param>
    /// <exception cref="ServiceCallException">The service refuses.</exception>
    Task<JsonObject> CallAsync(string target, JsonObject request, CancellationToken cancellationToken);
}

/// <summary>A service refused a call.</summary>
/// <param name="code">AWS's code without a namespace, such as <c>ResourceNotFoundException</c>.</param>
public sealed class ServiceCallException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
