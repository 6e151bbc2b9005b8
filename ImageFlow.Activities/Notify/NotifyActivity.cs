using System.Text.Json.Nodes;

namespace ImageFlow.Activities.Notify;

internal static class NotifyActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "Notify",
        DisplayName = "Notify",
        Category = "Messages",
        Description = "Publishes a message to an SNS topic of the account and region that the flow runs in.",
        Inputs = MemberReader.Inputs<NotifyInput>(),
        Outputs = MemberReader.Outputs<NotifyOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::sns:publish",
            Arguments: new()
            {
                // The state machine's own ARN is arn:partition:states:region:account:…
                ["TopicArn"] = "=`arn:aws:sns:${context.StateMachine.Id.split(':')[3]}:${context.StateMachine.Id.split(':')[4]}:${input.topic}`",
                ["Subject"] = "=input.subject",
                ["Message"] = "=toMessage(input.message)",
            },
            Output: new() { ["messageId"] = "=result.MessageId" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record NotifyInput
{
    [Input("Topic", "The topic's name.")]
    public string Topic { get; init; } = "imageflow-notifications";

    [Input("Subject", "The subject line of subscribers that are mailboxes; at most 100 characters.")]
    public string? Subject { get; init; }

    [Input("Message", "The message: a text goes as it is, an object as its JSON.", Required = true)]
    public JsonObject Message { get; init; } = [];
}

internal sealed record NotifyOutput
{
    [Output("The id that SNS gave the message.")]
    public required string MessageId { get; init; }
}
