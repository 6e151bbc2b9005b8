using System.Text.Json.Nodes;

namespace ImageFlow.Activities.QueryRecords;

internal static class QueryRecordsActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "QueryRecords",
        DisplayName = "Query records",
        Category = "Records",
        Description = "Reads the items of one partition of a DynamoDB table, or of one of its indexes, in the order of its sort key; at most 1 MB.",
        Inputs = MemberReader.Inputs<QueryRecordsInput>(),
        Outputs = MemberReader.Outputs<QueryRecordsOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:dynamodb:query",
            Arguments: new()
            {
                ["TableName"] = "=input.table",
                ["IndexName"] = "=input.index",
                ["KeyConditionExpression"] = "=input.keyCondition",
                ["ExpressionAttributeNames"] = "=input.names",
                ["ExpressionAttributeValues"] = "=toAttributeMap(input.values)",
                ["FilterExpression"] = "=input.filter",
                ["Limit"] = "=input.limit",
            },
            Output: new() { ["items"] = "=result.Items", ["count"] = "=result.Count" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record QueryRecordsInput
{
    [Input("Table", "The table's name.", Required = true)]
    public string Table { get; init; } = "";

    [Input("Key condition", "Which items, such as #c = :c AND begins_with(#n, :n).", Required = true)]
    public string KeyCondition { get; init; } = "";

    [Input("Index", "The secondary index that is read; without one the table.")]
    public string? Index { get; init; }

    [Input("Names", "What each #name stands for.")]
    public JsonObject? Names { get; init; }

    [Input("Values", "What each :value stands for, as plain JSON.", Required = true)]
    public JsonObject Values { get; init; } = [];

    [Input("Filter", "A condition on the items that were read, such as #s = :s.")]
    public string? Filter { get; init; }

    [Input("Limit", "The most items that are read.")]
    public int? Limit { get; init; }
}

internal sealed record QueryRecordsOutput
{
    [Output("The items in DynamoDB JSON.")]
    public required IReadOnlyList<JsonObject> Items { get; init; }

    [Output("How many items there are.")]
    public required int Count { get; init; }
}
