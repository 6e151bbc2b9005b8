using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Expressions;
using ImageFlow.LocalCloud.Tables.Values;
using ImageFlow.LocalCloud.Tasks;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>Query and Scan, of tables and of their secondary indexes. Requests and answers are the JSON of the DynamoDB API.</summary>
internal static class TableReads
{
    /// <summary>1 MB, the most that one page reads before it filters.</summary>
    private const int MaxPageBytes = 1024 * 1024;

    private static readonly string[] Common =
    [
        "TableName", "IndexName", "Select", "Limit", "ConsistentRead", "ExclusiveStartKey", "ReturnConsumedCapacity", "ProjectionExpression", "FilterExpression",
        "ExpressionAttributeNames", "ExpressionAttributeValues",
    ];

    /// <summary>The items of one partition in the order of the sort key.</summary>
    /// <exception cref="TableException">DynamoDB refuses the request.</exception>
    /// <exception cref="ParameterException">A parameter has the wrong shape or is unknown.</exception>
    public static ObjectData Query(SqliteConnection db, ObjectData request)
    {
        request.RefuseOthers([.. Common, "KeyConditionExpression", "ScanIndexForward"]);
        ReadSource source = ReadSource.Of(db, request);
        Placeholders placeholders = new(request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]);
        string text = request.OptionalText("KeyConditionExpression")
            ?? throw TableException.Validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        KeyCondition keys = KeyCondition.Of(new ConditionParser(text, placeholders, "KeyConditionExpression").Parse(), source.Hash, source.Range);
        bool forward = request["ScanIndexForward"] is not BooleanData { Value: false };
        Comparison<ObjectData> order = (a, b) => (forward ? 1 : -1) * source.Compare(a, b);
        return Page(source, request, placeholders, source.Partition(db, keys.Hash).Where(item => keys.Sort is null || ConditionEvaluator.Holds(keys.Sort, item)), order);
    }

    /// <summary>All items of a table, or of one of <c>TotalSegments</c> parts of it.</summary>
    /// <inheritdoc cref="Query"/>
    public static ObjectData Scan(SqliteConnection db, ObjectData request)
    {
        request.RefuseOthers([.. Common, "Segment", "TotalSegments"]);
        ReadSource source = ReadSource.Of(db, request);
        Placeholders placeholders = new(request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]);
        IReadOnlyList<ObjectData> items = source.All(db);
        if (request["TotalSegments"] is NumberData total)
        {
            int segment = request["Segment"] is NumberData number && number.Value < total.Value ? (int)number.Value
                : throw TableException.Validation("The Segment parameter is required but was not present in the request when parameter TotalSegments is present");
            items = [.. items.Where(item => Convert.ToInt32(Identifiers.Hash(item[source.Hash.Name]!.ToJson(), 6), 16) % (int)total.Value == segment)];
        }

        return Page(source, request, placeholders, items, source.Compare);
    }

    /// <summary>Reads on after <c>ExclusiveStartKey</c>, up to <c>Limit</c> items and 1 MB, and then filters and projects.</summary>
    private static ObjectData Page(ReadSource source, ObjectData request, Placeholders placeholders, IEnumerable<ObjectData> all, Comparison<ObjectData> order)
    {
        ObjectData[] items = [.. all.Order(Comparer<ObjectData>.Create(order))];
        Condition? filter = request.OptionalText("FilterExpression") is { } text ? new ConditionParser(text, placeholders, "FilterExpression").Parse() : null;
        IReadOnlyList<DocumentPath>? projection = request.OptionalText("ProjectionExpression") is { } paths ? new ProjectionParser(paths, placeholders).Parse() : null;
        placeholders.EnsureAllUsed();
        source.CheckProjection(request.OptionalText("Select"), projection);
        int limit = request["Limit"] switch
        {
            null => int.MaxValue,
            NumberData { Value: >= 1 and <= int.MaxValue and var number } => (int)number,
            _ => throw TableException.Validation("1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"),
        };
        int start = request["ExclusiveStartKey"] is { } given && StartKey(source, given) is var key ? Array.FindIndex(items, item => order(item, key) > 0) : 0;
        start = start < 0 ? items.Length : start;
        int end = start;
        for (int bytes = 0; end < items.Length && end - start < limit && bytes < MaxPageBytes; end++)
        {
            bytes += items[end].ToUtf8Json().Length;
        }

        ObjectData[] found = [.. items.Take(start..end).Select(item => source.Visible(item, projection)).Where(item => filter is null || ConditionEvaluator.Holds(filter, item))];
        ObjectDataBuilder answer = new();
        if (request.OptionalText("Select") != "COUNT")
        {
            answer.Set("Items", new ArrayData([.. found.Select(item => (JsonData)(projection is null ? item : TableOperations.Project(item, projection)))]));
        }

        answer.Set("Count", NumberData.Of(found.Length));
        answer.Set("ScannedCount", NumberData.Of(end - start));
        if (end < items.Length)
        {
            answer.Set("LastEvaluatedKey", source.Key(items[end - 1]));
        }

        return answer.Build();
    }

    private static ObjectData StartKey(ReadSource source, JsonData given)
    {
        ObjectData key = AttributeValueReader.ReadItem(given, "ExclusiveStartKey");
        return key.Count == source.PageKeys.Count && source.PageKeys.All(attribute => key[attribute.Name] is { } value && AttributeValue.Of(value).Type == attribute.Type)
            ? key
            : throw TableException.Validation("The provided starting key is invalid: The provided key element does not match the schema");
    }
}
