using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ImageFlow.Engine;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Engine;

/// <summary>The server process over a data folder: one at a time, and gone within five seconds when it is told to.</summary>
public sealed class ServerLifetimeTests : IDisposable
{
    private const string Definition = """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"work","Payload":{"n":7,"key.$":"$$.Execution.Name"}},"OutputPath":"$.Payload","End":true}}}
        """;

    private readonly string data = Directory.CreateTempSubdirectory("imageflow-lifetime-").FullName;

    [Fact]
    public async Task Start_SecondServerOnTheFolder_IsRefusedWithASentence()
    {
        Uri url = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
        await using ServerProcess first = ServerProcess.Start("--url", url.ToString(), "--aws-url", "http://127.0.0.1:0", "--data", data);
        await first.WaitUntilHealthyAsync(url);

        await using ServerProcess second = ServerProcess.Start("--url", "http://127.0.0.1:0", "--aws-url", "http://127.0.0.1:0", "--data", data);

        Assert.Equal(2, await second.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal($"The data folder '{data}' is in use by another process; stop that one first or choose another folder.", second.Output.Trim());
    }

    [Fact]
    public async Task Sigterm_WhileTasksRun_EndsWithin5SecondsAndTheyRunAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using (LambdaStub hanging = new(TimeSpan.FromMinutes(5)))
        {
            await using ServerProcess server = await StartAsync(hanging);
            while (hanging.Calls.Count < 16)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            Stopwatch watch = Stopwatch.StartNew();
            server.Terminate();

            Assert.Equal(0, await server.WaitForExitAsync(TimeSpan.FromSeconds(30)));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }

        TestHandler handler = new TestHandler().Returns("arn:aws:states:::lambda:invoke", """{"Payload":70}""");
        await using StepFunctionsEngine engine = await StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = data, TaskHandler = handler }, TestContext.Current.CancellationToken);
        foreach (ExecutionDescription execution in engine.ListExecutions())
        {
            Assert.Equal("70", (await engine.WaitForCompletionAsync(execution.ExecutionArn, TestContext.Current.CancellationToken)).Output);
        }

        Assert.Equal(40, engine.ListExecutions(status: "SUCCEEDED").Count);
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    /// <summary>A server with forty executions whose task does not end.</summary>
    private async Task<ServerProcess> StartAsync(LambdaStub lambda)
    {
        Uri url = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
        Uri aws = new($"http://127.0.0.1:{ServerProcess.FreePort()}");
        ServerProcess server = ServerProcess.Start([("AWS_ENDPOINT_URL_LAMBDA", lambda.Url.ToString())], ["--url", url.ToString(), "--aws-url", aws.ToString(), "--data", data]);
        await server.WaitUntilHealthyAsync(url);
        using HttpClient client = new() { BaseAddress = aws };
        JsonObject machine = new() { ["name"] = "m", ["definition"] = Definition, ["roleArn"] = "arn:aws:iam::123456789012:role/any-role" };
        string arn = (string)(await CallAsync(client, "CreateStateMachine", machine))["stateMachineArn"]!;
        for (int i = 0; i < 40; i++)
        {
            await CallAsync(client, "StartExecution", new JsonObject { ["stateMachineArn"] = arn, ["input"] = "{}" });
        }

        return server;
    }

    private static async Task<JsonNode> CallAsync(HttpClient client, string operation, JsonObject request)
    {
        using StringContent content = new(request.ToJsonString(), new MediaTypeHeaderValue("application/x-amz-json-1.0"));
        content.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{operation}");
        using HttpResponseMessage response = await client.PostAsync("/", content);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{operation}: {body}");
        return JsonNode.Parse(body)!;
    }
}
