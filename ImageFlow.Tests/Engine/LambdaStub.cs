using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Engine;

/// <summary>A Lambda endpoint in the test's own process, which outlives the servers that call it: ten times <c>n</c>, after a moment. Counts the calls of each key.</summary>
internal sealed class LambdaStub : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly TimeSpan delay;

    public LambdaStub(TimeSpan delay)
    {
        this.delay = delay;
        Url = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}/");
        listener.Prefixes.Add(Url.ToString());
        listener.Start();
        _ = Task.Run(ListenAsync);
    }

    public Uri Url { get; }

    public ConcurrentDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    public void Dispose() => listener.Close();

    private async Task ListenAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        JsonNode payload = (await JsonNode.ParseAsync(context.Request.InputStream))!;
        Calls.AddOrUpdate((string)payload["key"]!, 1, (_, count) => count + 1);
        await Task.Delay(delay);
        try
        {
            using StreamWriter writer = new(context.Response.OutputStream);
            await writer.WriteAsync(((int)payload["n"]! * 10).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The server that asked was killed meanwhile; the next one asks again.
            return;
        }
    }
}
