using System.Text.RegularExpressions;
using ImageFlow.Activities;
using ImageFlow.Asl.Model;
using ImageFlow.Engine;
using ImageFlow.Tests.Activities;
using ImageFlow.Tests.Backends;
using ImageFlow.Tests.LocalCloud;
using ImageFlow.Tests.Workflows;
using ImageFlow.Workflows;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Parity;

/// <summary>
/// Every activity that is a service's call gives through its compiled states what the service itself answers: the same output, and the declared error's name, in both query
/// languages where both can say it.
/// </summary>
public sealed partial class IntegrationParityTests
{
    private const string Uploads = "imageflow-uploads";
    private const string Campaign = BackendRig.RecommendationsCampaign;

    private static readonly (string, object?)[] Picture = [("bucket", Literal(Uploads)), ("key", Literal("grey.jpg"))];
    private static readonly (string, object?)[] Absent = [("bucket", Literal(Uploads)), ("key", Literal("absent.jpg"))];

    /// <summary>What ids of a run are written as.</summary>
    private const string AnyId = "#";

    private static readonly Case[] Cases =
    [
        new("CopyObject", [.. Picture, ("targetBucket", Literal("imageflow-processed")), ("targetKey", Literal("copy of it.jpg"))], """{"bucket":"imageflow-processed","key":"copy of it.jpg"}"""),
        new("CopyObject", [.. Absent, ("targetBucket", Literal("imageflow-processed")), ("targetKey", Literal("b"))], "ObjectNotFoundError"),
        new("TagObject", [.. Picture, ("tags", Object("""[{"Key":"state","Value":"checked"}]"""))], """{"bucket":"imageflow-uploads","key":"grey.jpg"}"""),
        new("TagObject", [.. Absent, ("tags", Object("""[{"Key":"state","Value":"checked"}]"""))], "ObjectNotFoundError"),
        new("DeleteObject", Absent, """{"bucket":"imageflow-uploads","key":"absent.jpg"}"""),
        new("SaveRecord", [("item", Object("""{"id":"new","width":3}"""))], """{"table":"imageflow-images"}"""),
        new("SaveRecord", [("item", Object("""{"id":"kept"}""")), ("condition", Literal("attribute_not_exists(id)"))], "DynamoDB.ConditionalCheckFailedException"),
        new("GetRecord", [("key", Object("""{"id":"kept"}"""))], """{"item":{"id":{"S":"kept"},"width":{"N":"7"}}}"""),
        new("QueryRecords", [("table", Literal("imageflow-images")), ("keyCondition", Literal("id = :id")), ("values", Object("""{":id":"kept"}"""))], """{"count":1,"items":[{"id":{"S":"kept"},"width":{"N":"7"}}]}"""),
        new("DeleteRecord", [("key", Object("""{"id":"none"}"""))], """{"table":"imageflow-images"}"""),
        new("DeleteRecord", [("key", Object("""{"id":"none"}""")), ("condition", Literal("attribute_exists(id)"))], "DynamoDB.ConditionalCheckFailedException"),
        new("Notify", [("message", Object("""{"done":true}"""))], """{"messageId":"#"}"""),
        new("SendMessage", [("message", Literal("work"))], """{"messageId":"#"}"""),
        new("SendEmail", [("from", Literal("a@example.org")), ("to", Object("""["b@example.org"]""")), ("subject", Literal("s")), ("text", Literal("t"))], """{"messageId":"#"}"""),
        new("PublishEvent", [("source", Literal("test")), ("detailType", Literal("Done")), ("detail", Object("""{"n":1}"""))], """{"eventId":"#"}"""),
        new("GetRecommendations", [("campaignArn", Literal(Campaign)), ("userId", Literal("s1")), ("numResults", Literal(1, "Int32"))], """{"items":[{"ItemId":"biology","Score":#}]}"""),
        new("RankItems", [("campaignArn", Literal(BackendRig.RankingCampaign)), ("userId", Literal("s1")), ("items", Object("""["unknown"]"""))], """{"ranking":[{"ItemId":"unknown"}]}"""),
        new("DetectFaces", Picture, "PhotoDoesNotMeetRequirementError"),
        new("DetectFaces", [.. Picture, ("minimumFaces", Literal(0, "Int32"))], """{"count":0,"faces":[],"warning":""}"""),
        new("IndexFace", Picture, "PhotoDoesNotMeetRequirementError"),
        new("SearchFaces", Picture, "Rekognition.InvalidParameterException"),
        new("DeleteFace", [("faceId", Literal("00000000-0000-0000-0000-000000000000"))], """{"faceId":"00000000-0000-0000-0000-000000000000"}"""),
        new("WaitForApproval", [("title", Literal("Publish?"))], """{"by":"Ann","comment":"fine"}"""),
    ];

