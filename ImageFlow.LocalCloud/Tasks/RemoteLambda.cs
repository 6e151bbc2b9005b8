using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary>Invokes functions that are not ours through the Lambda API of another endpoint (an emulator, or a proxy to AWS).</summary>
internal sealed class RemoteLambda : IDisposable
{
    /// <summary>The variable that the AWS SDKs read for the same purpose.</summary>
    public const string EndpointVariable = "AWS_ENDPOINT_URL_LAMBDA";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <remarks>Without a timeout of its own: the state's TimeoutSeconds cancels the call.</remarks>
    private readonly HttpClient client;

    public RemoteLambda(Uri endpoint) => client = new HttpClient { BaseAddress = endpoint, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The address in the variable; <see langword="null"/> where that is not set or empty.</summary>
    /// <exception cref="EngineUnavailableException">It is no http or https address.</exception>
    public static Uri? ReadEndpoint(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        return Uri.TryCreate(value, UriKind.Absolute, out Uri? endpoint) && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps)
            ? endpoint
            : throw new EngineUnavailableException(
                "AWS0103",
                $"{EndpointVariable} is '{value}', which is no http or https address; set it to one such as http://127.0.0.1:3001, or unset it.");
    }

    public async ValueTask<TaskResult> InvokeAsync(FunctionName function, JsonData payload, CancellationToken cancellationToken)
    {
        using ByteArrayContent content = new(payload.ToUtf8Json()) { Headers = { ContentType = Json } };
        try
        {
            using HttpResponseMessage response = await client.PostAsync(
                $"/2015-03-31/functions/{Uri.EscapeDataString(function.Reference)}/invocations", content, cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return new TaskResult.Failure(ErrorName(response.StatusCode), $"{function.Name}: the endpoint answered {(int)response.StatusCode}. {body}");
            }

            return response.Headers.Contains("X-Amz-Function-Error")
                ? FunctionError(body)
                : new TaskResult.Success(body.Length == 0 ? NullData.Instance : JsonData.Parse(body));
        }
        catch (HttpRequestException failure)
        {
            return new TaskResult.Failure("Lambda.SdkClientException", $"{function.Name}: {EndpointVariable} ({client.BaseAddress}) cannot be reached. {failure.Message}");
        }
        catch (JsonException failure)
        {
            return new TaskResult.Failure("Lambda.Unknown", $"{function.Name} answered with something that is not JSON. {failure.Message}");
        }
    }

    public void Dispose() => client.Dispose();

    private static TaskResult.Failure FunctionError(string body) =>
        JsonData.Parse(body) is ObjectData document && document["errorType"] is StringData type
            ? new TaskResult.Failure(type.Value, body)
            : new TaskResult.Failure("Lambda.Unknown", body);

    private static string ErrorName(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => "Lambda.ResourceNotFoundException",
        HttpStatusCode.TooManyRequests => "Lambda.TooManyRequestsException",
        >= HttpStatusCode.InternalServerError => "Lambda.ServiceException",
        _ => "Lambda.AWSLambdaException",
    };
}
