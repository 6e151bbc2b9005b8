using System.Text.Json.Nodes;

namespace ImageFlow.Activities.SendEmail;

internal static class SendEmailActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "SendEmail",
        DisplayName = "Send email",
        Category = "Messages",
        Description = "Sends a mail with SES. Here it lies in the outbox, and goes to a mail server where one is configured.",
        Inputs = MemberReader.Inputs<SendEmailInput>(),
        Outputs = MemberReader.Outputs<SendEmailOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:sesv2:sendEmail",
            Arguments: new()
            {
                ["FromEmailAddress"] = "=input.from",
                ["Destination"] = new JsonObject { ["ToAddresses"] = "=input.to" },
                ["Content"] = new JsonObject
                {
                    ["Simple"] = new JsonObject
                    {
                        ["Subject"] = new JsonObject { ["Data"] = "=input.subject" },
                        ["Body"] = new JsonObject { ["Text"] = new JsonObject { ["Data"] = "=input.text" } },
                    },
                },
            },
            Output: new() { ["messageId"] = "=result.MessageId" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record SendEmailInput
{
    [Input("From", "The sender; on AWS a verified identity.", Required = true)]
    public string From { get; init; } = "";

    [Input("To", "The addresses that get it.", Required = true)]
    public IReadOnlyList<string> To { get; init; } = [];

    [Input("Subject", "The subject line.", Required = true)]
    public string Subject { get; init; } = "";

    [Input("Text", "The body in plain text.", Required = true)]
    public string Text { get; init; } = "";
}

internal sealed record SendEmailOutput
{
    [Output("The id that SES gave the mail.")]
    public required string MessageId { get; init; }
}
