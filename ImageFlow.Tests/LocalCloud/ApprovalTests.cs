using ImageFlow.Engine;
using ImageFlow.LocalCloud.Approvals;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>Tasks that wait for a person.</summary>
public sealed class ApprovalTests
{
    private const string Machine = """
        {"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":TIMEOUT,
          "Parameters":{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/imageflow-approvals",
            "MessageBody":{"taskToken.$":"$$.Task.Token","title":"Publish the photo?","details":{"key.$":"$.key"}}},"End":true}}}
        """;

    [Fact]
    public async Task Decide_Approved_GivesThePersonsAnswerAlsoAfterARestart()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        (string execution, Approval waiting) = await AskAsync(cloud, 600);
        Assert.Equal(("Publish the photo?", """{"key":"a.jpg"}""", "Ask"), (waiting.Title, waiting.Details.ToJson(), waiting.StateName));
        await cloud.ReopenAsync();

        Approval? decided = await cloud.Host.Approvals.DecideAsync(waiting.Id, approved: true, "Ada", "fine");
        Approval? again = await cloud.Host.Approvals.DecideAsync(waiting.Id, approved: false, "Bob", null);

        ExecutionDescription ended = await cloud.Host.Engine.WaitForCompletionAsync(execution, TestContext.Current.CancellationToken);
        Assert.Equal(("SUCCEEDED", """{"approved":true,"by":"Ada","comment":"fine"}"""), (ended.Status, ended.Output));
        Assert.Equal(("approved", "approved", "Ada"), (decided?.Decision, again?.Decision, again?.DecidedBy));
        Assert.Empty(cloud.Host.Approvals.List(waiting: true));
        Assert.Single(cloud.Host.Approvals.List(waiting: false));
    }

    [Fact]
    public async Task Decide_Rejected_FailsTheTaskByName()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        (string execution, Approval waiting) = await AskAsync(cloud, 600);

        await cloud.Host.Approvals.DecideAsync(waiting.Id, approved: false, null, "blurred");

        ExecutionDescription ended = await cloud.Host.Engine.WaitForCompletionAsync(execution, TestContext.Current.CancellationToken);
        Assert.Equal(("FAILED", "RejectedError", "blurred"), (ended.Status, ended.Error, ended.Cause));
    }

    [Fact]
    public async Task Decide_AfterTheTaskEnded_SaysThatItExpired()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        (string execution, Approval waiting) = await AskAsync(cloud, 1);
        ExecutionDescription ended = await cloud.Host.Engine.WaitForCompletionAsync(execution, TestContext.Current.CancellationToken);

        Approval? late = await cloud.Host.Approvals.DecideAsync(waiting.Id, approved: true, null, null);

        Assert.Equal(("States.Timeout", "expired"), (ended.Error, late?.Decision));
        Assert.Null(await cloud.Host.Approvals.DecideAsync("none", approved: true, null, null));
    }

    private static async Task<(string Execution, Approval Waiting)> AskAsync(CloudFixture cloud, int timeout)
    {
        string machine = cloud.Host.Engine.CreateStateMachine("ask", Machine.Replace("TIMEOUT", timeout.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).Arn;
        ExecutionDescription started = await cloud.Host.Engine.StartExecutionAsync(machine, null, """{"key":"a.jpg"}""");
        IReadOnlyList<Approval> waiting = await CloudFixture.WaitAsync(() => cloud.Host.Approvals.List(waiting: true), approvals => approvals.Count == 1);
        return (started.ExecutionArn, waiting[0]);
    }
}
