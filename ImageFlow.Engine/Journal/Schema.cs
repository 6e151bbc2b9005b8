using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Journal;

/// <summary>
/// The tables of <c>engine.db</c>, as the list of steps that lead from an empty file to today's. A step that was released is
/// never changed: a change is a further step at the end. Times are milliseconds since 1970, UTC.
/// </summary>
internal static class Schema
{
    /// <summary>
    /// An advance's key is the execution's number × 65,536 + the id of its first event, so that a history is one range and new
    /// rows come at the end. That holds as long as a history has fewer than 65,536 events; AWS stops at 25,000.
    /// </summary>
    public const int HistoryBits = 16;

    /// <summary>Step n brings a file of format n - 1 to format n; SQLite's <c>user_version</c> says how many it has had.</summary>
    private static readonly string[] Steps =
    [
        """
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
        """,

        // due: when a run that only waits wants to be woken, so that an open need not read its state; NULL: it is to be taken up at
        // once. parent and parent_task: the execution and the event id of the task that a nested execution belongs to.
        """
        CREATE TABLE new_states(execution INTEGER PRIMARY KEY, due INTEGER, blob BLOB NOT NULL);
        INSERT INTO new_states SELECT execution, NULL, blob FROM states;
        DROP TABLE states;
        ALTER TABLE new_states RENAME TO states;
        ALTER TABLE executions ADD COLUMN parent INTEGER;
        ALTER TABLE executions ADD COLUMN parent_task INTEGER;
        """,

        // Names are unique among the machines that are not deleted: a deleted one stays for its executions. document: tags, versions and aliases.
        """
        CREATE TABLE new_machines(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, created INTEGER NOT NULL, revision INTEGER NOT NULL,
          document TEXT, deleted INTEGER NOT NULL DEFAULT 0);
        INSERT INTO new_machines(id,name,type,created,revision) SELECT id,name,type,created,revision FROM state_machines;
        CREATE TABLE new_revisions(
          id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, revision_id TEXT NOT NULL, definition TEXT NOT NULL, created INTEGER NOT NULL,
          settings TEXT);
        INSERT INTO new_revisions(id,machine,revision_id,definition,created) SELECT id,machine,revision_id,definition,created FROM revisions;
        DROP TABLE revisions;
        DROP TABLE state_machines;
        ALTER TABLE new_revisions RENAME TO revisions;
        ALTER TABLE new_machines RENAME TO state_machines;
        CREATE UNIQUE INDEX state_machines_by_name ON state_machines(name) WHERE deleted=0;
        ALTER TABLE executions ADD COLUMN version INTEGER;
        ALTER TABLE executions ADD COLUMN alias TEXT;
        """,

        // The iterations of a wide Map, each in a row of its own, so that an advance writes those alone that it changed. owner: the
        // number of the Map state's thread; place: the iteration's index, or -1 for the items.
        """
        CREATE TABLE places(execution INTEGER NOT NULL, owner INTEGER NOT NULL, place INTEGER NOT NULL, blob BLOB NOT NULL,
          PRIMARY KEY(execution, owner, place)) WITHOUT ROWID;
        """,
        "CREATE TABLE IF NOT EXISTS activities(name TEXT PRIMARY KEY, created INTEGER NOT NULL);",

        // Map Runs, their stored items (key: the Map Run's number × 2^32 + the first iteration of the blob), and their iterations, which
        // are executions. items: how many items an iteration takes.
        """
        CREATE TABLE map_runs(
          id INTEGER PRIMARY KEY, execution INTEGER NOT NULL, state TEXT NOT NULL, path TEXT NOT NULL, uuid TEXT NOT NULL, started INTEGER NOT NULL,
          items INTEGER NOT NULL, children INTEGER NOT NULL, express INTEGER NOT NULL, status INTEGER NOT NULL, stopped INTEGER, max_concurrency INTEGER NOT NULL,
          tolerated_count REAL, tolerated_percentage REAL, redrives INTEGER NOT NULL DEFAULT 0, redriven INTEGER, results INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX map_runs_by_execution ON map_runs(execution);
        CREATE UNIQUE INDEX map_runs_by_uuid ON map_runs(uuid);
        CREATE TABLE map_items(key INTEGER PRIMARY KEY, blob BLOB NOT NULL);
        ALTER TABLE executions ADD COLUMN map_run INTEGER;
        ALTER TABLE executions ADD COLUMN place INTEGER;
        ALTER TABLE executions ADD COLUMN items INTEGER;
        CREATE UNIQUE INDEX executions_by_place ON executions(map_run, place) WHERE map_run IS NOT NULL;
        """,

        // kept_events: external events that came before their task waited for them, numbered in the order in which they came.
        // log_outbox: the keys of advances whose events have yet to be written to the log of their machine. redrive_tokens: the client
        // tokens of the last redrives. document: tags and encryption. The indexes are for the pages of ListExecutions, which end in the number.
        """
        CREATE TABLE kept_events(execution INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, payload TEXT NOT NULL,
          PRIMARY KEY(execution, number)) WITHOUT ROWID;
        CREATE TABLE log_outbox(key INTEGER PRIMARY KEY);
        ALTER TABLE executions ADD COLUMN test_case TEXT;
        ALTER TABLE executions ADD COLUMN trace_header TEXT;
        ALTER TABLE executions ADD COLUMN redriven INTEGER;
        ALTER TABLE executions ADD COLUMN redrive_tokens TEXT;
        ALTER TABLE activities ADD COLUMN document TEXT;
        CREATE INDEX executions_by_machine ON executions(machine) WHERE map_run IS NULL;
        CREATE INDEX executions_unsuccessful ON executions(machine, status) WHERE status<>1 AND map_run IS NULL;
        CREATE INDEX executions_redriven ON executions(machine) WHERE redrives>0;
        """,
    ];

    /// <summary>The format of a file that has had every step.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings the file up to date, in one transaction.</summary>
    /// <exception cref="EngineUnavailableException">The file is of a newer version.</exception>
    public static void Prepare(SqliteConnection connection, string file) => Prepare(connection, file, Steps);

    /// <summary>As <see cref="Prepare(SqliteConnection, string)"/>, with steps of a test.</summary>
    internal static void Prepare(SqliteConnection connection, string file, IReadOnlyList<string> steps)
    {
        long version = VersionOf(connection);
        if (version > steps.Count)
        {
            throw new EngineUnavailableException(
                "ENG0004",
                $"The journal '{file}' was written by a newer version of ImageFlow (format {version}, this one knows {steps.Count}); use that version or another folder.");
        }

        if (version == steps.Count)
        {
            return;
        }

        using SqliteTransaction transaction = connection.BeginTransaction();
        foreach (string step in steps.Skip((int)version))
        {
            SqliteDatabase.Execute(connection, step);
        }

        SqliteDatabase.Execute(connection, $"PRAGMA user_version={steps.Count}");
        transaction.Commit();
    }

    private static long VersionOf(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }
}
