using System.Text.Json.Nodes;

namespace ImageFlow.Activities.GetRecord;

internal static class GetRecordActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "GetRecord",
        DisplayName = "Get record",
        Category = "Records",
        Description = "Reads one item of a DynamoDB table by its key.",
        Inputs = MemberReader.Inputs<GetRecordInput>(),
        Outputs = MemberReader.Outputs<GetRecordOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::dynamodb:getItem",
            Arguments: new() { ["TableName"] = "=input.table", ["Key"] = "=toAttributeMap(input.key)", ["ConsistentRead"] = true },
            Output: new() { ["item"] = "=result.Item" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record GetRecordInput
{
    [Input("Table", "The table's name.")]
    public string Table { get; init; } = "imageflow-images";

    [Input("Key", "The item's key attributes as plain JSON.", Required = true)]
    public JsonObject Key { get; init; } = [];
}

internal sealed record GetRecordOutput
{
    [Output("The item in DynamoDB JSON, such as { \"id\": { \"S\": \"…\" } }; absent where there is none.", Nullable = true)]
    public required JsonObject Item { get; init; }
}
