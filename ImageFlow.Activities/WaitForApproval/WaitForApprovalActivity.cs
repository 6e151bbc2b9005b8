using System.Text.Json.Nodes;

namespace ImageFlow.Activities.WaitForApproval;

internal static class WaitForApprovalActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "WaitForApproval",
        DisplayName = "Wait for approval",
        Category = "Messages",
        Description = "Waits until a person approves or rejects: in the inbox, or with POST /api/approvals/{id}. Set a timeout, or it waits for as long as it takes.",
        Inputs = MemberReader.Inputs<WaitForApprovalInput>(),
        Outputs = MemberReader.Outputs<WaitForApprovalOutput>(),
        Errors = [new("RejectedError", "A person rejected it; the cause is the comment.")],
        Aws = new IntegrationBinding(
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            Arguments: new()
            {
                ["QueueUrl"] = "=`https://sqs.${context.StateMachine.Id.split(':')[3]}.amazonaws.com/${context.StateMachine.Id.split(':')[4]}/${input.queue}`",
                ["MessageBody"] = new JsonObject { ["taskToken"] = "=context.Task.Token", ["title"] = "=input.title", ["details"] = "=input.details", ["executionArn"] = "=context.Execution.Id", ["state"] = "=context.State.Name" },
            },
            Output: new() { ["by"] = "=result.by", ["comment"] = "=result.comment" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record WaitForApprovalInput
{
    [Input("Title", "One line that says what is to be decided.", Required = true)]
    public string Title { get; init; } = "";

    [Input("Details", "What the person needs to judge.")]
    public JsonObject? Details { get; init; }

    [Input("Queue", "The queue that is read for approvals.")]
    public string Queue { get; init; } = "imageflow-approvals";
}

internal sealed record WaitForApprovalOutput
{
    [Output("Who approved; empty where it was not said.")]
    public required string By { get; init; }

    [Output("What the person said to it; may be empty.")]
    public required string Comment { get; init; }
}
