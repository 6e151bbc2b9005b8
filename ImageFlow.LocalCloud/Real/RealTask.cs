using System.Text;
using System.Text.Json;
using System.Xml;
using ImageFlow.Activities.Aws;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Real;

/// <summary>Carries tasks out with AWS's own services. A task whose answer was not committed before a crash is called again, as Step Functions may do.</summary>
/// <remarks>Without a timeout of its own: the state's TimeoutSeconds cancels the call.</remarks>
internal sealed class RealTask : IDisposable
{
    /// <summary>What the SDKs throw where the service gave no answer of its own.</summary>
    private const string NoAnswer = "SdkClientException";

    private readonly RealSettings settings;
    private readonly HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly SignedHttp? http;

    public RealTask(RealSettings settings, TimeProvider clock)
    {
        this.settings = settings;
        http = settings.Credentials is { } credentials ? new SignedHttp(credentials, settings.Region, client, clock) : null;
    }

    public bool Serves(string resource) => settings.Serves(resource);

    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        RealResource call = RealResource.Read(task.Resource)!;
        RealProtocol protocol = RealProtocol.Find(call.Service)!;
        ServiceAnswer answer = call.Optimised && protocol.Optimised is { } optimised ? optimised : protocol.Sdk;
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            SignedAnswer got = await SendAsync(protocol, call, call.Optimised ? AsText(request, call.Service) : request, cancellationToken);
            if (got.IsSuccess)
            {
                return answer.Success(task, Read(protocol, got.Body));
            }

            (string? code, string message) = got.Refusal();
            return code is null ? answer.Failure(task, NoAnswer, NoAnswer, message, got.Status) : answer.Failure(task, ErrorName(code, answer), code, message, got.Status);
        }
        catch (ParameterException refusal)
        {
            return ServiceAnswer.Refused(task, refusal);
        }
        catch (HttpRequestException failure)
        {
            return answer.Failure(task, NoAnswer, NoAnswer, $"{settings.Endpoints[call.Service]} cannot be reached. {failure.Message}", 0);
        }
        catch (Exception failure) when (failure is JsonException or XmlException or InvalidCastException)
        {
            return answer.Failure(task, NoAnswer, NoAnswer, $"{settings.Endpoints[call.Service]} answered with something that is not its protocol. {failure.Message}", 0);
        }
    }

    public void Dispose() => client.Dispose();

    private Task<SignedAnswer> SendAsync(RealProtocol protocol, RealResource call, ObjectData request, CancellationToken cancellationToken)
    {
        AwsService service = protocol.Service;
        Uri endpoint = settings.Endpoints[call.Service];
        return service.Protocol switch
        {
            AwsProtocol.Query => Post("/", Encoding.UTF8.GetBytes(QueryForm.Write(call.Operation, service.Version, request)), null),
            AwsProtocol.AwsJson => Post("/", (protocol.IsCamel ? MemberCase.Lower(request) : request).ToUtf8Json(), $"{service.TargetPrefix}.{call.Operation}"),
            _ => Rest(service.Routes[call.Operation]),
        };

        Task<SignedAnswer> Post(string path, byte[] body, string? target) => http!.SendAsync(HttpMethod.Post, service.SigningName, new Uri(endpoint, path), body, service.ContentType, target, cancellationToken);

        Task<SignedAnswer> Rest(AwsRoute route)
        {
            (string path, ObjectData rest) = RestPath.Fill(route.Path, request);
            if (route.Method == HttpMethod.Post || route.Method == HttpMethod.Put)
            {
                byte[] body = (protocol.IsCamel ? MemberCase.Lower(rest) : rest).ToUtf8Json();
                return http!.SendAsync(route.Method, service.SigningName, new Uri(endpoint, path), body, service.ContentType, null, cancellationToken);
            }

            return http!.SendAsync(route.Method, service.SigningName, new Uri(endpoint, path + RestPath.Query(rest)), default, null, null, cancellationToken);
        }
    }

    private static ObjectData Read(RealProtocol protocol, string body)
    {
        ObjectData document = body.Length == 0 ? ObjectData.Empty : protocol.Service.Protocol == AwsProtocol.Query ? QueryForm.Read(body) : (ObjectData)JsonData.Parse(body);
        return protocol.IsCamel ? (ObjectData)MemberCase.Upper(document) : document;
    }

    /// <summary>What the optimised integrations take as JSON and the services as text: a message, an event's detail.</summary>
    private static ObjectData AsText(ObjectData request, string service) => service switch
    {
        "sqs" when request["MessageBody"] is { } body and not StringData => request.With("MessageBody", body.ToJson()),
        "sns" when request["Message"] is { } message and not StringData => request.With("Message", message.ToJson()),
        "eventbridge" when request["Entries"] is ArrayData entries => request.With("Entries", new ArrayData([.. entries.Select(entry =>
            entry is ObjectData members && members["Detail"] is { } detail and not StringData ? members.With("Detail", detail.ToJson()) : entry)])),
        _ => request,
    };

    /// <summary>The SDKs have no class for a ValidationException and throw the service's general one.</summary>
    private static string ErrorName(string code, ServiceAnswer answer) =>
        code == "ValidationException" ? (answer.Optimised ? answer.ServiceName : answer.ErrorPrefix) + "Exception" : code.EndsWith("Exception", StringComparison.Ordinal) ? code : code + "Exception";
}
