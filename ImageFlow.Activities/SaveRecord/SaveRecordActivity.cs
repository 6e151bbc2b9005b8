using System.Text.Json.Nodes;

namespace ImageFlow.Activities.SaveRecord;

internal static class SaveRecordActivity
{
    /// <summary>The service's own name: it needs no mapping, and so no extra states.</summary>
    public const string ConditionFailed = "DynamoDB.ConditionalCheckFailedException";

    public static ActivityDescription Description { get; } = new()
    {
        Name = "SaveRecord",
        DisplayName = "Save record",
        Category = "Records",
        Description = "Writes an item into a DynamoDB table, replacing the one that has the same key.",
        Inputs = MemberReader.Inputs<SaveRecordInput>(),
        Outputs = MemberReader.Outputs<SaveRecordOutput>(),
        Errors = [new(ConditionFailed, "The condition does not hold, such as when the item exists already.")],
        Aws = new IntegrationBinding(
            "arn:aws:states:::dynamodb:putItem",
            Arguments: new()
            {
                ["TableName"] = "=input.table",
                ["Item"] = "=toAttributeMap(input.item)",
                ["ConditionExpression"] = "=input.condition",
                ["ExpressionAttributeNames"] = "=input.conditionNames",
            },
            Output: new() { ["table"] = "=input.table" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record SaveRecordInput
{
    [Input("Table", "The table's name.")]
    public string Table { get; init; } = "imageflow-images";

    [Input("Item", "The item as plain JSON; it holds the table's key attributes.", Required = true)]
    public JsonObject Item { get; init; } = [];

    [Input("Condition", "A DynamoDB condition under which alone the item is written, such as attribute_not_exists(id).", Category = "Condition")]
    public string? Condition { get; init; }

    [Input("Names in the condition", "What each #name in the condition stands for.", Category = "Condition")]
    public JsonObject? ConditionNames { get; init; }
}

internal sealed record SaveRecordOutput
{
    [Output("The table's name.")]
    public required string Table { get; init; }
}
