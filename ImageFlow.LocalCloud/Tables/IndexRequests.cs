using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>Reads the keys and indexes of CreateTable and UpdateTable, and writes them as DescribeTable shows them.</summary>
internal static partial class IndexRequests
{
    private const int MaxGlobal = 20;
    private const int MaxLocal = 5;

    /// <exception cref="TableException">DynamoDB refuses the keys or an index.</exception>
    public static TableDefinition ReadTable(ObjectData request)
    {
        Attributes attributes = Attributes.Read(request.Required("AttributeDefinitions"));
        (KeyAttribute hash, KeyAttribute? range) = attributes.Keys(request.Required("KeySchema"));
        TableIndex[] local = [.. Sections(request, "LocalSecondaryIndexes").Select(index => Read(index, attributes) with { IsLocal = true })];
        TableIndex[] global = [.. Sections(request, "GlobalSecondaryIndexes").Select(index => Read(index, attributes))];
        TableDefinition table = new(request.Text("TableName"), hash, range) { Indexes = [.. local, .. global] };
        Check(table);
        attributes.EnsureAllUsed();
        return table;
    }

    /// <summary>The table with the indexes that UpdateTable makes and without those that it removes.</summary>
    /// <inheritdoc cref="ReadTable"/>
    public static TableDefinition Update(TableDefinition table, ObjectData request)
    {
        Attributes attributes = Attributes.Read(request["AttributeDefinitions"] ?? ArrayData.Empty);
        List<TableIndex> indexes = [.. table.Indexes];
        foreach (ObjectData change in Sections(request, "GlobalSecondaryIndexUpdates"))
        {
            if (change["Create"] is ObjectData made)
            {
                indexes.Add(Read(made, attributes));
            }
            else if (change["Delete"] is ObjectData gone)
            {
                string name = gone.Text("IndexName");
                if (indexes.RemoveAll(index => index.Name == name && !index.IsLocal) == 0)
                {
                    throw new TableException("ResourceNotFoundException", "Requested resource not found");
                }
            }
            else if (change["Update"] is not ObjectData)
            {
                throw TableException.Validation("One or more parameter values were invalid: A GlobalSecondaryIndexUpdate has Create, Update or Delete");
            }
        }

        TableDefinition updated = table with { Indexes = indexes };
        Check(updated);
        return updated;
    }

    public static ArrayData Schema(IEnumerable<KeyAttribute> keys) =>
        new([.. keys.Select((key, i) => (JsonData)ObjectData.Of(("AttributeName", key.Name), ("KeyType", i == 0 ? "HASH" : "RANGE")))]);

    public static ArrayData Definitions(TableDefinition table) => new(
        [.. table.Keys.Concat(table.Indexes.SelectMany(index => index.Keys)).Distinct().Select(key => (JsonData)ObjectData.Of(("AttributeName", key.Name), ("AttributeType", key.Type)))]);

    public static ObjectData Body(TableIndex index, string tableArn, int items)
    {
        ObjectDataBuilder projection = new();
        projection.Set("ProjectionType", index.Projection);
        if (index.Projection == TableIndex.Include)
        {
            projection.Set("NonKeyAttributes", new ArrayData([.. index.Included.Select(name => (JsonData)name)]));
        }

        ObjectDataBuilder body = new();
        body.Set("IndexName", index.Name).Set("KeySchema", Schema(index.Keys)).Set("Projection", projection.Build());
        if (!index.IsLocal)
        {
            body.Set("IndexStatus", "ACTIVE");
        }

        return body.Set("ItemCount", NumberData.Of(items)).Set("IndexArn", $"{tableArn}/index/{index.Name}").Build();
    }

