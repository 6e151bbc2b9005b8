using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Activities that are a service call with errors of their own: one branch of call, check and Fail, compiled and run.</summary>
public class IntegrationRunTests
{
    private const string Faces = "arn:aws:states:::aws-sdk:rekognition:detectFaces";
    private const string Face = """{"BoundingBox":{"Width":0.5},"Confidence":99}""";

    [Theory]
    [InlineData("[" + Face + "]", null, "fine")]
    [InlineData("[]", null, "none")]
    [InlineData("[" + Face + "," + Face + "]", null, "many")]
    [InlineData("[" + Face + "," + Face + "]", "2", "fine")]
    public async Task OneFace_Answer_IsTheOutputOrAnError(string faces, string? most, string expected)
    {
        TestFlow flow = Flow(most);

        FlowRun run = (await FlowRun.OfAsync(flow, services: handler => handler.Returns(Faces, $$"""{"FaceDetails":{{faces}}}"""))).Succeeded();

        Assert.Equal([expected], run.Effects);
        Assert.Equal(expected == "fine" ? """{"Width":0.5}""" : "null", run["box"]);
    }

    [Fact]
    public async Task OneFace_ServiceError_GetsTheDeclaredName()
    {
        FlowRun run = (await FlowRun.OfAsync(Flow(null), services: handler => handler.Fails(Faces, "Rekognition.InvalidS3ObjectException", "not there"))).Succeeded();

        Assert.Equal(["lost"], run.Effects);
    }

    [Fact]
    public async Task OneFace_NothingCatches_FailsWithTheRulesCause()
    {
        TestFlow flow = new TestFlow().Node("face", "Test.OneFace", ("key", Literal("k")));

        FlowRun run = await FlowRun.OfAsync(flow, services: handler => handler.Returns(Faces, $$"""{"FaceDetails":[{{Face}},{{Face}}]}"""));

        Assert.Equal(("FAILED", "ManyFacesError", "There are 2 faces, not 1."), (run.Status, run.Error, run.Cause));
    }

    /// <summary>A retry is of the call and its check as a whole, and never for what the activity declares.</summary>
    [Fact]
    public async Task OneFace_Retry_RepeatsTheCallButNotForARule()
    {
        int calls = 0;
        TestFlow flow = new TestFlow().Node("face", "Test.OneFace", ("key", Literal("k")), ("maxAttempts", Literal("3", "Int32")));

        FlowRun run = await FlowRun.OfAsync(flow, services: handler => handler.On(Faces, _ => ++calls < 3
            ? new TaskResult.Failure("Rekognition.ThrottlingException", "later")
            : new TaskResult.Success(JsonData.Parse("""{"FaceDetails":[]}"""))));

        Assert.Equal(("NoFaceError", 3), (run.Error, calls));
    }

    /// <summary>The check comes after the call, which leaves its answer where the input was.</summary>
    [Fact]
    public async Task OneFace_RuleThatReadsTheStatesInput_StillSeesIt()
    {
        TestFlow flow = new TestFlow().Work("before").Node("face", "Test.OneFace", ("key", Literal("k")), ("most", Script("getOutputFrom('before', 'number')", "Int32"))).Mark("fine", "many").Chain("before", "face", "fine").To("face", "many", "ManyFacesError");

        FlowRun run = (await FlowRun.OfAsync(flow, services: handler => handler.Returns(Faces, $$"""{"FaceDetails":[{{Face}},{{Face}}]}"""))).Succeeded();

        Assert.Equal(["k", "many"], run.Effects); // number is 1
    }

    private static TestFlow Flow(string? most) => new TestFlow().Output("box")
        .Node("face", "Test.OneFace", ("key", Literal("k")), ("most", most is null ? null : Literal(most, "Int32")), ("box", new { typeName = "Object", memoryReference = new { id = "box" } }))
        .Mark("fine", "none", "many", "lost").To("face", "fine").To("face", "none", "NoFaceError").To("face", "many", "ManyFacesError").To("face", "lost", "LostError");
}
