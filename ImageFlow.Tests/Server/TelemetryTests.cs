using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Engine.Telemetry;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Tests.Server;

/// <summary>The server sends traces and metrics to a receiver of OTLP over HTTP, which here is a few lines that read protobuf.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("imageflow-telemetry-").FullName;
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private readonly Uri _receiver = new($"http://127.0.0.1:{ServerProcess.FreePort()}");

    public TelemetryTests()
    {
        _listener.Prefixes.Add(_receiver.ToString());
        _listener.Start();
        _ = ReceiveAsync();
    }

    [Fact]
    public async Task Otlp_ExecutionOnTheServer_ArrivesAsATraceAndInTheMetrics()
    {
        string arn;
        await using (ServerApp server = await ServerApp.StartAsync(
            new ServerOptions { Url = new Uri("http://127.0.0.1:0"), AwsUrl = new Uri("http://127.0.0.1:0"), DataDirectory = _data, Telemetry = _receiver }, TestContext.Current.CancellationToken))
        {
            using HttpClient client = new();
            JsonNode machine = await CallAsync(client, server.AwsUrl, "CreateStateMachine", new JsonObject
            {
                ["name"] = "traced", ["roleArn"] = "arn:aws:iam::123456789012:role/r", ["definition"] = """{"StartAt":"Outer","States":{"Outer":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"StartAt":"Inner","States":{"Inner":{"Type":"Pass","End":true}}},"Next":"Stop"},"Stop":{"Type":"Fail","Error":"Enough","Cause":"no more"}}}""",
            });
            JsonNode started = await CallAsync(client, server.AwsUrl, "StartExecution", new JsonObject { ["stateMachineArn"] = (string)machine["stateMachineArn"]!, ["input"] = """{"items":[1,2]}""" });
            arn = (string)started["executionArn"]!;
            await WaitAsync(() => _received.Any(request => request.Path == "/v1/traces"));
        }

        // The metrics are sent at the end at the latest.
        await WaitAsync(() => _received.Any(request => request.Path == "/v1/metrics"));
        List<Span> spans = [.. _received.Where(request => request.Path == "/v1/traces").SelectMany(request => Spans(request.Body))];
        string trace = ExecutionTraces.ContextOf(arn, null).TraceId.ToString();
        Assert.All(spans, span => Assert.Equal(trace, span.Trace));
        Span root = Assert.Single(spans, span => span.Parent.Length == 0);
        Assert.Equal(("traced", 2, "Enough: no more"), (root.Name, root.Status, root.Message));
        Span outer = Assert.Single(spans, span => span.Name == "Outer");
        Assert.Equal(root.Id, outer.Parent);
        Span[] iterations = [.. spans.Where(span => span.Parent == outer.Id).OrderBy(span => span.Name)];
        Assert.Equal(["Outer [0]", "Outer [1]"], iterations.Select(span => span.Name));
        Assert.All(iterations, iteration => Assert.Equal("Inner", Assert.Single(spans, span => span.Parent == iteration.Id).Name));
        Assert.True(spans.All(span => span.Start > 0 && span.End > span.Start && span.Start >= root.Start));
        Assert.Contains(_received.Where(request => request.Path == "/v1/traces"), request => Encoding.UTF8.GetString(request.Body).Contains("service.name", StringComparison.Ordinal));
        string metrics = string.Concat(_received.Where(request => request.Path == "/v1/metrics").Select(request => Encoding.UTF8.GetString(request.Body)));
        foreach (string name in (string[])["imageflow.executions.started", "imageflow.executions.failed", "imageflow.state_transitions", "imageflow.journal.commit.duration"])
        {
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--otlp", "nowhere", null)]
    [InlineData(null, null, "ftp://127.0.0.1")]
    public void Options_NoAddress_IsASentence(string? option, string? value, string? variable)
    {
        ParsedCommandLine parsed = ServerOptions.Parse(option is null ? [] : [option, value!], name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? variable : null);

        Assert.Contains("must be an address like http://127.0.0.1:4318", parsed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_VariableOfOpenTelemetry_TurnsItOn()
    {
        Assert.Equal(new Uri("http://collector:4318"), ServerOptions.Parse([], name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://collector:4318" : null).Options.Telemetry);
        Assert.Null(ServerOptions.Parse([], _ => null).Options.Telemetry);
    }

    public void Dispose()
    {
        _listener.Close();
        Directory.Delete(_data, recursive: true);
    }

    private static async Task<JsonNode> CallAsync(HttpClient client, Uri aws, string operation, JsonObject body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, aws) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0") };
        request.Headers.Add("X-Amz-Target", "AWSStepFunctions." + operation);
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task WaitAsync(Func<bool> until)
    {
        for (int attempt = 0; attempt < 300 && !until(); attempt++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.True(until(), "Nothing arrived within half a minute.");
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
                return;
            }

            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            _received.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    /// <summary>ExportTraceServiceRequest: resource_spans (1) › scope_spans (2) › spans (2) (opentelemetry/proto/trace/v1/trace.proto).</summary>
    private static IEnumerable<Span> Spans(byte[] request) =>
        Fields(request).Where(f => f.Number == 1).SelectMany(f => Fields(f.Bytes)).Where(f => f.Number == 2).SelectMany(f => Fields(f.Bytes)).Where(f => f.Number == 2).Select(f => Read(Fields(f.Bytes).ToList()));

    private static Span Read(List<Field> fields)
    {
        string Hex(int number) => Convert.ToHexStringLower(fields.FirstOrDefault(f => f.Number == number).Bytes ?? []);
        Field[] status = [.. fields.Where(f => f.Number == 15).SelectMany(f => Fields(f.Bytes))];
        return new Span(
            Hex(1), Hex(2), Hex(4), Encoding.UTF8.GetString(fields.First(f => f.Number == 5).Bytes), fields.First(f => f.Number == 7).Value, fields.First(f => f.Number == 8).Value,
            (int)status.FirstOrDefault(f => f.Number == 3).Value, Encoding.UTF8.GetString(status.FirstOrDefault(f => f.Number == 2).Bytes ?? []));
    }

    private static List<Field> Fields(byte[] message)
    {
        List<Field> fields = [];
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    fields.Add(new Field((int)(key >> 3), Varint(message, ref at), []));
                    break;
                case 1:
                    fields.Add(new Field((int)(key >> 3), BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)), []));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    fields.Add(new Field((int)(key >> 3), 0, message[at..(at + length)]));
                    at += length;
                    break;
                default:
                    fields.Add(new Field((int)(key >> 3), BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at)), []));
                    at += 4;
                    break;
            }
        }

        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private readonly record struct Field(int Number, ulong Value, byte[] Bytes);

    private sealed record Span(string Trace, string Id, string Parent, string Name, ulong Start, ulong End, int Status, string Message);
}
