using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Expressions;
using ImageFlow.LocalCloud.Tables.Values;
using ImageFlow.LocalCloud.Tasks;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>What Query and Scan read: a table, or one of its indexes.</summary>
internal sealed class ReadSource
{
    private readonly TableDefinition table;
    private readonly TableIndex? index;
    private readonly HashSet<string>? held;

    private ReadSource(TableDefinition table, TableIndex? index)
    {
        (this.table, this.index) = (table, index);
        PageKeys = [.. (index?.Keys ?? []).Concat(table.Keys).Distinct()];
        held = index is null or { Projection: TableIndex.AllAttributes } ? null : [.. PageKeys.Select(key => key.Name), .. index.Included];
    }

    public KeyAttribute Hash => index is null ? table.Hash : index.Hash;

    public KeyAttribute? Range => index is null ? table.Range : index.Range;

    /// <summary>What says how far a page has come: the keys of the index and those of the table.</summary>
    public IReadOnlyList<KeyAttribute> PageKeys { get; }

    /// <exception cref="TableException">There is no such table or index, or the index cannot be read so.</exception>
    public static ReadSource Of(SqliteConnection db, ObjectData request)
    {
        TableDefinition table = TableStore.Find(db, request.Text("TableName"));
        TableIndex? index = request.OptionalText("IndexName") is not { } name ? null
            : table.Indexes.FirstOrDefault(known => known.Name == name) ?? throw TableException.Validation($"The table does not have the specified index: {name}");
        return index is { IsLocal: false } && request["ConsistentRead"] is BooleanData { Value: true }
            ? throw TableException.Validation("Consistent reads are not supported on global secondary indexes")
            : new ReadSource(table, index);
    }

    public IReadOnlyList<ObjectData> Partition(SqliteConnection db, string hash) =>
        index is null ? TableStore.Partition(db, table.Name, hash) : IndexEntries.Partition(db, table.Name, index.Name, hash);

    public IReadOnlyList<ObjectData> All(SqliteConnection db) => index is null ? TableStore.All(db, table.Name) : IndexEntries.All(db, table.Name, index.Name);

    /// <summary>By partition, by sort key and, in an index, by the table's keys.</summary>
    public int Compare(ObjectData a, ObjectData b)
    {
        int order = Compare(Hash, a, b);
        order = order == 0 && Range is { } range ? Compare(range, a, b) : order;
        foreach (KeyAttribute key in index is null ? [] : table.Keys)
        {
            order = order == 0 ? Compare(key, a, b) : order;
        }

        return order;
    }

    /// <exception cref="TableException">A global index is asked for attributes that it does not hold.</exception>
    public void CheckProjection(string? select, IReadOnlyList<DocumentPath>? projection)
    {
        if (index is not { IsLocal: false } || held is null)
        {
            return;
        }

        if (select == "ALL_ATTRIBUTES")
        {
            throw TableException.Validation(
                $"One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index {index.Name} because its projection type is not ALL");
        }

        string[] missing = [.. (projection ?? []).Select(path => path.Root).Where(name => !held.Contains(name))];
        if (missing.Length > 0)
        {
            throw TableException.Validation($"One or more parameter values were invalid: Global secondary index {index.Name} does not project [{string.Join(", ", missing)}]");
        }
    }

    /// <summary>What is seen of an item: all of it in a table, what the index holds in an index. A local index fetches other attributes that are asked for by name.</summary>
    public ObjectData Visible(ObjectData item, IReadOnlyList<DocumentPath>? projection) => held is null || (projection is not null && index!.IsLocal)
        ? item
        : ObjectData.Of([.. item.Where(attribute => held.Contains(attribute.Key)).Select(attribute => (attribute.Key, attribute.Value))]);

    public ObjectData Key(ObjectData item) => ObjectData.Of([.. PageKeys.Select(key => (key.Name, item[key.Name]!))]);

    private static int Compare(KeyAttribute key, ObjectData a, ObjectData b) => AttributeValue.Of(a[key.Name]!).CompareTo(AttributeValue.Of(b[key.Name]!)) ?? 0;
}
