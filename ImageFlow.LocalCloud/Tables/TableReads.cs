using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Expressions;
using ImageFlow.LocalCloud.Tables.Values;
using ImageFlow.LocalCloud.Tasks;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>Query and Scan. Requests and answers are the JSON of the DynamoDB API; there are no secondary indexes.</summary>
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
        TableDefinition table = Find(db, request);
        Placeholders placeholders = new(request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]);
        string text = request.OptionalText("KeyConditionExpression")
            ?? throw TableException.Validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        KeyCondition keys = KeyCondition.Of(new ConditionParser(text, placeholders, "KeyConditionExpression").Parse(), table);
        bool forward = request["ScanIndexForward"] is not BooleanData { Value: false };
        Comparison<ObjectData> order = (a, b) => (forward ? 1 : -1) * Compare(table.Range, a, b);
        return Page(table, request, placeholders, TableStore.Partition(db, table.Name, keys.Hash).Where(item => keys.Sort is null || ConditionEvaluator.Holds(keys.Sort, item)), order);
    }

    /// <summary>All items of a table, or of one of <c>TotalSegments</c> parts of it.</summary>
    /// <inheritdoc cref="Query"/>
    public static ObjectData Scan(SqliteConnection db, ObjectData request)
    {
        request.RefuseOthers([.. Common, "Segment", "TotalSegments"]);
        TableDefinition table = Find(db, request);
        Placeholders placeholders = new(request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]);
        IReadOnlyList<ObjectData> items = TableStore.All(db, table.Name);
        if (request["TotalSegments"] is NumberData total)
        {
            int segment = request["Segment"] is NumberData number && number.Value < total.Value ? (int)number.Value
                : throw TableException.Validation("The Segment parameter is required but was not present in the request when parameter TotalSegments is present");
            items = [.. items.Where(item => Convert.ToInt32(Identifiers.Hash(item[table.Hash.Name]!.ToJson(), 6), 16) % (int)total.Value == segment)];
        }

        return Page(table, request, placeholders, items, (a, b) => Compare(table.Hash, a, b) is not 0 and var hash ? hash : Compare(table.Range, a, b));
    }

    private static int Compare(KeyAttribute? key, ObjectData a, ObjectData b) => key is null ? 0 : AttributeValue.Of(a[key.Name]!).CompareTo(AttributeValue.Of(b[key.Name]!)) ?? 0;

    private static TableDefinition Find(SqliteConnection db, ObjectData request) => request["IndexName"] is StringData index
        ? throw TableException.Validation($"The table does not have the specified index: {index.Value}")
        : TableStore.Find(db, request.Text("TableName"));

    /// <summary>Reads on after <c>ExclusiveStartKey</c>, up to <c>Limit</c> items and 1 MB, and then filters and projects.</summary>
    private static ObjectData Page(TableDefinition table, ObjectData request, Placeholders placeholders, IEnumerable<ObjectData> all, Comparison<ObjectData> order)
    {
        ObjectData[] items = [.. all.Order(Comparer<ObjectData>.Create(order))];
        Condition? filter = request.OptionalText("FilterExpression") is { } text ? new ConditionParser(text, placeholders, "FilterExpression").Parse() : null;
        IReadOnlyList<DocumentPath>? projection = request.OptionalText("ProjectionExpression") is { } paths ? new ProjectionParser(paths, placeholders).Parse() : null;
        placeholders.EnsureAllUsed();
        int limit = request["Limit"] switch
        {
            null => int.MaxValue,
            NumberData { Value: >= 1 and <= int.MaxValue and var number } => (int)number,
            _ => throw TableException.Validation("1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"),
        };
        int start = request["ExclusiveStartKey"] is { } given && StartKey(table, given) is var key ? Array.FindIndex(items, item => order(item, key) > 0) : 0;
        start = start < 0 ? items.Length : start;
        int end = start;
        for (int bytes = 0; end < items.Length && end - start < limit && bytes < MaxPageBytes; end++)
        {
            bytes += items[end].ToUtf8Json().Length;
        }

        ObjectData[] found = [.. items.Take(start..end).Where(item => filter is null || ConditionEvaluator.Holds(filter, item))];
        ObjectDataBuilder answer = new();
        if (request.OptionalText("Select") != "COUNT")
        {
            answer.Set("Items", new ArrayData([.. found.Select(item => (JsonData)(projection is null ? item : TableOperations.Project(item, projection)))]));
        }

        answer.Set("Count", NumberData.Of(found.Length));
        answer.Set("ScannedCount", NumberData.Of(end - start));
        if (end < items.Length)
        {
            answer.Set("LastEvaluatedKey", Key(table, items[end - 1]));
        }

        return answer.Build();
    }

    private static ObjectData StartKey(TableDefinition table, JsonData given)
    {
        ObjectData key = AttributeValueReader.ReadItem(given, "ExclusiveStartKey");
        return key.Count == table.Keys.Count() && table.Keys.All(attribute => key[attribute.Name] is { } value && AttributeValue.Of(value).Type == attribute.Type)
            ? key
            : throw TableException.Validation("The provided starting key is invalid: The provided key element does not match the schema");
    }

    private static ObjectData Key(TableDefinition table, ObjectData item) => ObjectData.Of([.. table.Keys.Select(key => (key.Name, item[key.Name]!))]);
}

/// <summary>The parts of a <c>KeyConditionExpression</c>: the partition, and a condition on the sort key.</summary>
internal sealed record KeyCondition(string Hash, Condition? Sort)
{
    /// <exception cref="TableException">The expression is none that a query takes.</exception>
    public static KeyCondition Of(Condition condition, TableDefinition table)
    {
        Condition[] parts = condition is AllCondition all ? [all.Left, all.Right] : [condition];
        int hash = Array.FindIndex(parts, part => part is ComparisonCondition { Operator: "=" } && Attribute(part) == table.Hash.Name);
        if (hash < 0)
        {
            throw TableException.Validation("Query condition missed key schema element: " + table.Hash.Name);
        }

        AttributeValue value = ((ComparisonCondition)parts[hash]).Right is ValueOperand operand ? operand.Value : throw NotSupported();
        if (value.Type != table.Hash.Type)
        {
            throw TableException.Validation("One or more parameter values were invalid: Condition parameter type does not match schema type");
        }

        Condition? sort = parts.Length == 1 ? null : parts[1 - hash];
        return sort is null ? new KeyCondition(value.Text, null)
            : table.Range is not { } range || Attribute(sort) != range.Name ? throw TableException.Validation("Query condition missed key schema element: " + (table.Range?.Name ?? table.Hash.Name))
            : sort is ComparisonCondition { Operator: not "<>" } or BetweenCondition or BeginsWithCondition ? new KeyCondition(value.Text, sort)
            : throw NotSupported();
    }

    private static string? Attribute(Condition condition) => condition switch
    {
        ComparisonCondition { Left: PathOperand path } => path.Path.Root,
        BetweenCondition { Value: PathOperand path } => path.Path.Root,
        BeginsWithCondition { Value: PathOperand path } => path.Path.Root,
        _ => null,
    };

    private static TableException NotSupported() => TableException.Validation("Query key condition not supported");
}
