using ImageFlow.Asl.Values;
using ImageFlow.Cli;

namespace ImageFlow.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly CliFixture cli = new();

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("run")]
    [InlineData("run flow.json --nonsense")]
    [InlineData("export flow.json")]
    [InlineData("export flow.json -o out --query-language xpath")]
    [InlineData("run missing.json")]
    [InlineData("executions --data missing")]
    public async Task RunAsync_OfAnUnusableLine_Answers2AndPrintsNothingOnStandardOutput(string line)
    {
        CliResult result = await cli.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public async Task Run_WithTheWorkflowThatItCalls_RunsBoth()
    {
        string child = cli.Write("child.json", """{"id":"2","definitionId":"child","version":1,"outputs":[{"name":"Echo","type":"Object"}],"root":{"id":"o","type":"Elsa.SetOutput","outputName":{"typeName":"String","expression":{"type":"Literal","value":"Echo"}},"outputValue":{"typeName":"Object","expression":{"type":"Literal","value":"heard"}}}}""");
        string parent = cli.Write("parent.json", """{"id":"1","definitionId":"parent","version":1,"outputs":[{"name":"Said","type":"Object"}],"root":{"id":"c","type":"Child","workflowDefinitionId":"child","echo":{"typeName":"Object","memoryReference":{"id":"Said"}}}}""");

        CliResult result = await cli.RunAsync("run", parent, "--with", child, "--json");

        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        Assert.Contains("heard", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfTheRoot_NamesEveryCommand()
    {
        CliResult result = await cli.RunAsync("--help");

        Assert.Equal(ExitCode.Ok, result.ExitCode);
        Assert.All(
            ["run", "export", "validate", "executions", "history", "redrive", "stop"],
            command => Assert.Contains($"  {command} ", result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_OfASucceedingMachine_PrintsStepsAndOutput()
    {
        string file = cli.Write("pass.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"W"},"W":{"Type":"Wait","Seconds":60,"Next":"D"},"D":{"Type":"Succeed"}}}""");

        CliResult result = await cli.RunAsync("run", file, "--input", """{"list":[1,2]}""", "--time-skip");

        Assert.Equal(ExitCode.Ok, result.ExitCode);
        Assert.Equal("▸ A (Pass)\n▸ W (Wait)\n✓ W 60.0 s\n▸ D (Succeed)\n", result.Error);
        Assert.Matches("""^SUCCEEDED [0-9a-f-]{36} in 60.\d\d s\n\{\n  "list": \[\n    1,\n    2\n  \]\n\}\n$""", result.Output);
    }

    [Fact]
    public async Task Run_WithPrivateHostsOfAnotherForm_Answers2AndSaysTheForm()
    {
        string file = cli.Write("pass.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""");

        CliResult result = await cli.RunAsync("run", file, "--allow-private-http", "localhost", "--allow-private-http", "http://127.0.0.1:80");

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("--allow-private-http takes HOST, HOST:PORT or *, not 'localhost, http://127.0.0.1:80'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAFailingMachine_Answers1AndNamesErrorAndCause()
    {
        string file = cli.Write("fail.asl.json", """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"BadDay","Cause":"It rained."}}}""");

        CliResult text = await cli.RunAsync("run", file);
        CliResult json = await cli.RunAsync("run", file, "--json");

        Assert.Equal((ExitCode.Findings, ExitCode.Findings), (text.ExitCode, json.ExitCode));
        Assert.Contains("\nBadDay: It rained.\n", text.Output, StringComparison.Ordinal);
        ObjectData document = json.Json;
        Assert.Equal(["executionArn", "status", "error", "cause", "files", "history"], document.Select(member => member.Key));
        Assert.Equal(("BadDay", "It rained."), (((StringData)document["error"]!).Value, ((StringData)document["cause"]!).Value));
    }

    [Fact]
    public async Task Run_WithJson_PrintsOneDocumentWithTheHistory()
    {
        string file = cli.Write("pass.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"n":1},"End":true}}}""");

        CliResult result = await cli.RunAsync("run", file, "--json");

        Assert.Equal(["executionArn", "status", "output", "files", "history"], result.Json.Select(member => member.Key));
        Assert.Equal("""{"n":1}""", result.Json["output"]!.ToJson());
        Assert.Equal(
            ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
            ((ArrayData)result.Json["history"]!).Select(e => ((StringData)((ObjectData)e)["type"]!).Value));
    }

    [Fact]
    public async Task Run_OfADocumentWithErrors_Answers1AndShowsAllFindings()
    {
        string file = cli.Write("bad.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Nowhere"},"B":{"Type":"Odd"}}}""");

        CliResult result = await cli.RunAsync("run", file);

        Assert.Equal(ExitCode.Findings, result.ExitCode);
        Assert.Contains("error ASL0", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(cli.DataDirectory));
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[1]", "holds neither a workflow nor a state machine")]
    public async Task Validate_OfWhatIsNoFlow_Answers2(string content, string message)
    {
        CliResult result = await cli.RunAsync("validate", cli.Write("odd.json", content));

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_WithJson_GivesEveryFileAndFinding()
    {
        string good = cli.Write("good.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");
        string warned = cli.Write("warned.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:kinesis:putRecord","Parameters":{},"End":true}}}""");
        string bad = cli.Write("bad.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Nowhere"}}}""");

        CliResult allowed = await cli.RunAsync("validate", good, warned, "--json");
        CliResult refused = await cli.RunAsync("validate", good, bad, "--json");

        Assert.Equal((ExitCode.Ok, ExitCode.Findings), (allowed.ExitCode, refused.ExitCode));
        ObjectData finding = (ObjectData)Assert.Single((ArrayData)((ObjectData)((ArrayData)allowed.Json["files"]!)[1])["diagnostics"]!);
        Assert.Equal(("AWS0101", "warning", "/States/A/Resource"), (Text(finding, "code"), Text(finding, "severity"), Text(finding, "pointer")));
    }

    [Fact]
    public async Task History_AsATree_ShowsBranchesAndIterationsBelowTheirState()
    {
        string file = cli.Write("tree.asl.json", """
            {"StartAt":"Both","States":{
              "Both":{"Type":"Parallel","ResultPath":null,"Next":"Each","Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A2"},"A2":{"Type":"Pass","End":true}}},{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}]},
              "Each":{"Type":"Map","ItemsPath":"$.list","End":true,"MaxConcurrency":1,"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
            """);
        CliResult run = await cli.RunAsync("run", file, "--input", """{"list":[1,2]}""", "--json");
        string arn = ((StringData)run.Json["executionArn"]!).Value;

        CliResult tree = await cli.RunAsync("history", arn, "--tree");

        string shape = System.Text.RegularExpressions.Regex.Replace(tree.Output, " ✓ \\d+ ms", "").Replace(arn[(arn.LastIndexOf(':') + 1)..], "run", StringComparison.Ordinal);
        Assert.Equal(
            """
            run
            ├─ Both (Parallel)
            │  ├─ A (Pass)
            │  ├─ A2 (Pass)
            │  └─ B (Pass)
            └─ Each (Map)
               ├─ #0
               │  └─ P (Pass)
               └─ #1
                  └─ P (Pass)

            """,
            shape,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Executions_AndHistory_FindTheRunByTheBeginningOfItsName()
    {
        string file = cli.Write("pass.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");
        string arn = ((StringData)(await cli.RunAsync("run", file, "--json")).Json["executionArn"]!).Value;
        string name = arn[(arn.LastIndexOf(':') + 1)..];

        CliResult list = await cli.RunAsync("executions");
        CliResult history = await cli.RunAsync("history", name[..20]);
        CliResult none = await cli.RunAsync("history", "nothing");

        Assert.Matches($@"^SUCCEEDED \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ pass-asl {name}\n$", list.Output);
        Assert.Contains("SucceedStateEntered A", history.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, none.ExitCode);
    }

    [Fact]
    public async Task Stop_OfAnEndedExecution_SaysSo()
    {
        string file = cli.Write("pass.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");
        string arn = ((StringData)(await cli.RunAsync("run", file, "--json")).Json["executionArn"]!).Value;

        CliResult result = await cli.RunAsync("redrive", arn);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("ExecutionNotRedrivable", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OverAFolderThatIsInUse_Answers3InOneSentence()
    {
        string file = cli.Write("pass.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");
        await using ImageFlow.LocalCloud.LocalCloudHost holder = await ImageFlow.LocalCloud.LocalCloudHost.OpenAsync(
            new() { DataDirectory = cli.DataDirectory }, TestContext.Current.CancellationToken);

        CliResult result = await cli.RunAsync("run", file);

        Assert.Equal(ExitCode.Internal, result.ExitCode);
        Assert.Contains("is in use by another process", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private static string Text(ObjectData document, string name) => ((StringData)document[name]!).Value;
}
