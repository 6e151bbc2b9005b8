using System.Net;
using System.Text;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Connections;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Http;

/// <summary>
/// <c>arn:aws:states:::http:invoke</c>. A call goes out at least once: after a crash the same task calls again, and an API sees no difference;
/// where that matters, the flow sends an idempotency key of its own.
/// </summary>
internal sealed class HttpTask : IDisposable
{
    public const string Route = "http:invoke";

    /// <summary>Step Functions quotas, HTTP Task: 60 seconds, which cannot be changed there.</summary>
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly ConnectionStore connections;
    private readonly GuardedClient client;
    private readonly OAuthTokens tokens;
    private readonly TimeProvider clock;
    private readonly string region;

    /// <param name="resolve">The addresses of a name. Default: the system's.</param>
    public HttpTask(ConnectionStore connections, HostList allowed, TimeProvider clock, string region, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        (this.connections, this.clock, this.region) = (connections, clock, region);
        client = new GuardedClient(new AddressGuard(allowed, resolve ?? Dns.GetHostAddressesAsync));
        tokens = new OAuthTokens(client, clock);
    }

    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(TimeLimit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            HttpTaskParameters parameters = HttpTaskParameters.Read(task.Input);
            string name = ConnectionArn.Name(parameters.ConnectionArn)
                ?? throw new ParameterException($"The value for the field 'ConnectionArn' must be the ARN of a connection, not '{parameters.ConnectionArn}'");
            Connection connection = connections.Find(name) ?? throw HttpTaskException.NoConnection(parameters.ConnectionArn);
            return connection.State == Connection.Authorized
                ? (await CallAsync(task, parameters, connection, either.Token)).ToResult(task.Resource)
                : throw HttpTaskException.NotAuthorized(name, "its parameters were removed. Give it new ones with UpdateConnection.");
        }
        catch (ParameterException refusal)
        {
            return ServiceAnswer.Refused(task, refusal);
        }
        catch (HttpTaskException failure)
        {
            return new TaskResult.Failure(failure.Error, failure.Message);
        }
        catch (Exception failure) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested && failure is OperationCanceledException or HttpRequestException or IOException)
        {
            return new TaskResult.Failure(StateErrors.HttpSocket, $"The API did not answer within {TimeLimit.TotalSeconds} seconds.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return new TaskResult.Failure(StateErrors.HttpSocket, $"The API could not be reached, or broke off. {Sentences(failure)}");
        }
    }

    public void Dispose()
    {
        tokens.Dispose();
        client.Dispose();
    }

    private async Task<IncomingResponse> CallAsync(TaskInvocation task, HttpTaskParameters parameters, Connection connection, CancellationToken cancellationToken)
    {
        string? token = connection.AuthorizationType == Connection.OAuth ? await tokens.GetAsync(connection, null, cancellationToken) : null;
        IncomingResponse response = await SendAsync(task, parameters, connection, token, cancellationToken);
        if (token is not null && response.RefusesToken)
        {
            string fresh = await tokens.GetAsync(connection, refused: token, cancellationToken);
            response = await SendAsync(task, parameters, connection, fresh, cancellationToken);
        }

        return response;
    }

    private async Task<IncomingResponse> SendAsync(TaskInvocation task, HttpTaskParameters parameters, Connection connection, string? token, CancellationToken cancellationToken)
    {
        OutgoingRequest request = new(parameters, connection, Authorization(connection, token), region);
        task.Trace?.Note("request", request.ToInspection(task.Trace.RevealSecrets));
        using HttpRequestMessage message = request.ToMessage();
        IncomingResponse response = await client.SendAsync(message, cancellationToken);
        task.Trace?.Note("response", response.ToInspection());
        return response;
    }

    private static (string Name, string Value) Authorization(Connection connection, string? token)
    {
        if (token is not null)
        {
            return ("Authorization", "Bearer " + token);
        }

        if (connection.AuthorizationType == Connection.ApiKey)
        {
            ObjectData key = connection.Parameters("ApiKeyAuthParameters");
            return (Connection.Text(key, "ApiKeyName"), Connection.Text(key, "ApiKeyValue"));
        }

        ObjectData basic = connection.Parameters("BasicAuthParameters");
        string pair = $"{Connection.Text(basic, "Username")}:{Connection.Text(basic, "Password")}";
        return ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    /// <summary>Why, down to the reason of the reason: that a certificate is not trusted stands in the inner one only.</summary>
    private static string Sentences(Exception failure) =>
        failure.InnerException is { } inner && inner.Message != failure.Message ? $"{failure.Message} {inner.Message}" : failure.Message;
}
