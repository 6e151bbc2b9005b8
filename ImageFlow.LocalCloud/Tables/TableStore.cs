using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables.Values;
using ImageFlow.LocalCloud.Tasks;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>The embedded DynamoDB: tables of items in SQLite. Items are DynamoDB JSON (<c>{"id": {"S": "…"}}</c>).</summary>
public sealed class TableStore
{
    private readonly CloudDatabase database;

    internal TableStore(CloudDatabase database) => this.database = database;

    /// <summary>Makes the table, unless there is one of this name already; that one is then left as it is.</summary>
    public void Create(TableDefinition table) => database.Write(db => Create(db, table));

    public IReadOnlyList<TableDefinition> List() => database.Read(Definitions);

    /// <summary>All items of a table in the order of their keys.</summary>
    /// <exception cref="TableException"><c>ResourceNotFoundException</c>: there is no such table.</exception>
    public IReadOnlyList<ObjectData> Items(string table) => database.Read(db => All(db, Find(db, table).Name));

    /// <summary>Makes and removes global secondary indexes.</summary>
    /// <exception cref="TableException">DynamoDB refuses the request.</exception>
    internal TableDefinition UpdateTable(ObjectData request) => database.Write(db => Update(db, request));

    /// <inheritdoc cref="TableOperations.GetItem"/>
    public ObjectData GetItem(ObjectData request) => database.Read(db => TableOperations.GetItem(db, request));

    /// <inheritdoc cref="TableOperations.PutItem"/>
    public ObjectData PutItem(ObjectData request) => database.Write(db => TableOperations.PutItem(db, request));

    /// <inheritdoc cref="TableOperations.UpdateItem"/>
    public ObjectData UpdateItem(ObjectData request) => database.Write(db => TableOperations.UpdateItem(db, request));

    /// <inheritdoc cref="TableOperations.DeleteItem"/>
    public ObjectData DeleteItem(ObjectData request) => database.Write(db => TableOperations.DeleteItem(db, request));

    /// <inheritdoc cref="TableReads.Query"/>
    public ObjectData Query(ObjectData request) => database.Read(db => TableReads.Query(db, request));

    /// <inheritdoc cref="TableReads.Scan"/>
    public ObjectData Scan(ObjectData request) => database.Read(db => TableReads.Scan(db, request));

    internal static IReadOnlyList<TableDefinition> Definitions(SqliteConnection db) => db.Query(SelectTables + " ORDER BY name", ReadDefinition);

    /// <returns>Whether there was none of this name.</returns>
    internal static bool Create(SqliteConnection db, TableDefinition table)
    {
        bool made = db.Run(
            "INSERT OR IGNORE INTO tables (name, hash_name, hash_type, range_name, range_type) VALUES ($1, $2, $3, $4, $5)",
            table.Name, table.Hash.Name, table.Hash.Type, table.Range?.Name, table.Range?.Type) > 0;
        if (made)
        {
            IndexEntries.Replace(db, table);
        }

        return made;
    }

    internal static TableDefinition Update(SqliteConnection db, ObjectData request)
    {
        TableDefinition table = IndexRequests.Update(Find(db, request.Text("TableName")), request);
        IndexEntries.Replace(db, table);
        return table;
    }

    internal static void DeleteTable(SqliteConnection db, string table)
    {
        IndexEntries.Remove(db, table);
        db.Run("DELETE FROM items WHERE table_name = $1", table);
        db.Run("DELETE FROM tables WHERE name = $1", table);
    }

    internal static int Count(SqliteConnection db, string table) =>
        Convert.ToInt32(db.Scalar("SELECT COUNT(*) FROM items WHERE table_name = $1", table), System.Globalization.CultureInfo.InvariantCulture);

    internal static IReadOnlyList<ObjectData> All(SqliteConnection db, string table) =>
        db.Query("SELECT item FROM items WHERE table_name = $1 ORDER BY hash_key, range_key", ReadItem, table);

    internal static IReadOnlyList<ObjectData> Partition(SqliteConnection db, string table, string hash) =>
        db.Query("SELECT item FROM items WHERE table_name = $1 AND hash_key = $2", ReadItem, table, hash);

    internal static TableDefinition Find(SqliteConnection db, string table) =>
        db.Query(SelectTables + " WHERE name = $1", ReadDefinition, table) is [var definition]
            ? definition with { Indexes = IndexEntries.Of(db, table) }
            : throw new TableException("ResourceNotFoundException", "Requested resource not found");

    internal static ObjectData? Load(SqliteConnection db, ItemKey key) =>
        db.Scalar("SELECT item FROM items WHERE table_name = $1 AND hash_key = $2 AND range_key = $3", key.Table, key.Hash, key.Range) is string json
            ? (ObjectData)JsonData.Parse(json)
            : null;

    internal static void Save(SqliteConnection db, TableDefinition table, ItemKey key, ObjectData item)
    {
        IndexEntries.Put(db, table, key, item);
        db.Run(
            "INSERT INTO items (table_name, hash_key, range_key, item) VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET item = excluded.item",
            key.Table, key.Hash, key.Range, item.ToJson());
    }

    internal static void Delete(SqliteConnection db, ItemKey key)
    {
        IndexEntries.RemoveItem(db, key);
        db.Run("DELETE FROM items WHERE table_name = $1 AND hash_key = $2 AND range_key = $3", key.Table, key.Hash, key.Range);
    }

    private const string SelectTables = "SELECT name, hash_name, hash_type, range_name, range_type FROM tables";

    internal static ObjectData ReadItem(SqliteDataReader row) => (ObjectData)JsonData.Parse(row.GetString(0));

    private static TableDefinition ReadDefinition(SqliteDataReader row) => new(
        row.GetString(0),
        new KeyAttribute(row.GetString(1), row.GetString(2)),
        row.IsDBNull(3) ? null : new KeyAttribute(row.GetString(3), row.GetString(4)));
}

/// <summary>Where an item lies in SQLite.</summary>
/// <param name="Hash">The partition key's content: numbers in canonical form.</param>
/// <param name="Range">The sort key's content, empty where the table has none.</param>
internal readonly record struct ItemKey(string Table, string Hash, string Range)
{
    /// <summary>Takes the key out of an item.</summary>
    /// <param name="missing">The sentence for a key attribute that is not there.</param>
    public static ItemKey Of(TableDefinition table, ObjectData item, Func<string, string> missing)
    {
        string Content(KeyAttribute? key)
        {
            if (key is null)
            {
                return "";
            }

            AttributeValue value = item[key.Name] is { } json ? AttributeValue.Of(json) : throw TableException.Validation(missing(key.Name));
            if (value.Type != key.Type)
            {
                throw TableException.Validation($"One or more parameter values were invalid: Type mismatch for key {key.Name} expected: {key.Type} actual: {value.Type}");
            }

            return value.Text.Length > 0
                ? value.Text
                : throw TableException.Validation($"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: {key.Name}");
        }

        return new ItemKey(table.Name, Content(table.Hash), Content(table.Range));
    }
}
