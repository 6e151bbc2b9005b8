using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.Samples;

/// <summary>The flows in <c>stepfunctions/</c> against the state machines exported beside them.</summary>
public class SampleFlowTests
{
    private static readonly ActivityManifest Manifest =
        ActivityManifest.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "ImageFlow.Activities", "manifest.json")));

    [Theory]
    [InlineData("image-resize")]
    [InlineData("upload-pipeline")]
    [InlineData("avatar-pipeline")]
    [InlineData("student-events")]
    [InlineData("nightly-ranking")]
    [InlineData("photo-library")]
    public void Compile_SampleFlow_GivesTheExportedStateMachine(string sample)
    {
        CompileResult result = Compile(sample);

        Assert.DoesNotContain(result.Diagnostics, finding => finding.Severity != DiagnosticSeverity.Info);
        Golden.Matches($"stepfunctions/{sample}/state-machine.asl.json", result.AslJson!);
        Golden.Matches($"stepfunctions/{sample}/source-map.json", result.SourceMap.ToJson());
    }

    [Theory]
    [InlineData("image-resize")]
    [InlineData("upload-pipeline")]
    [InlineData("avatar-pipeline")]
    [InlineData("student-events")]
    [InlineData("nightly-ranking")]
    [InlineData("photo-library")]
    public void Write_SampleFlow_GivesTheFileAgain(string sample)
    {
        WorkflowDefinition definition = Read(sample);

        Assert.Equal(JsonData.Parse(File.ReadAllText(PathOf(sample, "workflow.json"))), WorkflowWriter.ToJson(definition));
    }

    [Theory]
    [InlineData("image-resize")]
    [InlineData("upload-pipeline")]
    [InlineData("avatar-pipeline")]
    [InlineData("student-events")]
    [InlineData("nightly-ranking")]
    [InlineData("photo-library")]
    public void SourceMap_SampleFlow_PointsToStates(string sample)
    {
        CompileResult result = Compile(sample);
        JsonData document = JsonData.Parse(result.AslJson!);

        Assert.NotEmpty(result.SourceMap.Entries);
        Assert.All(result.SourceMap.Entries, entry => Assert.True(Resolve(document, entry.Pointer) is ObjectData state && state.Contains("Type"), entry.Pointer));
    }

    [Fact]
    public void ImageResize_Exported_DecidesByThePathOk()
    {
        ObjectData states = (ObjectData)((ObjectData)JsonData.Parse(Compile("image-resize").AslJson!))["States"]!;

        ObjectData rule = (ObjectData)((ArrayData)((ObjectData)states["Resized?"]!)["Choices"]!)[0];
        Assert.Equal(new StringData("$.ok"), rule["Variable"]);
        Assert.Equal(BooleanData.True, rule["BooleanEquals"]);
        Assert.Equal(new StringData("Succeed"), ((ObjectData)states[((StringData)rule["Next"]!).Value]!)["Type"]);
        Assert.Equal(new StringData("Fail"), ((ObjectData)states[((StringData)((ObjectData)states["Resized?"]!)["Default"]!).Value]!)["Type"]);
    }

    private static CompileResult Compile(string sample) => WorkflowCompiler.Compile(Read(sample), Manifest);

    private static WorkflowDefinition Read(string sample)
    {
        WorkflowReadResult result = WorkflowReader.Read(File.ReadAllText(PathOf(sample, "workflow.json")));
        Assert.Empty(result.Diagnostics);
        return result.Definition!;
    }

    private static string PathOf(string sample, string file) => Path.Combine(SharedData.RepositoryRoot, "stepfunctions", sample, file);

    private static JsonData? Resolve(JsonData document, string pointer) => pointer.Split('/').Skip(1).Aggregate<string, JsonData?>(document, (at, part) => at switch
    {
        ObjectData members => members[part.Replace("~1", "/").Replace("~0", "~")],
        ArrayData items => items[int.Parse(part)],
        _ => null,
    });
}
