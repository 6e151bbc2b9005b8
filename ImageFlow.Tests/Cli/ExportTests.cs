using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Cli;

namespace ImageFlow.Tests.Cli;

public sealed class ExportTests : IDisposable
{
    private readonly CliFixture cli = new();

    public static TheoryData<string, string> Samples => new()
    {
        { "image-resize", "jsonpath" },
        { "image-resize", "jsonata" },
        { "upload-pipeline", "jsonata" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Export_OfASample_WritesAValidMachineAndItsSourceMap(string sample, string language)
    {
        string directory = await ExportAsync(sample, language);

        CliResult validation = await cli.RunAsync("validate", Path.Combine(directory, "state-machine.asl.json"));
        ObjectData map = (ObjectData)JsonData.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "source-map.json"), TestContext.Current.CancellationToken));

        Assert.True(validation.ExitCode == ExitCode.Ok, validation.Output);
        Assert.NotEmpty((ArrayData)map["nodes"]!);
    }

    [Fact]
    public async Task Import_OfAnExportedMachine_GivesAFlowThatExportsTheSameMachine()
    {
        string directory = await ExportAsync("image-resize", "jsonpath");
        string machine = Path.Combine(directory, "state-machine.asl.json");
        string flow = Path.Combine(cli.Folder, "imported", "flow.json");

        CliResult imported = await cli.RunAsync("import", machine, "-o", flow, "--name", "Resized again");
        CliResult exported = await cli.RunAsync("export", flow, "-o", Path.Combine(cli.Folder, "again"));

        Assert.True(imported.ExitCode == ExitCode.Ok && exported.ExitCode == ExitCode.Ok, imported.Error + exported.Error);
        JsonNode again = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(cli.Folder, "again", "state-machine.asl.json"), TestContext.Current.CancellationToken))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(machine, TestContext.Current.CancellationToken)), again), again.ToJsonString());
    }

    [Fact]
    public async Task Import_OfWhatIsNoStateMachine_SaysSo()
    {
        CliResult result = await cli.RunAsync("import", Sample("image-resize"), "-o", Path.Combine(cli.Folder, "x.json"));
        Assert.Equal(ExitCode.Findings, result.ExitCode);
        Assert.False(File.Exists(Path.Combine(cli.Folder, "x.json")));
    }

    [Fact]
    public async Task Export_WithExplain_NamesTheStatesOfEachStep()
    {
        CliResult result = await cli.RunAsync("export", Sample("image-resize"), "-o", Path.Combine(cli.Folder, "out"), "--explain");

        Assert.Contains("(task) /States/", result.Output, StringComparison.Ordinal);
        Assert.Contains("(choice) /States/", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WithAnotherWorkflow_DrawsItIn()
    {
        string child = cli.Write("child.json", """{"id":"2","definitionId":"child","version":1,"root":{"id":"w","name":"Inner","type":"Elsa.WriteLine"}}""");
        string parent = cli.Write("parent.json", """{"id":"1","definitionId":"parent","version":1,"root":{"id":"c","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":{"typeName":"String","expression":{"type":"Literal","value":"child"}},"customProperties":{"imageflow:inline":true}}}""");

        CliResult alone = await cli.RunAsync("export", parent, "-o", Path.Combine(cli.Folder, "alone"));
        CliResult both = await cli.RunAsync("export", parent, "-o", Path.Combine(cli.Folder, "both"), "--with", child, "--explain");

        Assert.Equal(ExitCode.Findings, alone.ExitCode);
        Assert.Contains("FLOW0138", alone.Error, StringComparison.Ordinal);
        Assert.True(both.ExitCode == ExitCode.Ok, both.Error);
        Assert.Contains("Inner (pass) /States/Inner: Does nothing", both.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Export_OfASample_PassesCfnLint(string sample, string language)
    {
        Assert.SkipWhen(FindOnPath("cfn-lint") is null, "cfn-lint is not on PATH.");
        string directory = await ExportAsync(sample, language);
        ObjectData template = ObjectData.Of(
            ("AWSTemplateFormatVersion", "2010-09-09"),
            ("Resources", ObjectData.Of(("Flow", ObjectData.Of(
                ("Type", "AWS::StepFunctions::StateMachine"),
                ("Properties", ObjectData.Of(
                    ("RoleArn", "arn:aws:iam::123456789012:role/imageflow-execution"),
                    ("Definition", JsonData.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "state-machine.asl.json"), TestContext.Current.CancellationToken))))))))));
        string file = cli.Write("template.json", template.ToJson(indented: true));

        (int exitCode, string output) = await RunAsync(FindOnPath("cfn-lint")!, "-t", file);

        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Export_OfASample_PassesAslValidator(string sample, string language)
    {
        string directory = await ExportAsync(sample, language);

        (int exitCode, string output) = await AslValidatorAsync(Path.Combine(directory, "state-machine.asl.json"));

        Assert.True(exitCode == 0, output);
        Assert.Contains("is valid", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AslValidator_OfADanglingTransition_Refuses()
    {
        string file = cli.Write("bad.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Nowhere"}}}""");

        (int exitCode, string output) = await AslValidatorAsync(file);

        Assert.Equal(1, exitCode);
        Assert.Contains("MISSING_TRANSITION_TARGET", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfAStateMachineInAnotherLanguage_IsRefused()
    {
        string file = cli.Write("pass.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""");

        CliResult result = await cli.RunAsync("export", file, "-o", Path.Combine(cli.Folder, "out"), "--query-language", "jsonata");

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("only a workflow can be compiled to either", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_IntoAFolderThatIsAFile_SaysSoWithoutAStackTrace()
    {
        CliResult result = await cli.RunAsync("export", Sample("image-resize"), "-o", cli.Write("out", ""));

        Assert.Equal(ExitCode.Internal, result.ExitCode);
        Assert.DoesNotContain("defect", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private static string Sample(string name) => Path.Combine(SharedData.RepositoryRoot, "stepfunctions", name, "workflow.json");

    private async Task<string> ExportAsync(string sample, string language)
    {
        string directory = Path.Combine(cli.Folder, "out");
        CliResult result = await cli.RunAsync("export", Sample(sample), "-o", directory, "--query-language", language);
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        return directory;
    }

    /// <summary>npm's asl-validator, another implementation of the language's rules.</summary>
    private static Task<(int ExitCode, string Output)> AslValidatorAsync(string file)
    {
        string peer = NpmPeer.Install("Cli", "peer");
        return RunAsync("node", Path.Combine(peer, "node_modules", "asl-validator", "dist", "bin", "asl-validator.js"), "--json-path", file);
    }

    private static string? FindOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
