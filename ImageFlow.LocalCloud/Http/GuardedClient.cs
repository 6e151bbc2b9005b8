using System.Text;

namespace ImageFlow.LocalCloud.Http;

/// <summary>
/// The client of HTTP tasks: it goes straight to the address (a proxy would connect in its place, where nobody looks at the address), follows
/// no redirects, keeps no cookies and adds no headers of its own.
/// </summary>
internal sealed class GuardedClient : IDisposable
{
    private readonly AddressGuard guard;
    private readonly HttpMessageInvoker client;

    public GuardedClient(AddressGuard guard)
    {
        this.guard = guard;
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            // A request that is given up leaves its connection attempt behind.
            ConnectTimeout = HttpTask.TimeLimit,
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        });
    }

    /// <exception cref="HttpTaskException">The address is none that may be called.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<IncomingResponse> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        guard.CheckScheme(request.RequestUri!);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            return await IncomingResponse.ReadAsync(response, cancellationToken);
        }
        catch (HttpRequestException e) when (e.InnerException is HttpTaskException refusal)
        {
            throw new HttpTaskException(refusal.Error, refusal.Message);
        }
    }

    public void Dispose() => client.Dispose();
}
