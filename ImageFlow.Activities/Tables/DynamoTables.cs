using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace ImageFlow.Activities;

/// <summary>Tables in Amazon DynamoDB or a service that speaks its protocol.</summary>
/// <param name="open">Makes the client when it is first needed; it lives as long as the process.</param>
public sealed class DynamoTables(Func<IAmazonDynamoDB> open) : IRecordTables
{
    private readonly Lazy<IAmazonDynamoDB> client = new(open);

    public async IAsyncEnumerable<JsonObject> ScanAsync(
        string table, IReadOnlyList<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RecordPaths projection = RecordPaths.Of(paths);
        ScanRequest request = new() { TableName = table, ProjectionExpression = projection.Expression, ExpressionAttributeNames = new(projection.Names) };
        do
        {
            ScanResponse page = await PageAsync(request, cancellationToken);
            foreach (Dictionary<string, AttributeValue> item in page.Items ?? [])
            {
                yield return new JsonObject(item.Select(attribute => KeyValuePair.Create<string, JsonNode?>(attribute.Key, ToJson(attribute.Value))));
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    private async Task<ScanResponse> PageAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Value.ScanAsync(request, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            throw new TableNotFoundError(request.TableName);
        }
    }

    private static JsonObject ToJson(AttributeValue value) => value switch
    {
        { S: { } text } => new() { ["S"] = text },
        { N: { } number } => new() { ["N"] = number },
        { BOOL: { } flag } => new() { ["BOOL"] = flag },
        { NULL: true } => new() { ["NULL"] = true },
        { B: { } bytes } => new() { ["B"] = Convert.ToBase64String(bytes.ToArray()) },
        { M: { } members } => new() { ["M"] = new JsonObject(members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Key, ToJson(member.Value)))) },
        { L: { } items } => new() { ["L"] = new JsonArray([.. items.Select(ToJson)]) },
        { SS: { } texts } => new() { ["SS"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]) },
        { NS: { } numbers } => new() { ["NS"] = new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]) },
        { BS: { } blobs } => new() { ["BS"] = new JsonArray([.. blobs.Select(blob => JsonValue.Create(Convert.ToBase64String(blob.ToArray())))]) },
        _ => [],
    };
}
