using ImageFlow.Activities.Aws;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Aws;

/// <summary>Sends over the connections of a WebSocket API.</summary>
/// <param name="api">The API's stage, such as <c>https://id.execute-api.eu-west-1.amazonaws.com/v1</c>.</param>
internal sealed class GatewayConnections(SignedHttp http, Uri api) : IConnectionSender
{
    private const int Gone = 410;

    public async Task<bool> TrySendAsync(string connectionId, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Uri address = new($"{api.ToString().TrimEnd('/')}/@connections/{Uri.EscapeDataString(connectionId)}");
        SignedAnswer answer = await http.SendAsync(HttpMethod.Post, "execute-api", address, message, "application/json", null, cancellationToken);
        return answer.Status switch
        {
            >= 200 and < 300 => true,
            Gone => false,
            _ => throw new ServiceCallException($"Http{answer.Status}", answer.Body),
        };
    }
}