    private static TableIndex Read(ObjectData index, Attributes attributes)
    {
        string name = index.Text("IndexName");
        if (!Name().IsMatch(name))
        {
            throw TableException.Validation($"1 validation error detected: Value '{name}' at 'indexName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
        }

        (KeyAttribute hash, KeyAttribute? range) = attributes.Keys(index.Required("KeySchema"));
        ObjectData projection = index.Required("Projection") as ObjectData ?? throw ParameterException.WrongType("Projection", "an OBJECT");
        string type = projection.OptionalText("ProjectionType") ?? "null";
        string[] included = projection["NonKeyAttributes"] is ArrayData names ? [.. names.OfType<StringData>().Select(text => text.Value)] : [];
        return (type, included.Length) switch
        {
            (TableIndex.AllAttributes or TableIndex.KeysOnly, 0) or (TableIndex.Include, > 0) => new TableIndex(name, hash, range) { Projection = type, Included = included },
            (TableIndex.Include, 0) => throw TableException.Validation($"One or more parameter values were invalid: ProjectionType is {type}, but NonKeyAttributes is not specified"),
            (TableIndex.AllAttributes or TableIndex.KeysOnly, _) => throw TableException.Validation($"One or more parameter values were invalid: ProjectionType is {type}, but NonKeyAttributes is specified"),
            _ => throw TableException.Validation($"One or more parameter values were invalid: Unknown ProjectionType: {type}"),
        };
    }

    private static void Check(TableDefinition table)
    {
        if (table.Indexes.GroupBy(index => index.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw TableException.Validation($"One or more parameter values were invalid: Duplicate index name: {twice.Key}");
        }

        TooMany(table.Indexes.Count(index => index.IsLocal), MaxLocal, "LocalSecondaryIndex");
        TooMany(table.Indexes.Count(index => !index.IsLocal), MaxGlobal, "GlobalSecondaryIndex");
        foreach (TableIndex index in table.Indexes.Where(index => index.IsLocal))
        {
            string? wrong = table.Range is null ? "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
                : index.Range is null ? $"Index KeySchema does not have a range key for index: {index.Name}"
                : index.Hash != table.Hash ? $"Index KeySchema does not have the same leading hash key as table KeySchema for index: {index.Name}. index hash key: {index.Hash.Name}, table hash key: {table.Hash.Name}"
                : null;
            if (wrong is not null)
            {
                throw TableException.Validation("One or more parameter values were invalid: " + wrong);
            }
        }
    }

    private static void TooMany(int count, int most, string kind)
    {
        if (count > most)
        {
            throw new TableException("LimitExceededException", $"One or more parameter values were invalid: {kind} count exceeds the per-table limit of {most}");
        }
    }

    private static IEnumerable<ObjectData> Sections(ObjectData request, string member) => request[member] switch
    {
        null => [],
        ArrayData items => items.Select(item => item as ObjectData ?? throw ParameterException.WrongType(member, "a LIST of OBJECTs")),
        _ => throw ParameterException.WrongType(member, "a LIST"),
    };

    [GeneratedRegex(@"^[a-zA-Z0-9_.\-]{3,255}$")]
    private static partial Regex Name();

    /// <summary>The attributes that a request defines, and which of them are keys.</summary>
    private sealed class Attributes(IReadOnlyDictionary<string, string> types)
    {
        private readonly HashSet<string> used = [];

        public static Attributes Read(JsonData definitions)
        {
            ArrayData list = definitions as ArrayData ?? throw ParameterException.WrongType("AttributeDefinitions", "a LIST");
            Dictionary<string, string> types = [];
            foreach (ObjectData definition in list.Select(item => item as ObjectData ?? throw ParameterException.WrongType("AttributeDefinitions", "a LIST of OBJECTs")))
            {
                string type = definition.Text("AttributeType");
                types[definition.Text("AttributeName")] = type is "S" or "N" or "B"
                    ? type
                    : throw TableException.Validation($"1 validation error detected: Value '{type}' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]");
            }

            return new Attributes(types);
        }

        public (KeyAttribute Hash, KeyAttribute? Range) Keys(JsonData schema)
        {
            ObjectData[] keys = [.. (schema as ArrayData ?? throw ParameterException.WrongType("KeySchema", "a LIST")).Select(key => key as ObjectData ?? throw ParameterException.WrongType("KeySchema", "a LIST of OBJECTs"))];
            if (keys.Length == 0 || keys[0].OptionalText("KeyType") != "HASH")
            {
                throw TableException.Validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
            }

            return keys.Length == 1 ? (Key(keys[0]), null)
                : keys.Length == 2 && keys[1].OptionalText("KeyType") == "RANGE" ? (Key(keys[0]), Key(keys[1]))
                : throw TableException.Validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }

        public void EnsureAllUsed()
        {
            if (types.Keys.Any(name => !used.Contains(name)))
            {
                throw TableException.Validation(
                    $"One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [{string.Join(", ", types.Keys)}], keys used: [{string.Join(", ", used)}]");
            }
        }

        private KeyAttribute Key(ObjectData key)
        {
            string name = key.Text("AttributeName");
            used.Add(name);
            return types.TryGetValue(name, out string? type)
                ? new KeyAttribute(name, type)
                : throw TableException.Validation($"One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [{name}], AttributeDefinitions: [{string.Join(", ", types.Keys)}]");
        }
    }
}
