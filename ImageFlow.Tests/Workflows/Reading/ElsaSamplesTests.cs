using System.Text;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.Reading;

/// <summary>Real definitions of several eras of the format, from Elsa's own repositories.</summary>
public class ElsaSamplesTests
{
    public static TheoryData<string> Files => SharedData.Find("elsa-flows") is { } folder
        ? [.. Directory.EnumerateFiles(folder, "*.json").Select(path => Path.GetFileName(path)!).Where(name => name != "manifest.json").Order(StringComparer.Ordinal)]
        : ["(absent)"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_ThenWriteThenRead_IsTheIdentity(string file)
    {
        WorkflowReadResult first = Read(file);
        Assert.NotNull(first.Definition);

        string written = WorkflowWriter.Write(first.Definition);
        WorkflowReadResult second = WorkflowReader.Read(written);

        Assert.NotNull(second.Definition);
        Assert.Equal(written, WorkflowWriter.Write(second.Definition));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Write_RealDefinition_KeepsEveryMember(string file)
    {
        string folder = SharedData.Require("elsa-flows");
        JsonData original = JsonData.Parse(File.ReadAllText(Path.Combine(folder, file)).TrimStart('\uFEFF'));
        JsonData written = WorkflowWriter.ToJson(Read(file).Definition!);

        Assert.Empty(Losses.Between(original, written));
    }

    /// <summary>Each compiles, or is refused with findings that name the node and say what to do. <c>UPDATE_GOLDEN=1</c> writes what became of them.</summary>
    [Fact]
    public void Compile_RealDefinitions_CompileOrAreRefusedByName()
    {
        string folder = SharedData.Require("elsa-flows");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.json").Select(path => Path.GetFileName(path)!).Where(name => name != "manifest.json").Order(StringComparer.Ordinal)];
        WorkflowDefinition[] all = [.. files.Select(file => Read(file).Definition!)];
        StringBuilder outcome = new();
        foreach ((string file, WorkflowDefinition definition) in files.Zip(all))
        {
            CompileResult result = WorkflowCompiler.Compile(definition, TestFlow.Manifest, new() { Workflows = all });
            List<Diagnostic> errors = [.. result.Diagnostics.Where(finding => finding.Severity == DiagnosticSeverity.Error)];

            Assert.True(result.AslJson is not null == (errors.Count == 0), $"{file}: {string.Join('\n', result.Diagnostics)}");
            Assert.All(errors, error => Assert.False(string.IsNullOrWhiteSpace(error.Hint) || error.NodeId is null, $"{file}: {error}"));
            outcome.Append($"{file}: {(errors.Count == 0 ? "compiles" : string.Join(", ", errors.Select(error => error.Code).Distinct().Order(StringComparer.Ordinal)))}\n");
        }

        Golden.Matches("ImageFlow.Tests/Workflows/golden/elsa-flows.txt", outcome.ToString());
    }

    private static WorkflowReadResult Read(string file) => WorkflowReader.Read(File.ReadAllText(Path.Combine(SharedData.Require("elsa-flows"), file)));
}
