using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary><c>aws events …</c> against the server.</summary>
public sealed class AwsEventsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task CommandLine_RuleTargetAndEvent_StartTheMachine()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        string machine = (string)(await aws.AskAsync(
            "stepfunctions", "create-state-machine", "--name", "echo", "--role-arn", "arn:aws:iam::123456789012:role/r",
            "--definition", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"""))["stateMachineArn"]!;
        await aws.AskAsync("events", "put-rule", "--name", "made", "--event-pattern", """{"source":["app"]}""");
        JsonNode put = await aws.AskAsync("events", "put-targets", "--rule", "made", "--targets", $"Id=t,Arn={machine},RoleArn=arn:aws:iam::123456789012:role/r");
        Assert.Equal(0, (int)put["FailedEntryCount"]!);

        JsonNode sent = await aws.AskAsync("events", "put-events", "--entries", """[{"Source":"app","DetailType":"made","Detail":"{\"n\":1}"}]""");

        Assert.Equal(0, (int)sent["FailedEntryCount"]!);
        string id = (string)sent["Entries"]![0]!["EventId"]!;
        for (int i = 0; ; i++)
        {
            JsonArray executions = (JsonArray)(await aws.AskAsync("stepfunctions", "list-executions", "--state-machine-arn", machine))["executions"]!;
            if (executions.Count > 0)
            {
                Assert.StartsWith(id, (string)executions[0]!["name"]!, StringComparison.Ordinal);
                return;
            }

            Assert.True(i < 30, "No execution came of the event.");
        }
    }

    [Fact]
    public async Task CommandLine_TestEventPattern_JudgesAndRefuses()
    {
        AwsCommand.Require();
        AwsCommand aws = new(server.AwsUrl);
        const string Sample = """{"id":"1","source":"a","account":"123456789012","region":"r","time":"2026-01-01T00:00:00Z","resources":[],"detail-type":"t","detail":{}}""";

        Assert.True((bool)(await aws.AskAsync("events", "test-event-pattern", "--event", Sample, "--event-pattern", """{"source":["a"]}"""))["Result"]!);
        (int code, _, string error) = await aws.TryAsync("events", "test-event-pattern", "--event", Sample, "--event-pattern", """{"source":[]}""");
        Assert.NotEqual(0, code);
        Assert.Contains("(InvalidEventPatternException)", error, StringComparison.Ordinal);
        Assert.Contains("Empty arrays are not allowed", error, StringComparison.Ordinal);
    }
}
