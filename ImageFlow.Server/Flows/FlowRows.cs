using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Server.Flows;

/// <summary>The table <c>flow_version</c>: one row for each version of a flow.</summary>
internal static class FlowRows
{
    private const string Columns = "version_id, definition_id, version, name, description, is_latest, is_published, created_at, updated_at, definition";

    public static void CreateTables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE IF NOT EXISTS flow_version(
              version_id TEXT PRIMARY KEY, definition_id TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, description TEXT,
              is_latest INTEGER NOT NULL, is_published INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, definition TEXT NOT NULL,
              UNIQUE(definition_id, version));
            CREATE TABLE IF NOT EXISTS flow_sample(definition_id TEXT PRIMARY KEY, seeded TEXT NOT NULL, sample_input TEXT);
            CREATE TABLE IF NOT EXISTS flow_run(
              execution_arn TEXT PRIMARY KEY, definition_id TEXT NOT NULL, version_id TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,
              definition TEXT NOT NULL, source_map TEXT NOT NULL, started_at TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS flow_run_of ON flow_run(definition_id, started_at DESC);
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>All versions of all flows, flows by name, newest version first.</summary>
    public static List<FlowVersion> All(SqliteConnection connection) => Query(connection, "ORDER BY name COLLATE NOCASE, definition_id, version DESC", null);

    /// <summary>The versions of one flow, newest first.</summary>
    public static List<FlowVersion> Of(SqliteConnection connection, string definitionId) => Query(connection, "WHERE definition_id = $key ORDER BY version DESC", definitionId);

    public static FlowVersion? ById(SqliteConnection connection, string versionId) => Query(connection, "WHERE version_id = $key", versionId).FirstOrDefault();

    public static void Put(SqliteConnection connection, FlowVersion version)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"INSERT OR REPLACE INTO flow_version({Columns}) VALUES ($id, $definition_id, $version, $name, $description, $latest, $published, $created, $updated, $definition)";
        command.Parameters.AddWithValue("$id", version.VersionId);
        command.Parameters.AddWithValue("$definition_id", version.DefinitionId);
        command.Parameters.AddWithValue("$version", version.Version);
        command.Parameters.AddWithValue("$name", version.Name);
        command.Parameters.AddWithValue("$description", (object?)version.Description ?? DBNull.Value);
        command.Parameters.AddWithValue("$latest", version.IsLatest ? 1 : 0);
        command.Parameters.AddWithValue("$published", version.IsPublished ? 1 : 0);
        command.Parameters.AddWithValue("$created", version.CreatedAt.ToString("O", CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$updated", version.UpdatedAt.ToString("O", CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$definition", version.Json);
        command.ExecuteNonQuery();
    }

    public static bool DeleteFlow(SqliteConnection connection, string definitionId) => Delete(connection, "definition_id", definitionId);

    public static bool DeleteVersion(SqliteConnection connection, string versionId) => Delete(connection, "version_id", versionId);

    private static bool Delete(SqliteConnection connection, string column, string key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DELETE FROM flow_version WHERE {column} = $key";
        command.Parameters.AddWithValue("$key", key);
        return command.ExecuteNonQuery() > 0;
    }

    private static List<FlowVersion> Query(SqliteConnection connection, string rest, string? key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM flow_version {rest}";
        if (key is not null)
            command.Parameters.AddWithValue("$key", key);
        using var reader = command.ExecuteReader();
        List<FlowVersion> versions = [];
        while (reader.Read())
            versions.Add(new FlowVersion(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetInt32(5) == 1, reader.GetInt32(6) == 1,
                Time(reader.GetString(7)), Time(reader.GetString(8)), reader.GetString(9)));
        return versions;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
