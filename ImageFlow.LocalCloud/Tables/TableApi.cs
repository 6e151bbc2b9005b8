using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Tasks;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>The DynamoDB API over its JSON protocol: items, and tables without secondary indexes.</summary>
internal sealed class TableApi(CloudDatabase database, CloudNames names)
{
    private const string Prefix = "DynamoDB_20120810.";
    private const int MaxBatchWrite = 25;
    private const int MaxBatchGet = 100;

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        .. TableTask.Operations.Select(operation => Operation(char.ToUpperInvariant(operation.Key[0]) + operation.Key[1..], request => database.Write(db => operation.Value(db, request)))),
        Operation("BatchWriteItem", request => database.Write(db => BatchWrite(db, request))),
        Operation("BatchGetItem", request => database.Read(db => BatchGet(db, request))),
        Operation("CreateTable", request => database.Write(db => Create(db, request))),
        Operation("DescribeTable", request => database.Read(db => ObjectData.Of(("Table", Body(db, TableStore.Find(db, request.Text("TableName"))))))),
        Operation("DeleteTable", request => database.Write(db => Delete(db, request))),
        Operation("ListTables", _ => database.Read(db => ObjectData.Of(("TableNames", new ArrayData([.. TableStore.Definitions(db).Select(table => (JsonData)table.Name)]))))),
    ];

    private static KeyValuePair<string, ServiceOperation> Operation(string name, Func<ObjectData, ObjectData> work) => new(Prefix + name, (request, _) =>
    {
        try
        {
            return new(work(request));
        }
        catch (TableException refusal)
        {
            throw new ServiceRefusal(refusal.Code, refusal.Message);
        }
        catch (ParameterException refusal)
        {
            throw new ServiceRefusal("SerializationException", refusal.Message);
        }
    });

    private static ObjectData BatchWrite(SqliteConnection db, ObjectData request)
    {
        ObjectData tables = request.Required("RequestItems") as ObjectData ?? throw ParameterException.WrongType("RequestItems", "an OBJECT");
        List<(string Table, ObjectData Write)> writes = [.. tables.SelectMany(table => Items(table.Value).Select(write => (table.Key, write)))];
        if (writes.Count is 0 or > MaxBatchWrite)
        {
            throw TableException.Validation($"1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to {MaxBatchWrite}, Member must have length greater than or equal to 1]");
        }

        foreach ((string table, ObjectData write) in writes)
        {
            _ = (write["PutRequest"], write["DeleteRequest"]) switch
            {
                (ObjectData put, null) => TableOperations.PutItem(db, put.With("TableName", table)),
                (null, ObjectData delete) => TableOperations.DeleteItem(db, delete.With("TableName", table)),
                _ => throw TableException.Validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"),
            };
        }

        return ObjectData.Of(("UnprocessedItems", ObjectData.Empty));
    }

    private static ObjectData BatchGet(SqliteConnection db, ObjectData request)
    {
        ObjectData tables = request.Required("RequestItems") as ObjectData ?? throw ParameterException.WrongType("RequestItems", "an OBJECT");
        ObjectDataBuilder responses = new();
        int keys = 0;
        foreach ((string table, JsonData value) in tables.Span)
        {
            ObjectData wanted = value as ObjectData ?? throw ParameterException.WrongType("RequestItems", "an OBJECT of OBJECTs");
            List<JsonData> found = [];
            foreach (ObjectData key in Items(wanted.Required("Keys")))
            {
                keys++;
                ObjectDataBuilder one = new();
                one.Set("TableName", table).Set("Key", key).SetIfPresent("ProjectionExpression", wanted["ProjectionExpression"]).SetIfPresent("ExpressionAttributeNames", wanted["ExpressionAttributeNames"]);
                if (TableOperations.GetItem(db, one.Build())["Item"] is { } item)
                {
                    found.Add(item);
                }
            }

            responses.Set(table, new ArrayData([.. found]));
        }

        return keys is > 0 and <= MaxBatchGet
            ? ObjectData.Of(("Responses", responses.Build()), ("UnprocessedKeys", ObjectData.Empty))
            : throw TableException.Validation("Too many items requested for the BatchGetItem call");
    }

    private ObjectData Create(SqliteConnection db, ObjectData request)
    {
        string name = request.Text("TableName");
        if (request["GlobalSecondaryIndexes"] is not null || request["LocalSecondaryIndexes"] is not null)
        {
            throw TableException.Validation("Tables here have no secondary indexes; leave out GlobalSecondaryIndexes and LocalSecondaryIndexes.");
        }

        if (TableStore.Definitions(db).Any(table => table.Name == name))
        {
            throw new TableException("ResourceInUseException", $"Table already exists: {name}");
        }

        ObjectData[] schema = [.. Items(request.Required("KeySchema"))];
        ObjectData[] attributes = [.. Items(request.Required("AttributeDefinitions"))];
        KeyAttribute? Key(string type) => schema.FirstOrDefault(key => key.OptionalText("KeyType") == type) is { } key
            ? new KeyAttribute(
                key.Text("AttributeName"),
                attributes.FirstOrDefault(attribute => attribute.OptionalText("AttributeName") == key.Text("AttributeName"))?.Text("AttributeType")
                    ?? throw TableException.Validation("One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [" + key.Text("AttributeName") + "]"))
            : null;
        TableDefinition table = new(name, Key("HASH") ?? throw TableException.Validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type"), Key("RANGE"));
        TableStore.Create(db, table);
        return ObjectData.Of(("TableDescription", Body(db, table)));
    }

    private ObjectData Delete(SqliteConnection db, ObjectData request)
    {
        TableDefinition table = TableStore.Find(db, request.Text("TableName"));
        ObjectData body = Body(db, table).With("TableStatus", "DELETING");
        TableStore.DeleteTable(db, table.Name);
        return ObjectData.Of(("TableDescription", body));
    }

    private ObjectData Body(SqliteConnection db, TableDefinition table) => ObjectData.Of(
        ("TableName", table.Name),
        ("TableArn", names.Table(table.Name)),
        ("TableStatus", "ACTIVE"),
        ("KeySchema", new ArrayData([.. table.Keys.Select((key, i) => (JsonData)ObjectData.Of(("AttributeName", key.Name), ("KeyType", i == 0 ? "HASH" : "RANGE")))])),
        ("AttributeDefinitions", new ArrayData([.. table.Keys.Select(key => (JsonData)ObjectData.Of(("AttributeName", key.Name), ("AttributeType", key.Type)))])),
        ("ItemCount", NumberData.Of(TableStore.All(db, table.Name).Count)),
        ("BillingModeSummary", ObjectData.Of(("BillingMode", "PAY_PER_REQUEST"))));

    private static IEnumerable<ObjectData> Items(JsonData list) => list is ArrayData items
        ? items.Select(item => item as ObjectData ?? throw ParameterException.WrongType("RequestItems", "a LIST of OBJECTs"))
        : throw ParameterException.WrongType("RequestItems", "a LIST");
}
