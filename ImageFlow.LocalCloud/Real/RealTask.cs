using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Real;

/// <summary>Carries tasks out with AWS's own services. A task whose answer was not committed before a crash is called again, as Step Functions may do.</summary>
internal sealed class RealTask(RealSettings settings, TimeProvider clock) : IDisposable
{
    private readonly RealClient client = new(settings, clock);

    public bool Serves(string resource) => settings.Serves(resource);

    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        RealResource call = RealResource.Read(task.Resource)!;
        RealProtocol protocol = RealProtocol.Find(call.Service)!;
        ServiceAnswer answer = call.Optimised && protocol.Optimised is { } optimised ? optimised : protocol.Sdk;
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            JsonData body = protocol.Camel ? MemberCase.Lower(request) : call.Optimised ? AsText(request, call.Service) : request;
            RealAnswer got = await client.SendAsync(protocol, settings.Endpoints[call.Service], call.Action, body.ToUtf8Json(), cancellationToken);
            ObjectData document = got.Body.Length == 0 ? ObjectData.Empty : (ObjectData)JsonData.Parse(got.Body);
            if (got.IsSuccess)
            {
                return answer.Success(task, protocol.Camel ? (ObjectData)MemberCase.Upper(document) : document);
            }

            string code = Code(got.ErrorType ?? (document["__type"] as StringData)?.Value ?? "UnknownError");
            string message = ((document["message"] ?? document["Message"]) as StringData)?.Value ?? $"The service answered {got.Status}.";
            return answer.Failure(task, ErrorName(code, answer), code, message, got.Status);
        }
        catch (ParameterException refusal)
        {
            return ServiceAnswer.Refused(task, refusal);
        }
        catch (HttpRequestException failure)
        {
            return answer.Failure(task, "SdkClientException", "SdkClientException", $"{settings.Endpoints[call.Service]} cannot be reached. {failure.Message}", 0);
        }
        catch (JsonException failure)
        {
            return answer.Failure(task, "SdkClientException", "SdkClientException", $"{settings.Endpoints[call.Service]} answered with something that is not JSON. {failure.Message}", 0);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>What the optimised integrations take as JSON and the services as text: a message's body, an event's detail.</summary>
    private static ObjectData AsText(ObjectData request, string service) => service switch
    {
        "sqs" when request["MessageBody"] is { } body and not StringData => request.With("MessageBody", body.ToJson()),
        "eventbridge" when request["Entries"] is ArrayData entries => request.With("Entries", new ArrayData([.. entries.Select(entry =>
            entry is ObjectData members && members["Detail"] is { } detail and not StringData ? members.With("Detail", detail.ToJson()) : entry)])),
        _ => request,
    };

    /// <summary>From <c>com.amazonaws.dynamodb.v20120810#ResourceNotFoundException</c> or <c>ResourceNotFoundException:http://…</c>.</summary>
    private static string Code(string type) => type.Split(':')[0].Split('#')[^1];

    /// <summary>The SDKs have no class for a ValidationException and throw the service's general one.</summary>
    private static string ErrorName(string code, ServiceAnswer answer) =>
        code == "ValidationException" ? (answer.Optimised ? answer.ServiceName : answer.ErrorPrefix) + "Exception" : code.EndsWith("Exception", StringComparison.Ordinal) ? code : code + "Exception";
}
