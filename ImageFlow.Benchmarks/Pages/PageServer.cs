using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImageFlow.Benchmarks.Pages;

/// <summary>Serves the built page from its files and one run from memory over HTTP on this machine, as the server does: scripts to be kept, answers of the interface as plain JSON.</summary>
internal sealed class PageServer : IDisposable
{
    /// <summary>Where the pictures of the run lie; each is one and the same.</summary>
    public const string Objects = "/api/objects/";

    /// <summary>A PNG of one grey pixel.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    private readonly HttpListener _listener = new();
    private readonly string _dist;
    private readonly Dictionary<string, byte[]> _answers = [];

    public PageServer(string dist, RecordedRun run)
    {
        _dist = dist;
        Url = FreeAddress();
        var execution = $"/api/executions/{RecordedRun.Id}";
        _answers[$"{execution}/history"] = Encoding.UTF8.GetBytes(run.History.ToJsonString());
        _answers[$"{execution}/drawing"] = Encoding.UTF8.GetBytes(run.Drawing.ToJsonString());
        _answers[execution] = Encoding.UTF8.GetBytes(run.Execution.ToJsonString());
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public void Dispose() => _listener.Close();

    private static string FreeAddress()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Closed: the measurement is over.
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath);
        var response = context.Response;
        byte[] body;
        if (path.StartsWith(Objects, StringComparison.Ordinal))
        {
            response.ContentType = "image/png";
            body = Picture;
        }
        else if (path.StartsWith("/api/", StringComparison.Ordinal))
        {
            response.ContentType = "application/json";
            body = _answers.GetValueOrDefault(path) ?? "{\"items\":[]}"u8.ToArray();
        }
        else
        {
            var file = File.Exists(_dist + path) ? _dist + path : Path.Combine(_dist, "index.html");
            response.ContentType = Path.GetExtension(file) switch { ".js" => "text/javascript", ".css" => "text/css", ".svg" => "image/svg+xml", ".json" => "application/json", _ => "text/html; charset=utf-8" };
            response.AddHeader("Cache-Control", path.StartsWith("/assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache");
            body = await File.ReadAllBytesAsync(file);
        }

        try
        {
            response.ContentLength64 = body.Length;
            await response.OutputStream.WriteAsync(body);
            response.Close();
        }
        catch (HttpListenerException)
        {
            // The browser went on to another page and reads this answer no more.
            response.Abort();
        }
    }
}
