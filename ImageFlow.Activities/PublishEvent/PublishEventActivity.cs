using System.Text.Json.Nodes;

namespace ImageFlow.Activities.PublishEvent;

internal static class PublishEventActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "PublishEvent",
        DisplayName = "Publish event",
        Category = "Messages",
        Description = "Puts an event on an EventBridge bus; rules of the bus send it on.",
        Inputs = MemberReader.Inputs<PublishEventInput>(),
        Outputs = MemberReader.Outputs<PublishEventOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::events:putEvents",
            Arguments: new()
            {
                ["Entries"] = new JsonArray(new JsonObject
                {
                    ["EventBusName"] = "=input.bus",
                    ["Source"] = "=input.source",
                    ["DetailType"] = "=input.detailType",
                    ["Detail"] = "=toMessage(input.detail)",
                }),
            },
            Output: new() { ["eventId"] = "=result.Entries[0].EventId" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record PublishEventInput
{
    [Input("Bus", "The bus' name.")]
    public string Bus { get; init; } = "imageflow-events";

    [Input("Source", "Who sends it, such as api.student.", Required = true)]
    public string Source { get; init; } = "";

    [Input("Type", "What happened, such as student.enrolled.", Required = true)]
    public string DetailType { get; init; } = "";

    [Input("Detail", "What there is to know of it.", Required = true)]
    public JsonObject Detail { get; init; } = [];
}

internal sealed record PublishEventOutput
{
    [Output("The id that EventBridge gave the event.")]
    public required string EventId { get; init; }
}
