using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Journal;

/// <summary>The tables of <c>engine.db</c>. Times are milliseconds since 1970, UTC.</summary>
internal static class Schema
{
    /// <summary>Stands in SQLite's <c>user_version</c>; 0 is a new file.</summary>
    public const int Version = 1;

    /// <summary>
    /// An advance's key is the execution's number × 65,536 + the id of its first event, so that a history is one range and new
    /// rows come at the end. That holds as long as a history has fewer than 65,536 events; AWS stops at 25,000.
    /// </summary>
    public const int HistoryBits = 16;

    private const string Tables = """
        CREATE TABLE state_machines(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, created INTEGER NOT NULL, revision INTEGER NOT NULL);
        CREATE TABLE revisions(
          id INTEGER PRIMARY KEY, machine INTEGER NOT NULL REFERENCES state_machines(id), revision_id TEXT NOT NULL, definition TEXT NOT NULL,
          created INTEGER NOT NULL);
        CREATE TABLE executions(
          id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, revision INTEGER NOT NULL, name TEXT NOT NULL, status INTEGER NOT NULL,
          started INTEGER NOT NULL, stopped INTEGER, input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT, redrives INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX executions_by_name ON executions(machine, name);
        CREATE INDEX executions_unfinished ON executions(status) WHERE status <> 1;
        CREATE TABLE states(execution INTEGER PRIMARY KEY, blob BLOB NOT NULL);
        CREATE TABLE advances(key INTEGER PRIMARY KEY, blob BLOB NOT NULL);
        """;

    /// <exception cref="EngineUnavailableException">The file is of a newer version.</exception>
    public static void Prepare(SqliteConnection connection, string file)
    {
        long version;
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA user_version";
            version = (long)command.ExecuteScalar()!;
        }

        if (version > Version)
        {
            throw new EngineUnavailableException(
                "ENG0004",
                $"The journal '{file}' was written by a newer version of ImageFlow (format {version}, this one knows {Version}); use that version or another folder.");
        }

        if (version == 0)
        {
            SqliteDatabase.Execute(connection, $"BEGIN;{Tables}PRAGMA user_version={Version};COMMIT;");
        }
    }
}
