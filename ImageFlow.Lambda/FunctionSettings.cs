using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using ImageFlow.Activities.Aws;

namespace ImageFlow.Lambda;

/// <summary>The environment variables of the function.</summary>
internal sealed class FunctionSettings(Func<string, string?> read)
{
    /// <exception cref="FunctionSettingsException">It is not set.</exception>
    public string Required(string name, string what) =>
        Optional(name) ?? throw new FunctionSettingsException($"The environment variable {name} is not set; it names {what}.");

    public string? Optional(string name) => read(name) is { Length: > 0 } value ? value : null;

    /// <summary>The region that the runtime says. Default <c>us-east-1</c>, for emulators that say none.</summary>
    public string Region => Optional("AWS_REGION") ?? Optional("AWS_DEFAULT_REGION") ?? "us-east-1";

    /// <summary>The function's role, as the runtime says it in the environment; otherwise what the SDK finds.</summary>
    public AWSCredentials Credentials => Optional("AWS_ACCESS_KEY_ID") is { } id && Optional("AWS_SECRET_ACCESS_KEY") is { } secret
        ? SignedHttp.Keys(id, secret, Optional("AWS_SESSION_TOKEN"))
        : DefaultAWSCredentialsIdentityResolver.GetCredentials();

    /// <summary>Another address of a service: AWS's own variables, the service's before that of all services.</summary>
    /// <param name="serviceId">As the SDKs name it, such as <c>Personalize Runtime</c>.</param>
    public Uri? Endpoint(string serviceId) => (Optional("AWS_ENDPOINT_URL_" + serviceId.ToUpperInvariant().Replace(' ', '_')) ?? Optional("AWS_ENDPOINT_URL")) is { } text ? new Uri(text) : null;
}

/// <summary>The function's settings do not say what to run, or lack what it needs.</summary>
public sealed class FunctionSettingsException(string message) : Exception(message);
