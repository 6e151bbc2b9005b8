using System.Net;
using System.Net.Sockets;

namespace ImageFlow.LocalCloud.Http;

/// <summary>
/// Opens the connections of HTTP tasks, to public addresses only, but for hosts that were allowed. It looks at the address that it then
/// connects to, so that neither a name that resolves to a private address nor one that changes its address between two look-ups gets past.
/// </summary>
/// <param name="resolve">The addresses of a name.</param>
internal sealed class AddressGuard(HostList allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <exception cref="HttpTaskException">The address is none that a task may call.</exception>
    public void CheckScheme(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && allowed.Contains(address.Host, address.Port)))
        {
            throw HttpTaskException.Runtime(
                $"'{address.Scheme}://{address.Authority}' is not https. HTTP tasks call https addresses only; " +
                $"for development, start with --allow-private-http {address.Authority} to call this host over http.");
        }
    }

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        (string host, int port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal) ? [literal] : await resolve(host, cancellationToken);
        if (!allowed.Contains(host, port))
        {
            IPAddress[] open = Array.FindAll(addresses, PublicAddress.IsPublic);
            addresses = open.Length > 0 || addresses.Length == 0 ? open : throw HttpTaskException.Runtime(
                $"The HTTP task may not call '{host}': its address {addresses[0]} is not a public one (private, loopback, link-local, multicast and reserved " +
                $"addresses are refused). For development, start with --allow-private-http {host} to allow this host.");
        }

        SocketException? failure = null;
        foreach (IPAddress address in addresses)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failure = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }
}
