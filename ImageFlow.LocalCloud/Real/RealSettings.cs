using Amazon.Runtime;
using ImageFlow.Activities.Aws;
using ImageFlow.Engine;

namespace ImageFlow.LocalCloud.Real;

/// <summary>
/// Which services are AWS's own, or an emulator's, in the place of the embedded ones: <c>IMAGEFLOW_AWS_&lt;SERVICE&gt;</c> holds an address, or <c>aws</c> for that of
/// the region. The credentials are those of <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c> and <c>AWS_SESSION_TOKEN</c>.
/// </summary>
public sealed record RealSettings
{
    public const string VariablePrefix = "IMAGEFLOW_AWS_";

    private const string FromRegion = "aws";

    private RealSettings(IReadOnlyDictionary<string, Uri> endpoints, AWSCredentials? credentials, string region) =>
        (Endpoints, Credentials, Region) = (endpoints, credentials, region);

    /// <summary>No service but the embedded ones.</summary>
    public static RealSettings None { get; } = new(new Dictionary<string, Uri>(), null, "us-east-1");

    /// <summary>The services that can be switched, as resources name them after <c>aws-sdk:</c>.</summary>
    public static IReadOnlyList<string> Services { get; } = [.. RealProtocol.All.Select(protocol => protocol.Service.Name), "s3"];

    /// <summary>By service.</summary>
    internal IReadOnlyDictionary<string, Uri> Endpoints { get; }

    internal AWSCredentials? Credentials { get; }

    internal string Region { get; }

    /// <summary>Whether the real service stands behind the resource.</summary>
    public bool Serves(string resource) => RealResource.Read(resource) is { } call && Endpoints.ContainsKey(call.Service) && RealProtocol.Find(call.Service) is { } protocol && protocol.Service.Has(call.Operation);

    /// <summary>Where objects lie, where that is another place than the data folder.</summary>
    internal Uri? Objects => Endpoints.GetValueOrDefault("s3");

    /// <param name="setting">Gives the value of an environment variable, or <see langword="null"/>.</param>
    /// <param name="region">Where <c>AWS_REGION</c> says none.</param>
    /// <exception cref="EngineUnavailableException">A variable holds no address, or there are no credentials for it (AWS0105).</exception>
    public static RealSettings Read(Func<string, string?> setting, string region)
    {
        string chosen = setting("AWS_REGION") is { Length: > 0 } given ? given : region;
        Dictionary<string, Uri> endpoints = [];
        foreach (string service in Services)
        {
            string variable = VariablePrefix + service.ToUpperInvariant();
            if (setting(variable) is { Length: > 0 } value)
            {
                endpoints[service] = Endpoint(variable, value, service, chosen);
            }
        }

        AWSCredentials? credentials = setting("AWS_ACCESS_KEY_ID") is { Length: > 0 } id && setting("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } secret
            ? SignedHttp.Keys(id, secret, setting("AWS_SESSION_TOKEN") is { Length: > 0 } token ? token : null)
            : endpoints.Values.All(endpoint => endpoint.IsLoopback) ? SignedHttp.Keys("test", "test", null)
            : throw new EngineUnavailableException("AWS0105", $"{VariablePrefix}… names a service of AWS, and there are no credentials for it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
        return new RealSettings(endpoints, credentials, chosen);
    }

    private static Uri Endpoint(string variable, string value, string service, string region)
    {
        string address = value == FromRegion ? AwsService.Find(service)?.Endpoint(region).ToString() ?? $"https://{service}.{region}.amazonaws.com" : value;
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is ("http" or "https")
            ? new Uri(address)
            : throw new EngineUnavailableException(
                "AWS0105", $"{variable} is '{value}', which is neither 'aws' nor an http or https address; set it to one such as https://rekognition.eu-west-1.amazonaws.com, or unset it.");
    }
}

/// <summary>The service and the action that a Task's resource names.</summary>
/// <param name="Action">As resources write it: <c>detectLabels</c>.</param>
internal sealed record RealResource(string Service, string Action, bool Optimised)
{
    /// <summary>As the API model writes it: <c>DetectLabels</c>.</summary>
    public string Operation => char.ToUpperInvariant(Action[0]) + Action[1..];

    private const string Integration = "arn:aws:states:::";
    private const string Sdk = "aws-sdk:";
    private const string TokenSuffix = ".waitForTaskToken";

    public static RealResource? Read(string resource)
    {
        if (!resource.StartsWith(Integration, StringComparison.Ordinal))
        {
            return null;
        }

        string name = resource[Integration.Length..];
        name = name.EndsWith(TokenSuffix, StringComparison.Ordinal) ? name[..^TokenSuffix.Length] : name;
        bool optimised = !name.StartsWith(Sdk, StringComparison.Ordinal);
        return (optimised ? name : name[Sdk.Length..]).Split(':') is [var service, var action]
            ? new RealResource(service == "events" ? "eventbridge" : service, action, optimised)
            : null;
    }
}
