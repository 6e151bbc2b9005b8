using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Activities.Aws;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Aws;

/// <summary>Calls of AWS services over their JSON protocols.</summary>
internal sealed class AwsServiceCalls(SignedHttp http, FunctionSettings settings) : IServiceCalls
{
    /// <summary>What stands in a target for the service that has none in its protocol.</summary>
    private const string PersonalizeRuntime = "PersonalizeRuntime";

    public async Task<JsonObject> CallAsync(string target, JsonObject request, CancellationToken cancellationToken)
    {
        if (target.Split('.') is not [{ } name, { } operation] || Find(name) is not { } service || !service.Has(operation))
        {
            throw new ArgumentException($"'{target}' is no operation of a service that backends call.", nameof(target));
        }

        Uri host = settings.Endpoint(service.ServiceId) ?? service.Endpoint(settings.Region);
        bool isRest = service.Protocol == AwsProtocol.RestJson;
        SignedAnswer answer = await http.SendAsync(
            HttpMethod.Post, service.SigningName, new Uri(host, isRest ? service.Routes[operation].Path : "/"), Encoding.UTF8.GetBytes(request.ToJsonString()), service.ContentType, isRest ? null : target,
            cancellationToken);
        if (answer.IsSuccess)
        {
            return answer.Body.Length == 0 ? [] : JsonNode.Parse(answer.Body)!.AsObject();
        }

        (string? code, string message) = answer.Refusal();
        throw new ServiceCallException(code ?? $"Http{answer.Status}", message);
    }

    private static AwsService? Find(string name) =>
        name == PersonalizeRuntime ? AwsService.Find("personalizeruntime") : AwsService.All.FirstOrDefault(service => service.TargetPrefix == name && service.Protocol == AwsProtocol.AwsJson);
}
