using ImageFlow.Asl.Model;
using ImageFlow.Workflows;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>The activities that look at faces: service calls whose answers can fail them.</summary>
public class FaceRunTests
{
    private const string Service = "arn:aws:states:::aws-sdk:rekognition:";
    private const string Face = """{"BoundingBox":{"Left":0.1,"Top":0.1,"Width":0.2,"Height":0.2},"Confidence":99}""";
    private const string WithSunglasses = """{"BoundingBox":{"Left":0.1,"Top":0.1,"Width":0.2,"Height":0.2},"Sunglasses":{"Value":true,"Confidence":99}}""";
    private const string Bare = """{"BoundingBox":{"Left":0.1,"Top":0.1,"Width":0.2,"Height":0.2},"Sunglasses":{"Value":false,"Confidence":99}}""";

    private static readonly ActivityManifest Manifest = ActivityManifest.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "ImageFlow.Activities", "manifest.json")));

    [Theory]
    [InlineData(Bare, "", "")]
    [InlineData(Face, "", "Whether a face wears sunglasses is not known.")]
    [InlineData("", "The photo has 0 faces; at least 1 must be there.", "")]
    [InlineData(Face + "," + Face, "The photo has 2 faces; at most 1 may be there.", "")]
    [InlineData(WithSunglasses, "A face in the photo wears sunglasses.", "")]
    public async Task DetectFaces_Answer_IsHeldAgainstTheRequirements(string faces, string refusal, string warning)
    {
        TestFlow flow = new TestFlow().Output("seen").Node("faces", "ImageFlow.DetectFaces", ("bucket", Literal("b")), ("key", Literal("k")))
            .Node("good", "Elsa.SetOutput", ("outputName", Literal("seen")), ("outputValue", Script("`${getOutputFrom('faces', 'count')} ${getOutputFrom('faces', 'warning')}`")))
            .To("faces", "good");
        FlowRun run = await RunAsync(flow, "detectFaces", $$"""{"FaceDetails":[{{faces}}]}""");

        if (refusal.Length > 0)
        {
            Assert.Equal(("PhotoDoesNotMeetRequirementError", refusal), (run.Error, run.Cause));
        }
        else
        {
            Assert.Equal($"\"1 {warning}\"", run.Succeeded()["seen"]);
        }

        Assert.Equal("""{"Image":{"S3Object":{"Bucket":"b","Name":"k"}},"Attributes":["ALL"]}""", Assert.Single(run.Calls).Input.ToJson());
    }

    [Theory]
    [InlineData(0.3, false, "too small")]
    [InlineData(0.2, false, "sunglasses")]
    [InlineData(0.2, true, null)]
    public async Task DetectFaces_Settings_DecideWhatIsRefused(double size, bool sunglasses, string? cause)
    {
        TestFlow flow = new TestFlow().Node("faces", "ImageFlow.DetectFaces", ("bucket", Literal("b")), ("key", Literal("k")), ("minimumSize", Literal(size, "Double")), ("allowSunglasses", Literal(sunglasses, "Boolean")));
        FlowRun run = await RunAsync(flow, "detectFaces", $$"""{"FaceDetails":[{{WithSunglasses}}]}""");

        Assert.Equal(cause is null ? null : "PhotoDoesNotMeetRequirementError", run.Error);
        Assert.Contains(cause ?? "", run.Cause ?? "");
    }

    [Theory]
    [InlineData("[]", true, null)]
    [InlineData("""[{"Face":{"FaceId":"f"}}]""", true, "FaceAlreadyExistsError")]
    [InlineData("""[{"Face":{"FaceId":"f"}}]""", false, null)]
    public async Task SearchFaces_Matches_FailWhereTheyAreRefused(string matches, bool refuse, string? error)
    {
        TestFlow flow = new TestFlow().Node("search", "ImageFlow.SearchFaces", ("bucket", Literal("b")), ("key", Literal("k")), ("refuseMatches", Literal(refuse, "Boolean")));
        FlowRun run = await RunAsync(flow, "searchFacesByImage", $$"""{"FaceMatches":{{matches}}}""");

        Assert.Equal(error, run.Error);
        Assert.Equal("""{"CollectionId":"imageflow-faces","Image":{"S3Object":{"Bucket":"b","Name":"k"}},"FaceMatchThreshold":90,"MaxFaces":10}""", Assert.Single(run.Calls).Input.ToJson());
    }

    [Theory]
    [InlineData("""[{"Face":{"FaceId":"f","ImageId":"i"}}]""", null)]
    [InlineData("[]", "PhotoDoesNotMeetRequirementError")]
    public async Task IndexFace_NoFace_Fails(string records, string? error)
    {
        TestFlow flow = new TestFlow().Node("index", "ImageFlow.IndexFace", ("bucket", Literal("b")), ("key", Literal("k")), ("externalImageId", Literal("me")));

        Assert.Equal(error, (await RunAsync(flow, "indexFaces", $$"""{"FaceRecords":{{records}}}""")).Error);
    }

    [Fact]
    public void DetectFaces_AsJsonPath_NamesWhatStandsInTheWay()
    {
        CompileResult compiled = new TestFlow().Node("faces", "ImageFlow.DetectFaces", ("bucket", Literal("b")), ("key", Literal("k"))).Compile(QueryLanguage.JsonPath, Manifest);

        Assert.Null(compiled.AslJson);
        Assert.Contains(compiled.Diagnostics, finding => finding.Message.Contains("faces", StringComparison.Ordinal));
    }

    private static Task<FlowRun> RunAsync(TestFlow flow, string action, string answer) =>
        FlowRun.OfAsync(flow.Compile(QueryLanguage.Jsonata, Manifest), "{}", handler => handler.Returns(Service + action, answer));
}
