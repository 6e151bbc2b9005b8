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

    private static WorkflowReadResult Read(string file) => WorkflowReader.Read(File.ReadAllText(Path.Combine(SharedData.Require("elsa-flows"), file)));
}
