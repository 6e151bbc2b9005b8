using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Tasks;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>The DynamoDB API over its JSON protocol: items, and tables with their secondary indexes.</summary>
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
        Operation("UpdateTable", request => database.Write(db => ObjectData.Of(("TableDescription", Body(db, TableStore.Update(db, request)))))),
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
        if (TableStore.Definitions(db).Any(table => table.Name == name))
        {
            throw new TableException("ResourceInUseException", $"Table already exists: {name}");
        }

        TableDefinition table = IndexRequests.ReadTable(request);
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

    private ObjectData Body(SqliteConnection db, TableDefinition table)
    {
        string arn = names.Table(table.Name);
        ObjectDataBuilder body = new();
        body.Set("TableName", table.Name).Set("TableArn", arn).Set("TableStatus", "ACTIVE")
            .Set("KeySchema", IndexRequests.Schema(table.Keys)).Set("AttributeDefinitions", IndexRequests.Definitions(table))
            .Set("ItemCount", NumberData.Of(TableStore.Count(db, table.Name))).Set("BillingModeSummary", ObjectData.Of(("BillingMode", "PAY_PER_REQUEST")));
        Add("LocalSecondaryIndexes", local: true);
        Add("GlobalSecondaryIndexes", local: false);
        return body.Build();

        void Add(string member, bool local)
        {
            JsonData[] indexes = [.. table.Indexes.Where(index => index.IsLocal == local).Select(index => (JsonData)IndexRequests.Body(index, arn, IndexEntries.Count(db, table.Name, index.Name)))];
            if (indexes.Length > 0)
            {
                body.Set(member, new ArrayData(indexes));
            }
        }
    }

    private static IEnumerable<ObjectData> Items(JsonData list) => list is ArrayData items
        ? items.Select(item => item as ObjectData ?? throw ParameterException.WrongType("RequestItems", "a LIST of OBJECTs"))
        : throw ParameterException.WrongType("RequestItems", "a LIST");
}
