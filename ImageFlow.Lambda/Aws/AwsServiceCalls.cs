using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Aws;

/// <summary>Calls of AWS services over their JSON protocols.</summary>
internal sealed class AwsServiceCalls(SignedHttp http, FunctionSettings settings) : IServiceCalls
{
    /// <summary>The services that backends call, by the first part of a target.</summary>
    private static readonly Dictionary<string, Service> Services = new(StringComparer.Ordinal)
    {
        ["DynamoDB_20120810"] = new("dynamodb", "DYNAMODB", "dynamodb", "application/x-amz-json-1.0"),
        ["AmazonSQS"] = new("sqs", "SQS", "sqs", "application/x-amz-json-1.0"),
        ["AWSStepFunctions"] = new("states", "SFN", "states", "application/x-amz-json-1.0"),
        ["PersonalizeRuntime"] = new("personalize", "PERSONALIZE_RUNTIME", "personalize-runtime", "application/json")
        {
            Paths = new() { ["GetRecommendations"] = "/recommendations", ["GetPersonalizedRanking"] = "/personalize-ranking" },
        },
    };

    public async Task<JsonObject> CallAsync(string target, JsonObject request, CancellationToken cancellationToken)
    {
        if (target.Split('.') is not [{ } name, { } operation] || !Services.TryGetValue(name, out Service? service))
        {
            throw new ArgumentException($"'{target}' is no operation of a service that backends call.", nameof(target));
        }

        Uri host = settings.Endpoint(service.Variable) ?? new Uri($"https://{service.Host}.{settings.Region}.amazonaws.com");
        Uri address = new(host, service.Paths is null ? "/" : service.Paths[operation]);
        SignedAnswer answer = await http.PostAsync(
            service.Signing, address, Encoding.UTF8.GetBytes(request.ToJsonString()), service.ContentType, service.Paths is null ? target : null, cancellationToken);
        if (answer.Status is >= 200 and < 300)
        {
            return answer.Body.Length == 0 ? [] : JsonNode.Parse(answer.Body)!.AsObject();
        }

        throw Refusal(answer);
    }

    /// <summary>The code stands in a header, in <c>__type</c> or in <c>code</c>, with a namespace before it or an address behind it.</summary>
    private static ServiceCallException Refusal(SignedAnswer answer)
    {
        JsonObject? error;
        try
        {
            error = JsonNode.Parse(answer.Body) as JsonObject;
        }
        catch (JsonException noJson)
        {
            return new ServiceCallException($"Http{answer.Status}", answer.Body, noJson);
        }

        string type = answer.ErrorType ?? (string?)error?["__type"] ?? (string?)error?["code"] ?? $"Http{answer.Status}";
        return new ServiceCallException(type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..].Split(':')[0], (string?)error?["message"] ?? (string?)error?["Message"] ?? answer.Body);
    }

    /// <param name="Signing">The name in the signature.</param>
    /// <param name="Variable">The service in the names of AWS's variables for other addresses.</param>
    /// <param name="Host">The first part of the host's name.</param>
    private sealed record Service(string Signing, string Variable, string Host, string ContentType)
    {
        /// <summary>The path of each operation, where paths and not the header name them.</summary>
        public Dictionary<string, string>? Paths { get; init; }
    }
}
