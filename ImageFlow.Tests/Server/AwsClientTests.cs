using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Tests.Server;

/// <summary>AWS's own clients against the AWS address, where they are on PATH.</summary>
public sealed class AwsClientTests
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
    private const string Definition = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":15,"Next":"P"},"P":{"Type":"Pass","Result":"done","End":true}}}""";

    [Fact]
    public async Task CommandLine_RestartBetweenStartAndEnd_FindsTheExecutionFinished()
    {
        Assert.SkipUnless(IsOnPath("aws"), "The AWS command line is not on PATH.");
        string data = Directory.CreateTempSubdirectory("imageflow-aws-").FullName;
        try
        {
            string execution;
            await using (ServerApp server = await StartAsync(data))
            {
                await AwsAsync(server, "create-state-machine", "--name", "m", "--role-arn", "arn:aws:iam::123456789012:role/r", "--definition", Definition);
                execution = (string)(await AwsAsync(server, "start-execution", "--state-machine-arn", Machine, "--input", """{"a":1}"""))["executionArn"]!;
                Assert.Equal("RUNNING", (string?)(await AwsAsync(server, "describe-execution", "--execution-arn", execution))["status"]);
            }

            await using (ServerApp server = await StartAsync(data))
            {
                JsonNode described = await AwsAsync(server, "describe-execution", "--execution-arn", execution);
                for (int i = 0; i < 30 && (string?)described["status"] == "RUNNING"; i++)
                {
                    await Task.Delay(200, TestContext.Current.CancellationToken);
                    described = await AwsAsync(server, "describe-execution", "--execution-arn", execution);
                }

                Assert.Equal(("SUCCEEDED", "\"done\""), ((string?)described["status"], (string?)described["output"]));
                JsonArray events = (JsonArray)(await AwsAsync(server, "get-execution-history", "--execution-arn", execution, "--reverse-order"))["events"]!;
                Assert.Equal("ExecutionSucceeded", (string?)events[0]!["type"]);
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Boto3_MachineExecutionAndActivity_WorkUnchanged()
    {
        Assert.SkipUnless(IsOnPath("python3") && (await RunAsync("python3", ["-c", "import boto3"], [])).Code == 0, "Python with boto3 is not on PATH.");
        string data = Directory.CreateTempSubdirectory("imageflow-aws-").FullName;
        try
        {
            await using ServerApp server = await StartAsync(data);
            const string Script = """
                import boto3, json, sys
                sfn = boto3.client("stepfunctions", endpoint_url=sys.argv[1], region_name="us-east-1")
                activity = sfn.create_activity(name="develop")["activityArn"]
                definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": activity, "End": True}}})
                machine = sfn.create_state_machine(name="m", definition=definition, roleArn="arn:aws:iam::123456789012:role/r", tags=[{"key": "k", "value": "v"}])["stateMachineArn"]
                execution = sfn.start_execution(stateMachineArn=machine, input='{"n": 1}')["executionArn"]
                task = sfn.get_activity_task(activityArn=activity, workerName="w")
                sfn.send_task_success(taskToken=task["taskToken"], output=task["input"])
                while (described := sfn.describe_execution(executionArn=execution))["status"] == "RUNNING":
                    pass
                pages = sfn.get_paginator("get_execution_history").paginate(executionArn=execution, PaginationConfig={"PageSize": 2})
                types = [event["type"] for page in pages for event in page["events"]]
                try:
                    sfn.describe_execution(executionArn=execution + "x")
                except sfn.exceptions.ExecutionDoesNotExist:
                    types.append("missing")
                print(json.dumps([described["output"], types, sfn.list_tags_for_resource(resourceArn=machine)["tags"]]))
                """;
            (int code, string output, string error) = await RunAsync("python3", ["-c", Script, server.AwsUrl.ToString()], Credentials);
            Assert.True(code == 0, error);
            Assert.Equal(
                """["{\"n\": 1}", ["ExecutionStarted", "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded", "TaskStateExited", "ExecutionSucceeded", "missing"], [{"key": "k", "value": "v"}]]""",
                output.Trim().Replace("{\\\"n\\\":1}", "{\\\"n\\\": 1}", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task CommandLine_MapRun_IsListedDescribedAndRedriven()
    {
        Assert.SkipUnless(IsOnPath("aws"), "The AWS command line is not on PATH.");
        string data = Directory.CreateTempSubdirectory("imageflow-aws-").FullName;
        try
        {
            await using ServerApp server = await StartAsync(data);
            const string Definition = """
                {"StartAt":"M","States":{"M":{"Type":"Map","Label":"each","MaxConcurrency":1,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
                "StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"And":[{"Variable":"$","NumericEquals":2},{"Variable":"$$.Execution.RedriveCount","NumericEquals":0}],"Next":"F"}],"Default":"P"},
                "F":{"Type":"Fail","Error":"Two"},"P":{"Type":"Pass","End":true}}},"End":true}}}
                """;
            await AwsAsync(server, "create-state-machine", "--name", "m", "--role-arn", "arn:aws:iam::123456789012:role/r", "--definition", Definition);
            string execution = (string)(await AwsAsync(server, "start-execution", "--state-machine-arn", Machine, "--input", "[1,2,3]"))["executionArn"]!;
            Assert.Equal("FAILED", await EndAsync(server, execution));
            string mapRun = (string)((JsonArray)(await AwsAsync(server, "list-map-runs", "--execution-arn", execution))["mapRuns"]!).Single()!["mapRunArn"]!;
            JsonNode described = await AwsAsync(server, "describe-map-run", "--map-run-arn", mapRun);
            Assert.Equal(("FAILED", 1, 1, 1, 3), ((string?)described["status"], (int)described["itemCounts"]!["succeeded"]!, (int)described["itemCounts"]!["failed"]!, (int)described["itemCounts"]!["pending"]!, (int)described["executionCounts"]!["total"]!));
            JsonArray failed = (JsonArray)(await AwsAsync(server, "list-executions", "--map-run-arn", mapRun, "--status-filter", "FAILED"))["executions"]!;
            JsonNode iteration = await AwsAsync(server, "describe-execution", "--execution-arn", (string)failed.Single()!["executionArn"]!);
            Assert.Equal(("2", mapRun, "REDRIVABLE_BY_MAP_RUN"), ((string?)iteration["input"], (string?)iteration["mapRunArn"], (string?)iteration["redriveStatus"]));
            Assert.Equal("each", (string?)(await AwsAsync(server, "describe-state-machine-for-execution", "--execution-arn", (string)failed[0]!["executionArn"]!))["label"]);

            await AwsAsync(server, "redrive-execution", "--execution-arn", execution);
            // The iteration began with its Choice done: it goes on at the Fail state, and fails again.
            Assert.Equal("FAILED", await EndAsync(server, execution));
            described = await AwsAsync(server, "describe-map-run", "--map-run-arn", mapRun);
            Assert.Equal(1, (int)described["redriveCount"]!);
            (int code, _, string error) = await RunAsync("aws", ["--endpoint-url", server.AwsUrl.ToString().TrimEnd('/'), "stepfunctions", "update-map-run", "--map-run-arn", mapRun, "--max-concurrency", "2"], Credentials);
            Assert.True(code != 0 && error.Contains("ValidationException", StringComparison.Ordinal), error);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<string?> EndAsync(ServerApp server, string execution)
    {
        JsonNode described = await AwsAsync(server, "describe-execution", "--execution-arn", execution);
        for (int i = 0; i < 30 && (string?)described["status"] == "RUNNING"; i++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            described = await AwsAsync(server, "describe-execution", "--execution-arn", execution);
        }

        return (string?)described["status"];
    }

    [Fact]
    public async Task CommandLine_TestCaseRedriveAndActivityTags_WorkUnchanged()
    {
        Assert.SkipUnless(IsOnPath("aws"), "The AWS command line is not on PATH.");
        string data = Directory.CreateTempSubdirectory("imageflow-aws-").FullName;
        try
        {
            string mocks = Path.Combine(data, "mocks.json");
            await File.WriteAllTextAsync(mocks, LocalCloud.MockCaseTests.Mocks, TestContext.Current.CancellationToken);
            await using ServerApp server = await ServerApp.StartAsync(Options(data) with { Mock = mocks, TimeSkip = true }, TestContext.Current.CancellationToken);
            string machine = (string)(await AwsAsync(server, "create-state-machine", "--name", "flow", "--role-arn", "arn:aws:iam::123456789012:role/r", "--definition", LocalCloud.MockCaseTests.Flow))["stateMachineArn"]!;

            string execution = (string)(await AwsAsync(server, "start-execution", "--state-machine-arn", machine + "#Busy", "--trace-header", "Root=1-2"))["executionArn"]!;
            JsonNode described = await EndedAsync(server, execution);
            Assert.Equal(("""{"attempt":2}""", "Root=1-2"), ((string?)described["output"], (string?)described["traceHeader"]));
            JsonArray events = (JsonArray)(await AwsAsync(server, "get-execution-history", "--execution-arn", execution))["events"]!;
            Assert.True(Time(events[^1]!["timestamp"]) - Time(events[0]!["timestamp"]) >= TimeSpan.FromSeconds(4), "The history shows the times of the waits that were jumped over.");

            string failed = (string)(await AwsAsync(server, "start-execution", "--state-machine-arn", machine))["executionArn"]!;
            Assert.Equal("REDRIVABLE", (string?)(await EndedAsync(server, failed))["redriveStatus"]);
            string[] redrive = ["redrive-execution", "--execution-arn", failed, "--client-token", "one"];
            DateTimeOffset date = Time((await AwsAsync(server, redrive))["redriveDate"]);
            await EndAsync(server, failed);
            Assert.Equal(date, Time((await AwsAsync(server, redrive))["redriveDate"]));
            described = await EndedAsync(server, failed);
            Assert.Equal((1, date), ((int)described["redriveCount"]!, Time(described["redriveDate"])));
            JsonArray redriven = (JsonArray)(await AwsAsync(server, "list-executions", "--state-machine-arn", machine, "--redrive-filter", "REDRIVEN"))["executions"]!;
            Assert.Equal(failed, (string?)Assert.Single(redriven)!["executionArn"]);

            string activity = (string)(await AwsAsync(server, "create-activity", "--name", "develop", "--tags", "key=team,value=photo", "--encryption-configuration", "type=AWS_OWNED_KEY"))["activityArn"]!;
            await RunAsync("aws", ["--endpoint-url", server.AwsUrl.ToString().TrimEnd('/'), "stepfunctions", "tag-resource", "--resource-arn", activity, "--tags", "key=stage,value=two"], Credentials);
            JsonArray tags = (JsonArray)(await AwsAsync(server, "list-tags-for-resource", "--resource-arn", activity))["tags"]!;
            Assert.Equal(["team=photo", "stage=two"], tags.Select(tag => $"{tag!["key"]}={tag["value"]}"));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Older command lines print the seconds since 1970, newer ones ISO 8601.</summary>
    private static DateTimeOffset Time(JsonNode? printed) => printed!.GetValueKind() == JsonValueKind.Number
        ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round((double)printed * 1000))
        : DateTimeOffset.Parse((string)printed!, CultureInfo.InvariantCulture);

    private static async Task<JsonNode> EndedAsync(ServerApp server, string execution)
    {
        await EndAsync(server, execution);
        return await AwsAsync(server, "describe-execution", "--execution-arn", execution);
    }

    private static (string, string)[] Credentials => [("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "any"), ("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_PAGER", "")];

    private static Task<ServerApp> StartAsync(string data) =>
        ServerApp.StartAsync(Options(data));

    private static ServerOptions Options(string data) => new() { Url = new Uri("http://127.0.0.1:0"), AwsUrl = new Uri("http://127.0.0.1:0"), DataDirectory = data };

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<JsonNode> AwsAsync(ServerApp server, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync("aws", ["--endpoint-url", server.AwsUrl.ToString().TrimEnd('/'), "--output", "json", "stepfunctions", .. arguments], Credentials);
        Assert.True(code == 0, error);
        return JsonNode.Parse(output)!;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
