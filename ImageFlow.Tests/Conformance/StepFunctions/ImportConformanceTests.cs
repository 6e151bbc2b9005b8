using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Tests.Engine;
using ImageFlow.Tests.Workflows;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Conformance.StepFunctions;

/// <summary>
/// Every definition recorded from AWS becomes a flow, is written, read and compiled again, and the result runs as the original did on AWS:
/// same status, output and history.
/// </summary>
public sealed class ImportConformanceTests
{
    public static TheoryData<string> Groups => ExecutionConformanceTests.Groups;

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Group_ImportedAndExportedAgain_RunsAsRecorded(string group)
    {
        string folder = SharedData.Require($"conformance/step-functions/{group}");
        IReadOnlyDictionary<string, string> known = ExecutionConformanceTests.KnownFailures(group);
        await using EngineHost host = new() { Handler = new TestHandler() };
        await host.OpenAsync();
        StringBuilder report = new();
        int count = 0;
        foreach ((string name, ObjectData run) in ExecutionConformanceTests.Runs(folder).Where(run => !known.ContainsKey(run.Name)))
        {
            string? again = Again(ExecutionConformanceTests.DefinitionOf(run), out string problems);
            string? difference = again is null ? problems : await ExecutionConformanceTests.RunAsync(host, $"c{++count}", run, again);
            if (difference is not null)
            {
                report.AppendLine($"{name}: {difference}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{group}: {count} run");
        Assert.True(report.Length == 0, report.ToString());
    }

    private static string? Again(string definition, out string problems)
    {
        StateMachineImportResult imported = StateMachineImporter.Import(definition, "flow");
        CompileResult? compiled = imported.Definition is null
            ? null
            : WorkflowCompiler.Compile(WorkflowReader.Read(WorkflowWriter.Write(imported.Definition)).Definition!, TestFlow.Manifest);
        problems = string.Join("; ", imported.Diagnostics.Concat(compiled?.Diagnostics ?? []).Select(finding => $"{finding.Code} {finding.Message}"));
        return compiled?.AslJson;
    }
}
