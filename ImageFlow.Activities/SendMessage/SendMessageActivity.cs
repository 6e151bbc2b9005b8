using System.Text.Json.Nodes;

namespace ImageFlow.Activities.SendMessage;

internal static class SendMessageActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "SendMessage",
        DisplayName = "Send message",
        Category = "Messages",
        Description = "Sends a message to an SQS queue of the account and region that the flow runs in.",
        Inputs = MemberReader.Inputs<SendMessageInput>(),
        Outputs = MemberReader.Outputs<SendMessageOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::sqs:sendMessage",
            Arguments: new()
            {
                // The state machine's own ARN is arn:partition:states:region:account:…
                ["QueueUrl"] = "=`https://sqs.${context.StateMachine.Id.split(':')[3]}.amazonaws.com/${context.StateMachine.Id.split(':')[4]}/${input.queue}`",
                ["MessageBody"] = "=toMessage(input.message)",
                ["DelaySeconds"] = "=input.delaySeconds",
                ["MessageGroupId"] = "=input.group",
                ["MessageDeduplicationId"] = "=input.deduplication",
            },
            Output: new() { ["messageId"] = "=result.MessageId" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record SendMessageInput
{
    [Input("Queue", "The queue's name.")]
    public string Queue { get; init; } = "imageflow-jobs";

    [Input("Message", "The message: a text goes as it is, an object as its JSON.", Required = true)]
    public JsonObject Message { get; init; } = [];

    [Input("Delay", "Seconds before anybody can receive it, at most 900.")]
    public int? DelaySeconds { get; init; }

    [Input("Group", "For FIFO queues: messages of one group keep their order.")]
    public string? Group { get; init; }

    [Input("Deduplication", "For FIFO queues: of messages with the same text within five minutes one is kept.")]
    public string? Deduplication { get; init; }
}

internal sealed record SendMessageOutput
{
    [Output("The id that SQS gave the message.")]
    public required string MessageId { get; init; }
}
