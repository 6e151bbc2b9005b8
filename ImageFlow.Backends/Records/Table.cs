using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <summary>A DynamoDB table whose items have the string key <c>id</c>.</summary>
internal sealed class Table(IServiceCalls calls, string name)
{
    private const string Prefix = "DynamoDB_20120810.";

    /// <summary>The item as plain JSON, or <see langword="null"/> where there is none.</summary>
    public async Task<JsonObject?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await CallAsync("GetItem", new() { ["Key"] = Key(id), ["ConsistentRead"] = true }, cancellationToken))["Item"] is JsonObject item ? ItemJson.Plain(item) : null;

    /// <summary>All items as plain JSON, a page after the other; none where there is no such table.</summary>
    public async Task<IReadOnlyList<JsonObject>> ItemsAsync(CancellationToken cancellationToken)
    {
        List<JsonObject> items = [];
        JsonNode? next = null;
        do
        {
            JsonObject request = [];
            if (next is not null)
            {
                request["ExclusiveStartKey"] = next.DeepClone();
            }

            JsonObject page;
            try
            {
                page = await CallAsync("Scan", request, cancellationToken);
            }
            catch (ServiceCallException absent) when (absent.Code == "ResourceNotFoundException")
            {
                return [];
            }

            items.AddRange((page["Items"] as JsonArray ?? []).Select(item => ItemJson.Plain(item!.AsObject())));
            next = page["LastEvaluatedKey"];
        }
        while (next is not null);
        return items;
    }

    public Task PutAsync(JsonObject item, CancellationToken cancellationToken) => CallAsync("PutItem", new() { ["Item"] = item }, cancellationToken);

    /// <summary>Makes the item where there is none of its id yet.</summary>
    /// <returns>Whether it was made.</returns>
    public Task<bool> TryAddAsync(JsonObject item, CancellationToken cancellationToken) =>
        IfAsync("PutItem", new() { ["Item"] = item, ["ConditionExpression"] = "attribute_not_exists(id)" }, cancellationToken);

    /// <summary>Sets members of an item that there is.</summary>
    /// <param name="values">In DynamoDB's JSON.</param>
    /// <param name="unless">A member whose presence forbids it.</param>
    /// <returns>Whether there is such an item.</returns>
    public Task<bool> TrySetAsync(string id, JsonObject values, CancellationToken cancellationToken, string? unless = null)
    {
        JsonObject request = new()
        {
            ["Key"] = Key(id),
            ["UpdateExpression"] = "SET " + string.Join(", ", values.Select((_, i) => $"#n{i} = :v{i}")),
            ["ConditionExpression"] = unless is null ? "attribute_exists(id)" : "attribute_exists(id) AND attribute_not_exists(#unless)",
            ["ExpressionAttributeNames"] = new JsonObject(values.Select((value, i) => KeyValuePair.Create($"#n{i}", (JsonNode?)value.Key)).Concat(unless is null ? [] : [KeyValuePair.Create("#unless", (JsonNode?)unless)])),
            ["ExpressionAttributeValues"] = new JsonObject(values.Select((value, i) => KeyValuePair.Create($":v{i}", value.Value?.DeepClone()))),
        };
        return IfAsync("UpdateItem", request, cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => CallAsync("DeleteItem", new() { ["Key"] = Key(id) }, cancellationToken);

    private static JsonObject Key(string id) => new() { ["id"] = ItemJson.S(id) };

    private async Task<bool> IfAsync(string operation, JsonObject request, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(operation, request, cancellationToken);
            return true;
        }
        catch (ServiceCallException refused) when (refused.Code == "ConditionalCheckFailedException")
        {
            return false;
        }
    }

    private Task<JsonObject> CallAsync(string operation, JsonObject request, CancellationToken cancellationToken)
    {
        request["TableName"] = name;
        return calls.CallAsync(Prefix + operation, request, cancellationToken);
    }
}
