using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.Tests.LocalCloud;

namespace ImageFlow.Tests.Conformance;

/// <summary>Event patterns as EventBridge judged them: matched, not matched, or refused with these words.</summary>
public sealed class EventPatternCases
{
    private const string Cases = "conformance/event-patterns/cases.ndjson";

    public static TheoryData<string> Names =>
        SharedData.Find(Cases) is { } file ? [.. File.ReadLines(file).Select(line => (string)JsonNode.Parse(line)!["name"]!)] : ["absent"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task TestEventPattern_RecordedCase_IsJudgedAsAwsDid(string name)
    {
        JsonNode recorded = File.ReadLines(SharedData.Require(Cases)).Select(line => JsonNode.Parse(line)!).First(node => (string)node["name"]! == name);
        using RouterFixture cloud = new();
        ServiceOperation test = cloud.Embedded.Services.Find("AWSEvents.TestEventPattern")!;
        ObjectData request = ObjectData.Of(("Event", recorded["event"]!.ToJsonString()), ("EventPattern", recorded["pattern"]!.ToJsonString()));

        if (recorded["match"]!.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            ServiceRefusal refusal = await Assert.ThrowsAsync<ServiceRefusal>(async () => await test(request, TestContext.Current.CancellationToken));
            Assert.Equal(((string?)recorded["code"], (string?)recorded["message"]), (refusal.Code, refusal.Message));
        }
        else
        {
            ObjectData answer = await test(request, TestContext.Current.CancellationToken);
            Assert.Equal(BooleanData.Of((bool)recorded["match"]!), answer["Result"]);
        }
    }
}
