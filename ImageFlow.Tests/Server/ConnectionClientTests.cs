using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.LocalCloud.Http;
using ImageFlow.Server.Hosting;
using ImageFlow.Tests.LocalCloud.Http;

namespace ImageFlow.Tests.Server;

/// <summary>EventBridge's connections on the AWS address, and HTTP tasks with them.</summary>
public sealed class ConnectionClientTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("imageflow-connections-").FullName;

    [Fact]
    public async Task CommandLine_ConnectionAndExecution_CallTheApi()
    {
        Assert.SkipUnless(IsOnPath("aws"), "The AWS command line is not on PATH.");
        using HttpStub api = new(HttpStub.Answer("""{"ok":true}"""));
        await using ServerApp server = await StartAsync();

        JsonNode created = await AwsAsync(
            server, "events", "create-connection", "--name", "c", "--authorization-type", "BASIC", "--auth-parameters", """{"BasicAuthParameters":{"Username":"u","Password":"pass-secret"}}""");
        JsonNode described = await AwsAsync(server, "events", "describe-connection", "--name", "c");
        string definition = $$$"""{"StartAt":"A","States":{"A":{{{State(api, (string)created["ConnectionArn"]!)}}} } }""";
        JsonNode machine = await AwsAsync(server, "stepfunctions", "create-state-machine", "--name", "m", "--role-arn", "arn:aws:iam::123456789012:role/r", "--definition", definition);
        string execution = (string)(await AwsAsync(server, "stepfunctions", "start-execution", "--state-machine-arn", (string)machine["stateMachineArn"]!))["executionArn"]!;
        JsonNode ended = await AwsAsync(server, "stepfunctions", "describe-execution", "--execution-arn", execution);
        for (int i = 0; i < 60 && (string?)ended["status"] == "RUNNING"; i++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            ended = await AwsAsync(server, "stepfunctions", "describe-execution", "--execution-arn", execution);
        }

        Assert.Equal(((string?)created["ConnectionArn"], "AUTHORIZED", "u"), ((string?)described["ConnectionArn"], (string?)described["ConnectionState"], (string?)described["AuthParameters"]!["BasicAuthParameters"]!["Username"]));
        Assert.DoesNotContain("secret", described.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(("SUCCEEDED", 200), ((string?)ended["status"], (int)JsonNode.Parse((string)ended["output"]!)!["StatusCode"]!));
        Assert.Equal("Basic dTpwYXNzLXNlY3JldA==", api.Only["Authorization"]);

        await AwsAsync(server, "events", "update-connection", "--name", "c", "--description", "new");
        Assert.Equal("c", (string?)(await AwsAsync(server, "events", "list-connections"))["Connections"]![0]!["Name"]);
        Assert.Equal("DELETING", (string?)(await AwsAsync(server, "events", "delete-connection", "--name", "c"))["ConnectionState"]);
    }

    [Fact]
    public async Task Protocol_ConnectionAndTracedTest_HaveAwssShapes()
    {
        using HttpStub api = new(HttpStub.Answer("""{"ok":true}"""));
        await using ServerApp server = await StartAsync();

        (HttpStatusCode status, string? type, JsonNode created) = await PostAsync(
            server, "AWSEvents.CreateConnection", """{"Name":"c","AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"k","ApiKeyValue":"key-secret"}}}""");
        Assert.Equal((HttpStatusCode.OK, "application/x-amz-json-1.1", System.Text.Json.JsonValueKind.Number), (status, type, created["CreationTime"]!.GetValueKind()));

        JsonObject request = new() { ["definition"] = State(api, (string)created["ConnectionArn"]!), ["inspectionLevel"] = "TRACE" };
        (_, _, JsonNode tested) = await PostAsync(server, "AWSStepFunctions.TestState", request.ToJsonString());
        Assert.Equal("""{"ok":true}""", (string?)tested["inspectionData"]!["response"]!["body"]);
        Assert.DoesNotContain("secret", tested.ToJsonString(), StringComparison.Ordinal);

        request["revealSecrets"] = true;
        (_, _, tested) = await PostAsync(server, "AWSStepFunctions.TestState", request.ToJsonString());
        Assert.StartsWith("[k: key-secret, ", (string?)tested["inspectionData"]!["request"]!["headers"], StringComparison.Ordinal);

        request["inspectionLevel"] = "DEBUG";
        (_, _, tested) = await PostAsync(server, "AWSStepFunctions.TestState", request.ToJsonString());
        Assert.Equal((true, false), (tested["inspectionData"]!.AsObject().ContainsKey("afterParameters"), tested["inspectionData"]!.AsObject().ContainsKey("request")));
    }

    [Theory]
    [InlineData("AWSEvents.DescribeConnection", """{"Name":"none"}""", "ResourceNotFoundException")]
    [InlineData("AWSEvents.DescribeConnection", "{}", "ValidationException")]
    [InlineData("AWSEvents.DescribeConnection", "[]", "SerializationException")]
    [InlineData("AWSEvents.CreateArchive", "{}", "UnknownOperationException")]
    public async Task Protocol_WrongRequest_IsRefusedWithAwssCode(string target, string body, string code)
    {
        await using ServerApp server = await StartAsync();

        (HttpStatusCode status, _, JsonNode answer) = await PostAsync(server, target, body);

        Assert.Equal((HttpStatusCode.BadRequest, code), (status, (string?)answer["__type"]));
        Assert.NotEmpty((string)answer["message"]!);
    }

    [Fact]
    public async Task Protocol_WithoutTheServersKey_IsRefused()
    {
        await using ServerApp server = await StartAsync("the-key");

        (HttpStatusCode status, _, JsonNode answer) = await PostAsync(server, "AWSEvents.ListConnections", "{}");

        Assert.Equal((HttpStatusCode.BadRequest, "UnrecognizedClientException"), (status, (string?)answer["__type"]));
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private static string State(HttpStub api, string connection) => $$$"""
        {"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{"ApiEndpoint":"{{{api.Url}}}/","Method":"GET","Authentication":{"ConnectionArn":"{{{connection}}}"}},"End":true}
        """;

    private Task<ServerApp> StartAsync(string? key = null) => ServerApp.StartAsync(new ServerOptions
    {
        Url = new Uri("http://127.0.0.1:0"),
        AwsUrl = new Uri("http://127.0.0.1:0"),
        DataDirectory = data,
        ApiKey = key,
        PrivateHttpHosts = HostList.Parse(["127.0.0.1"])!,
    });

    private static async Task<(HttpStatusCode Status, string? Type, JsonNode Answer)> PostAsync(ServerApp server, string target, string body)
    {
        using HttpClient client = new();
        using StringContent content = new(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        content.Headers.Add("X-Amz-Target", target);
        using HttpResponseMessage response = await client.PostAsync(server.AwsUrl, content, TestContext.Current.CancellationToken);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, answer);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<JsonNode> AwsAsync(ServerApp server, params string[] arguments)
    {
        ProcessStartInfo start = new("aws", ["--endpoint-url", server.AwsUrl.ToString().TrimEnd('/'), "--output", "json", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_ACCESS_KEY_ID"] = "any", ["AWS_SECRET_ACCESS_KEY"] = "any", ["AWS_DEFAULT_REGION"] = "us-east-1", ["AWS_PAGER"] = "" },
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return JsonNode.Parse(output)!;
    }
}
