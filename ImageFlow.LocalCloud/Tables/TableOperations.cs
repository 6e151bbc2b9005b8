using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Expressions;
using ImageFlow.LocalCloud.Tables.Values;
using ImageFlow.LocalCloud.Tasks;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>The operations on single items. Requests and answers are the JSON of the DynamoDB API.</summary>
internal static class TableOperations
{
    /// <summary>400 KB, the most that one item may hold (names and values, UTF-8).</summary>
    private const int MaxItemBytes = 400 * 1024;

    private static readonly string[] Common = ["TableName", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"];
    private static readonly string[] Conditional =
        [.. Common, "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "ReturnValues", "ReturnValuesOnConditionCheckFailure"];

    /// <summary>Reads one item. The answer has no <c>Item</c> where there is none.</summary>
    /// <exception cref="TableException">DynamoDB refuses the request.</exception>
    /// <exception cref="ParameterException">A parameter has the wrong shape or is unknown.</exception>
    public static ObjectData GetItem(SqliteConnection db, ObjectData request)
    {
        request.RefuseOthers([.. Common, "Key", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"]);
        TableDefinition table = TableStore.Find(db, request.Text("TableName"));
        ItemKey key = ReadKey(table, request);
        Placeholders placeholders = new(request["ExpressionAttributeNames"], null);
        IReadOnlyList<DocumentPath>? projection = request.OptionalText("ProjectionExpression") is { } text
            ? new ProjectionParser(text, placeholders).Parse()
            : null;
        placeholders.EnsureAllUsed();
        ObjectData? item = TableStore.Load(db, key);
        return item is null ? ObjectData.Empty : ObjectData.Of(("Item", projection is null ? item : Project(item, projection)));
    }

    /// <summary>Writes one item, replacing the one of the same key.</summary>
    /// <inheritdoc cref="GetItem"/>
    public static ObjectData PutItem(SqliteConnection db, ObjectData request)
    {
        request.RefuseOthers([.. Conditional, "Item"]);
        TableDefinition table = TableStore.Find(db, request.Text("TableName"));
        ObjectData item = AttributeValueReader.ReadItem(request.Required("Item"), "Item");
        ItemKey key = ItemKey.Of(table, item, name => $"One or more parameter values were invalid: Missing the key {name} in the item");
        CheckSize(item);
        string returned = ReturnValues(request, "ALL_OLD");
        Placeholders placeholders = new(request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]);
        Condition? condition = ReadCondition(request, placeholders);
        placeholders.EnsureAllUsed();
        ObjectData? old = TableStore.Load(db, key);
        Check(condition, old);
        TableStore.Save(db, table, key, item);
        return returned == "ALL_OLD" && old is not null ? ObjectData.Of(("Attributes", old)) : ObjectData.Empty;
    }

    /// <summary>Changes one item, making it where there is none.</summary>
    /// <inheritdoc cref="GetItem"/>
    public static ObjectData UpdateItem(SqliteConnection db, ObjectData request)
    {
        request.RefuseOthers([.. Conditional, "Key", "UpdateExpression"]);
        TableDefinition table = TableStore.Find(db, request.Text("TableName"));
        ItemKey key = ReadKey(table, request);
        string returned = ReturnValues(request, "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");
        Placeholders placeholders = new(request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]);
        UpdateExpression update = request.OptionalText("UpdateExpression") is { } text ? new UpdateParser(text, placeholders).Parse() : UpdateExpression.Empty;
        Condition? condition = ReadCondition(request, placeholders);
        placeholders.EnsureAllUsed();
        CheckKeyUntouched(table, update);
        ObjectData? old = TableStore.Load(db, key);
        Check(condition, old);
        ObjectData before = old ?? AttributeValueReader.ReadItem(request["Key"]!, "Key");
        ObjectData item = UpdateEvaluator.Apply(update, before);
        CheckSize(item);
        TableStore.Save(db, table, key, item);
        ObjectData? attributes = returned switch
        {
            "ALL_OLD" => old,
            "UPDATED_OLD" => old is null ? null : Project(old, update.Paths),
            "ALL_NEW" => item,
            "UPDATED_NEW" => Project(item, update.Paths),
            _ => null,
        };
        return attributes is null or { Count: 0 } ? ObjectData.Empty : ObjectData.Of(("Attributes", attributes));
    }

    /// <summary>Removes one item. Removing what is not there succeeds, unless a condition forbids it.</summary>
    /// <inheritdoc cref="GetItem"/>
    public static ObjectData DeleteItem(SqliteConnection db, ObjectData request)
    {
        request.RefuseOthers([.. Conditional, "Key"]);
        TableDefinition table = TableStore.Find(db, request.Text("TableName"));
        ItemKey key = ReadKey(table, request);
        string returned = ReturnValues(request, "ALL_OLD");
        Placeholders placeholders = new(request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]);
        Condition? condition = ReadCondition(request, placeholders);
        placeholders.EnsureAllUsed();
        ObjectData? old = TableStore.Load(db, key);
        Check(condition, old);
        TableStore.Delete(db, key);
        return returned == "ALL_OLD" && old is not null ? ObjectData.Of(("Attributes", old)) : ObjectData.Empty;
    }

    private static Condition? ReadCondition(ObjectData request, Placeholders placeholders) =>
        request.OptionalText("ConditionExpression") is { } text ? new ConditionParser(text, placeholders).Parse() : null;

    private static void Check(Condition? condition, ObjectData? item)
    {
        if (condition is not null && !ConditionEvaluator.Holds(condition, item ?? ObjectData.Empty))
        {
            throw new TableException("ConditionalCheckFailedException", "The conditional request failed");
        }
    }

    internal static ObjectData Project(ObjectData item, IEnumerable<DocumentPath> paths) =>
        paths.Aggregate(ObjectData.Empty, (target, path) => path.Project(item, target));

    private static void CheckKeyUntouched(TableDefinition table, UpdateExpression update)
    {
        if (table.Keys.FirstOrDefault(key => update.Paths.Any(path => path.Root == key.Name)) is { } key)
        {
            throw TableException.Validation($"One or more parameter values were invalid: Cannot update attribute {key.Name}. This attribute is part of the key");
        }
    }

    private static void CheckSize(ObjectData item)
    {
        if (item.ToUtf8Json().Length > MaxItemBytes)
        {
            throw TableException.Validation("Item size has exceeded the maximum allowed size");
        }
    }

    private static ItemKey ReadKey(TableDefinition table, ObjectData request)
    {
        const string mismatch = "The provided key element does not match the schema";
        ObjectData key = AttributeValueReader.ReadItem(request.Required("Key"), "Key");
        return key.Count == table.Keys.Count()
            ? ItemKey.Of(table, key, _ => mismatch)
            : throw TableException.Validation(mismatch);
    }

    private static string ReturnValues(ObjectData request, params string[] allowed)
    {
        string value = request.OptionalText("ReturnValues") ?? "NONE";
        return value == "NONE" || allowed.Contains(value)
            ? value
            : throw TableException.Validation("ReturnValues can only be " + string.Join(" or ", allowed.Append("NONE")));
    }
}
