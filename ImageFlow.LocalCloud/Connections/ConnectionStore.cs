using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Connections;

/// <summary>The connections of a data folder, in <c>cloud.db</c>. Their secrets lie there as they are: who reads the file reads them.</summary>
internal sealed class ConnectionStore(CloudDatabase database)
{
    private const string Columns = "name, arn, document, created_at, modified_at, authorized_at";

    public Connection? Find(string name) => database.Read(db => Find(db, name));

    /// <summary>By name, from the one after <paramref name="after"/> on.</summary>
    public IReadOnlyList<Connection> List(string prefix, string after) => database.Read(db => db.Query(
        $"SELECT {Columns} FROM connections WHERE name > $1 AND substr(name, 1, length($2)) = $2 ORDER BY name",
        Read,
        after,
        prefix));

    /// <exception cref="ConnectionException">There is one of this name.</exception>
    public void Add(Connection connection) => database.Write(db =>
    {
        if (Find(db, connection.Name) is not null)
        {
            throw new ConnectionException("ResourceAlreadyExistsException", $"Connection {connection.Name} already exists.");
        }

        return Put(db, connection);
    });

    /// <exception cref="ConnectionException">There is none of this name.</exception>
    public Connection Change(string name, Func<Connection, Connection> change) => database.Write(db =>
    {
        Connection changed = change(Find(db, name) ?? throw ConnectionException.Missing(name));
        Put(db, changed);
        return changed;
    });

    /// <exception cref="ConnectionException">There is none of this name.</exception>
    public Connection Remove(string name) => database.Write(db =>
    {
        Connection known = Find(db, name) ?? throw ConnectionException.Missing(name);
        db.Run("DELETE FROM connections WHERE name = $1", name);
        return known;
    });

    private static Connection? Find(SqliteConnection db, string name) =>
        db.Query($"SELECT {Columns} FROM connections WHERE name = $1", Read, name).FirstOrDefault();

    private static int Put(SqliteConnection db, Connection connection)
    {
        ObjectDataBuilder document = new();
        document.Set("State", connection.State)
            .Set("AuthorizationType", connection.AuthorizationType)
            .Set("AuthParameters", connection.AuthParameters)
            .SetIfPresent("Description", Optional(connection.Description))
            .SetIfPresent("KmsKeyIdentifier", Optional(connection.KmsKeyIdentifier));
        return db.Run(
            $"INSERT OR REPLACE INTO connections ({Columns}) VALUES ($1, $2, $3, $4, $5, $6)",
            connection.Name,
            connection.Arn,
            document.Build().ToJson(),
            connection.CreatedAt.ToUnixTimeMilliseconds(),
            connection.ModifiedAt.ToUnixTimeMilliseconds(),
            connection.AuthorizedAt?.ToUnixTimeMilliseconds());
    }

    private static Connection Read(SqliteDataReader row)
    {
        ObjectData document = (ObjectData)JsonData.Parse(row.GetString(2));
        return new Connection
        {
            Name = row.GetString(0),
            Arn = row.GetString(1),
            Description = (document["Description"] as StringData)?.Value,
            KmsKeyIdentifier = (document["KmsKeyIdentifier"] as StringData)?.Value,
            AuthorizationType = Connection.Text(document, "AuthorizationType"),
            State = Connection.Text(document, "State"),
            AuthParameters = (ObjectData)document["AuthParameters"]!,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
            ModifiedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            AuthorizedAt = row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        };
    }

    private static JsonData? Optional(string? text) => text is null ? null : new StringData(text);
}
