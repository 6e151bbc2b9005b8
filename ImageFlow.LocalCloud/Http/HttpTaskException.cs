using ImageFlow.Asl.Evaluation;

namespace ImageFlow.LocalCloud.Http;

/// <summary>Why an HTTP task fails.</summary>
/// <param name="error">The ASL error name.</param>
internal sealed class HttpTaskException(string error, string message) : Exception(message)
{
    /// <summary>Before the names of errors that concern the connection (Step Functions guide, HTTP Task, connection errors).</summary>
    private const string ConnectionPrefix = "Events.ConnectionResource.";

    public string Error { get; } = error;

    public static HttpTaskException Runtime(string message) => new(StateErrors.Runtime, message);

    public static HttpTaskException NoConnection(string arn) => new(
        ConnectionPrefix + "ResourceNotFound",
        $"There is no connection '{arn}'. Make one with: aws events create-connection --endpoint-url <AWS endpoint> --name …");

    public static HttpTaskException NotAuthorized(string name, string reason) => new(
        ConnectionPrefix + "InvalidConnectionState", $"The connection '{name}' is not authorized: {reason}");
}
