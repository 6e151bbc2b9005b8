using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Lambda;
using ImageFlow.Tests.EndToEnd;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Backends;

/// <summary>The WebSocket API's function against a stage that is a listener here.</summary>
public sealed class SocketBackendTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Socket_ClientsOfTopics_GetTheirMessagesAndThoseThatAreGoneAreForgotten()
    {
        using AwsHttp aws = new(server.AwsUrl);
        await aws.CallAsync("DynamoDB_20120810.CreateTable", JsonNode.Parse("""
            {"TableName":"connections","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}
            """)!.AsObject());
        string stage = $"http://127.0.0.1:{ServerProcess.FreePort()}/v1";
        using HttpListener listener = new();
        listener.Prefixes.Add(stage + "/");
        listener.Start();
        List<(string Path, string Authorization, string Body)> sent = [];
        Task serving = ServeAsync();
        Function function = new BackendRig(server).Open("Socket", ("IMAGEFLOW_TABLE", "connections"), ("IMAGEFLOW_SOCKET_API", stage));

        Assert.Equal(200, (int)BackendRig.Invoke(function, Client("CONNECT", "all="))["statusCode"]!);
        BackendRig.Invoke(function, Client("CONNECT", "chosen=", "photos"));
        BackendRig.Invoke(function, Client("CONNECT", "other=", "mails"));
        BackendRig.Invoke(function, Client("CONNECT", "gone="));
        BackendRig.Invoke(function, Client("CONNECT", "left="));
        BackendRig.Invoke(function, Client("DISCONNECT", "left="));
        BackendRig.Invoke(function, Client("MESSAGE", "all="));
        BackendRig.Invoke(function, Message("photos", """{"id":7}"""));

        Assert.Equal(["/v1/@connections/all%3D", "/v1/@connections/chosen%3D", "/v1/@connections/gone%3D"], sent.Select(request => request.Path).Order(StringComparer.Ordinal));
        JsonNode frame = JsonNode.Parse(sent[0].Body)!;
        Assert.Equal((null, "photos", 7, "m-1"), ((int?)frame["number"], (string?)frame["message"]!["topic"], (int?)frame["message"]!["content"]!["id"], (string?)frame["message"]!["id"]));
        Assert.All(sent, request => Assert.Matches("^AWS4-HMAC-SHA256 Credential=[^/]+/[0-9]{8}/us-east-1/execute-api/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$", request.Authorization));
        JsonArray left = (await aws.CallAsync("DynamoDB_20120810.Scan", new JsonObject { ["TableName"] = "connections" }))["Items"]!.AsArray();
        Assert.Equal(["all=", "chosen=", "other="], left.Select(item => (string)item!["id"]!["S"]!).Order(StringComparer.Ordinal));
        listener.Stop();
        await serving;

        async Task ServeAsync()
        {
            while (true)
            {
                HttpListenerContext context;
                try
                {
                    context = await listener.GetContextAsync();
                }
                catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using StreamReader reader = new(context.Request.InputStream, Encoding.UTF8);
                sent.Add((context.Request.RawUrl!, context.Request.Headers["Authorization"]!, await reader.ReadToEndAsync()));
                context.Response.StatusCode = context.Request.RawUrl!.Contains("gone", StringComparison.Ordinal) ? 410 : 200;
                context.Response.Close();
            }
        }
    }

    private static JsonObject Client(string type, string id, string? topic = null) => new()
    {
        ["requestContext"] = new JsonObject { ["eventType"] = type, ["connectionId"] = id },
        ["queryStringParameters"] = topic is null ? null : new JsonObject { ["topic"] = topic },
    };

    private static JsonObject Message(string topic, string text) => new()
    {
        ["Records"] = new JsonArray(new JsonObject
        {
            ["EventSource"] = "aws:sns",
            ["Sns"] = new JsonObject
            {
                ["MessageId"] = "m-1", ["TopicArn"] = "arn:aws:sns:us-east-1:123456789012:" + topic, ["Message"] = text, ["Subject"] = null, ["Timestamp"] = "2026-01-02T03:04:05.678Z",
            },
        }),
    };
}
