using System.Text.Json.Nodes;

namespace ImageFlow.Activities.DeleteRecord;

internal static class DeleteRecordActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "DeleteRecord",
        DisplayName = "Delete record",
        Category = "Records",
        Description = "Deletes one item of a DynamoDB table. Deleting what is not there succeeds, unless a condition forbids it.",
        Inputs = MemberReader.Inputs<DeleteRecordInput>(),
        Outputs = MemberReader.Outputs<DeleteRecordOutput>(),
        Errors = [new("DynamoDB.ConditionalCheckFailedException", "The condition does not hold.")],
        Aws = new IntegrationBinding(
            "arn:aws:states:::dynamodb:deleteItem",
            Arguments: new()
            {
                ["TableName"] = "=input.table",
                ["Key"] = "=toAttributeMap(input.key)",
                ["ConditionExpression"] = "=input.condition",
                ["ExpressionAttributeNames"] = "=input.conditionNames",
            },
            Output: new() { ["table"] = "=input.table" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record DeleteRecordInput
{
    [Input("Table", "The table's name.")]
    public string Table { get; init; } = "imageflow-images";

    [Input("Key", "The item's key attributes as plain JSON.", Required = true)]
    public JsonObject Key { get; init; } = [];

    [Input("Condition", "A DynamoDB condition under which alone the item is deleted, such as attribute_exists(id).", Category = "Condition")]
    public string? Condition { get; init; }

    [Input("Names in the condition", "What each #name in the condition stands for.", Category = "Condition")]
    public JsonObject? ConditionNames { get; init; }
}

internal sealed record DeleteRecordOutput
{
    [Output("The table's name.")]
    public required string Table { get; init; }
}
