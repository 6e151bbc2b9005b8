using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageFlow.Tests.LocalCloud.Http;

/// <summary>A server of one answer per connection that keeps what it was asked, byte for byte.</summary>
internal sealed class HttpStub : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<StubRequest, Task<byte[]?>> answer;
    private readonly X509Certificate2? certificate;

    /// <param name="answer">The answer's bytes; <see langword="null"/> hangs up.</param>
    public HttpStub(Func<StubRequest, Task<byte[]?>> answer, X509Certificate2? certificate = null)
    {
        (this.answer, this.certificate) = (answer, certificate);
        listener.Start();
        _ = Task.Run(ListenAsync);
    }

    public HttpStub(Func<StubRequest, byte[]?> answer)
        : this(request => Task.FromResult(answer(request)))
    {
    }

    public HttpStub(byte[] answer)
        : this(_ => answer)
    {
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Authority => $"127.0.0.1:{Port}";

    public string Url => $"http://{Authority}";

    /// <summary>In the order in which they came.</summary>
    public ConcurrentQueue<StubRequest> Requests { get; } = new();

    public StubRequest Only => Assert.Single(Requests);

    public static byte[] Answer(string body, string type = "application/json", string status = "200 OK", params string[] headers) =>
        Answer(Encoding.UTF8.GetBytes(body), type, status, headers);

    public static byte[] Answer(byte[] body, string type, string status = "200 OK", params string[] headers) =>
    [
        .. Encoding.Latin1.GetBytes(string.Join("\r\n", [$"HTTP/1.1 {status}", $"Content-Type: {type}", $"Content-Length: {body.Length}", "Connection: close", .. headers]) + "\r\n\r\n"),
        .. body,
    ];

    public void Dispose() => listener.Dispose();

    private async Task ListenAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using Stream stream = await OpenAsync(client.GetStream());
                StubRequest request = await StubRequest.ReadAsync(stream);
                Requests.Enqueue(request);
                if (await answer(request) is { } bytes)
                {
                    await stream.WriteAsync(bytes);
                }
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The client went away: what it asked is in Requests, or was never asked.
                return;
            }
        }
    }

    private async Task<Stream> OpenAsync(Stream stream)
    {
        if (certificate is null)
        {
            return stream;
        }

        SslStream secure = new(stream);
        await secure.AuthenticateAsServerAsync(certificate);
        return secure;
    }
}

/// <param name="Line">Method and target.</param>
/// <param name="Headers">As they came: <c>Name: value</c>.</param>
internal sealed record StubRequest(string Line, IReadOnlyList<string> Headers, string Body)
{
    public string? this[string name] =>
        Headers.FirstOrDefault(header => header.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    public static async Task<StubRequest> ReadAsync(Stream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                throw new IOException("The client hung up.");
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.UTF8.GetString([.. head]).TrimEnd().Split("\r\n");
        StubRequest request = new(lines[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal), lines[1..], "");
        byte[] body = new byte[int.Parse(request["Content-Length"] ?? "0", System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return request with { Body = Encoding.UTF8.GetString(body) };
    }
}