    /// <summary>Nothing here carries these out, which the engine says by name.</summary>
    private static readonly string[] NotHere = ["DetectLabels", "DetectModerationLabels"];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Run_ThroughCompiledStates_GivesWhatTheServiceAnswers(int number)
    {
        Case one = Cases[number];
        ActivityDescription activity = ActivityCatalog.Find(one.Activity)!;
        TestFlow flow = new TestFlow().Node("step", "ImageFlow." + one.Activity, one.Inputs);
        string last = "step";
        foreach (OutputDescription output in activity.Outputs)
        {
            string id = "give " + output.Name;
            flow.Output(output.Name).Node(id, "Elsa.SetOutput", ("outputName", Literal(output.Name)), ("outputValue", Script($"getOutputFrom('step', '{output.Name}')"))).To(last, id);
            last = id;
        }

        List<(QueryLanguage Language, string Outcome)> outcomes = [];
        foreach (QueryLanguage language in new[] { QueryLanguage.Jsonata, QueryLanguage.JsonPath })
        {
            CompileResult compiled = flow.Compile(language, ImageFlow.Workflows.ActivityManifest.Parse(ImageFlow.Activities.ActivityManifest.ToJson()));
            if (compiled.AslJson is null)
            {
                Assert.Equal(QueryLanguage.JsonPath, language);
                Assert.Contains(compiled.Diagnostics, finding => finding.Code == "FLOW0206");
                continue;
            }

            outcomes.Add((language, await RunAsync(compiled.AslJson)));
        }

        Assert.All(outcomes, outcome => Assert.Equal(one.Outcome, outcome.Outcome));
    }

    [Fact]
    public void Cases_OfIntegrationActivities_LeaveNoneOut() => Assert.Equal(
        ActivityCatalog.All.Where(activity => activity.Aws is IntegrationBinding).Select(activity => activity.Name).Order(StringComparer.Ordinal),
        Cases.Select(one => one.Activity).Concat(NotHere).Distinct().Order(StringComparer.Ordinal));

    private static object Object(string json) => Expression("Object", json);

    private static async Task<string> RunAsync(string definition)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await cloud.Host.Objects.PutAsync(Uploads, "grey.jpg", new MemoryStream(TestPicture.Gradient(200, 200)), new ObjectAttributes { ContentType = "image/jpeg" }, cancel);
        await cloud.CallAsync("DynamoDB_20120810.PutItem", """{"TableName":"imageflow-images","Item":{"id":{"S":"kept"},"width":{"N":"7"}}}""");
        await RankingSetUp.TrainAsync(
            (target, request) => cloud.CallAsync(target, request.ToJsonString()),
            (key, content) => cloud.Host.Objects.PutAsync("imageflow-processed", key, new MemoryStream(content), new ObjectAttributes { ContentType = "text/csv" }, cancel));
        (string arn, _) = cloud.Host.PutStateMachine("step", definition);
        string execution = (await cloud.Host.Engine.StartExecutionAsync(arn, null, "{}")).ExecutionArn;
        Task<ExecutionDescription> ending = cloud.Host.Engine.WaitForCompletionAsync(execution, cancel);
        if (definition.Contains("waitForTaskToken", StringComparison.Ordinal))
        {
            string id = (await CloudFixture.WaitAsync(() => cloud.Host.Approvals.List(waiting: true), waiting => waiting.Count == 1))[0].Id;
            await cloud.Host.Approvals.DecideAsync(id, approved: true, "Ann", "fine");
        }

        ExecutionDescription ended = await ending;
        return ended.Status == "SUCCEEDED" ? Ids().Replace(Sorted(ended.Output!), AnyId) : ended.Error!;
    }

    private static string Sorted(string json) =>
        new System.Text.Json.Nodes.JsonObject(System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString();

    [GeneratedRegex("""(?<=Id":")[0-9a-f]{8}-(?!0000)[0-9a-f-]{27}(?=")|(?<="Score":)[0-9.]+""")]
    private static partial Regex Ids();

    /// <param name="Outcome">The workflow's output, its members in alphabetical order and ids as #, or the error's name.</param>
    private sealed record Case(string Activity, (string Name, object? Value)[] Inputs, string Outcome);
}
