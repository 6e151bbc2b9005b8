using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>Secondary indexes in SQLite: their definitions, and for each item that an index holds one row with the index's partition key and the item's own key.</summary>
internal static class IndexEntries
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS table_indexes (
            table_name TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, is_local INTEGER NOT NULL, hash_name TEXT NOT NULL, hash_type TEXT NOT NULL,
            range_name TEXT, range_type TEXT, projection TEXT NOT NULL, included TEXT NOT NULL, PRIMARY KEY (table_name, position));
        CREATE TABLE IF NOT EXISTS index_entries (
            table_name TEXT NOT NULL, index_name TEXT NOT NULL, hash_key TEXT NOT NULL, item_hash TEXT NOT NULL, item_range TEXT NOT NULL,
            PRIMARY KEY (table_name, index_name, hash_key, item_hash, item_range)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS index_entries_by_item ON index_entries (table_name, item_hash, item_range);
        """;

    private const string SelectItems = """
        SELECT item FROM index_entries e JOIN items i ON i.table_name = e.table_name AND i.hash_key = e.item_hash AND i.range_key = e.item_range
        WHERE e.table_name = $1 AND e.index_name = $2
        """;

    public static IReadOnlyList<TableIndex> Of(SqliteConnection db, string table) => db.Query(
        "SELECT name, is_local, hash_name, hash_type, range_name, range_type, projection, included FROM table_indexes WHERE table_name = $1 ORDER BY position",
        row => new TableIndex(row.GetString(0), new KeyAttribute(row.GetString(2), row.GetString(3)), row.IsDBNull(4) ? null : new KeyAttribute(row.GetString(4), row.GetString(5)))
        {
            IsLocal = row.GetInt64(1) != 0,
            Projection = row.GetString(6),
            Included = [.. ((ArrayData)JsonData.Parse(row.GetString(7))).Select(name => ((StringData)name).Value)],
        },
        table);

    /// <summary>Writes the indexes of a table in the place of those that it had, and fills them with its items.</summary>
    public static void Replace(SqliteConnection db, TableDefinition table)
    {
        Remove(db, table.Name);
        for (int i = 0; i < table.Indexes.Count; i++)
        {
            TableIndex index = table.Indexes[i];
            db.Run(
                "INSERT INTO table_indexes VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                table.Name, i, index.Name, index.IsLocal ? 1 : 0, index.Hash.Name, index.Hash.Type, index.Range?.Name, index.Range?.Type, index.Projection,
                new ArrayData([.. index.Included.Select(name => (JsonData)name)]).ToJson());
        }

        // Items that were there before and have another type in a key of the index are left out of it, as when DynamoDB fills a new index.
        foreach (ObjectData item in table.Indexes.Count == 0 ? [] : TableStore.All(db, table.Name))
        {
            ItemKey key = ItemKey.Of(table, item, name => name);
            foreach (TableIndex index in table.Indexes.Where(index => index.Keys.All(attribute => Fits(attribute, item))))
            {
                Add(db, key, index, item);
            }
        }
    }

    public static void Remove(SqliteConnection db, string table)
    {
        db.Run("DELETE FROM table_indexes WHERE table_name = $1", table);
        db.Run("DELETE FROM index_entries WHERE table_name = $1", table);
    }

    /// <summary>Brings the indexes of a table to the new state of an item.</summary>
    /// <exception cref="TableException">An attribute that is a key of an index has another type than the key, or is empty.</exception>
    public static void Put(SqliteConnection db, TableDefinition table, ItemKey key, ObjectData item)
    {
        if (table.Indexes.Count == 0)
        {
            return;
        }

        RemoveItem(db, key);
        foreach (TableIndex index in table.Indexes)
        {
            foreach (KeyAttribute attribute in index.Keys.Where(attribute => item[attribute.Name] is not null))
            {
                Check(index, attribute, AttributeValue.Of(item[attribute.Name]!));
            }

            if (index.Keys.All(attribute => item[attribute.Name] is not null))
            {
                Add(db, key, index, item);
            }
        }
    }

    public static void RemoveItem(SqliteConnection db, ItemKey key) =>
        db.Run("DELETE FROM index_entries WHERE table_name = $1 AND item_hash = $2 AND item_range = $3", key.Table, key.Hash, key.Range);

    public static IReadOnlyList<ObjectData> Partition(SqliteConnection db, string table, string index, string hash) =>
        db.Query(SelectItems + " AND e.hash_key = $3", TableStore.ReadItem, table, index, hash);

    public static IReadOnlyList<ObjectData> All(SqliteConnection db, string table, string index) => db.Query(SelectItems, TableStore.ReadItem, table, index);

    public static int Count(SqliteConnection db, string table, string index) =>
        Convert.ToInt32(db.Scalar("SELECT COUNT(*) FROM index_entries WHERE table_name = $1 AND index_name = $2", table, index), System.Globalization.CultureInfo.InvariantCulture);

    private static void Add(SqliteConnection db, ItemKey key, TableIndex index, ObjectData item) => db.Run(
        "INSERT INTO index_entries VALUES ($1, $2, $3, $4, $5)", key.Table, index.Name, AttributeValue.Of(item[index.Hash.Name]!).Text, key.Hash, key.Range);

    private static bool Fits(KeyAttribute attribute, ObjectData item) => item[attribute.Name] is { } json && AttributeValue.Of(json) is var value && value.Type == attribute.Type && value.Text.Length > 0;

    private static void Check(TableIndex index, KeyAttribute attribute, AttributeValue value)
    {
        if (value.Type != attribute.Type)
        {
            throw TableException.Validation($"One or more parameter values were invalid: Type mismatch for Index Key {attribute.Name} Expected: {attribute.Type} Actual: {value.Type} IndexName: {index.Name}");
        }

        if (value.Text.Length == 0)
        {
            throw TableException.Validation(
                $"One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: {index.Name}, IndexKey: {attribute.Name}");
        }
    }
}
