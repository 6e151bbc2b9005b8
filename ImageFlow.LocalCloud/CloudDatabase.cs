using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud;

/// <summary>
/// The file <c>cloud.db</c> of a data folder: everything that the embedded services keep, but for the objects' bytes. All use
/// goes through one connection, one caller at a time.
/// </summary>
internal sealed class CloudDatabase : IDisposable
{
    public const string FileName = "cloud.db";

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS tables (
            name TEXT PRIMARY KEY, hash_name TEXT NOT NULL, hash_type TEXT NOT NULL, range_name TEXT, range_type TEXT);
        CREATE TABLE IF NOT EXISTS items (
            table_name TEXT NOT NULL, hash_key TEXT NOT NULL, range_key TEXT NOT NULL, item TEXT NOT NULL,
            PRIMARY KEY (table_name, hash_key, range_key));
        CREATE TABLE IF NOT EXISTS messages (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, topic_arn TEXT NOT NULL, subject TEXT, message TEXT NOT NULL,
            attributes TEXT, execution_arn TEXT, published_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS bus_events (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bus TEXT NOT NULL, source TEXT NOT NULL, detail_type TEXT NOT NULL,
            detail TEXT NOT NULL, execution_arn TEXT, put_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS produced_objects (
            number INTEGER PRIMARY KEY, execution_arn TEXT NOT NULL, bucket TEXT NOT NULL, key TEXT NOT NULL,
            width INTEGER, height INTEGER, UNIQUE (execution_arn, bucket, key));
        CREATE TABLE IF NOT EXISTS task_results (
            task_id TEXT PRIMARY KEY, result TEXT NOT NULL, finished_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS connections (
            name TEXT PRIMARY KEY, arn TEXT NOT NULL, document TEXT NOT NULL,
            created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, authorized_at INTEGER);
        CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        """;

    private readonly SqliteConnection connection;
    private readonly Lock gate = new();

    /// <param name="synchronous">Whether a commit waits for the disk.</param>
    public CloudDatabase(string dataDirectory, bool synchronous = true)
    {
        string file = Path.Combine(dataDirectory, FileName);
        KeepToOwner(file);
        connection = SqliteDatabase.Open(file, synchronous);
        SqliteDatabase.Execute(connection, Schema);
        SqliteDatabase.Execute(connection, Tables.IndexEntries.Schema);
        SqliteDatabase.Execute(connection, Events.EventSchema.Sql);
        SqliteDatabase.Execute(connection, Events.RuleTimes.Schema);
        SqliteDatabase.Execute(connection, Queues.QueueSchema.Sql);
        SqliteDatabase.Execute(connection, Objects.ObjectSchema.Sql);
        SqliteDatabase.Execute(connection, Topics.TopicSchema.Sql);
        SqliteDatabase.Execute(connection, Mail.MailSchema.Sql);
        SqliteDatabase.Execute(connection, Approvals.Approval.Schema);
        SqliteDatabase.Execute(connection, Faces.FaceStore.Schema);
        SqliteDatabase.Execute(connection, Pipes.Pipe.Schema);
        SqliteDatabase.Execute(connection, Recommendations.ResourceStore.Schema);
        SqliteDatabase.Execute(connection, Schedules.Schedule.Schema);
    }

    /// <summary>Does all of <paramref name="work"/> in one transaction, or nothing where it throws.</summary>
    public T Write<T>(Func<SqliteConnection, T> work)
    {
        lock (gate)
        {
            // Immediate: two processes that both read first and then write would otherwise fail instead of wait.
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            T result = work(connection);
            transaction.Commit();
            return result;
        }
    }

    public T Read<T>(Func<SqliteConnection, T> work)
    {
        lock (gate)
        {
            return work(connection);
        }
    }

    /// <summary>
    /// Does the work of one task, once: a task that comes again after a crash gets the recorded result. A failure leaves nothing
    /// behind, and so nothing to remember.
    /// </summary>
    public string WriteOnce(string taskId, DateTimeOffset now, Func<SqliteConnection, string> work) => Write(db =>
    {
        if (db.Scalar("SELECT result FROM task_results WHERE task_id = $1", taskId) is string known)
        {
            return known;
        }

        string result = work(db);
        db.Run("INSERT INTO task_results (task_id, result, finished_at) VALUES ($1, $2, $3)", taskId, result, now.ToUnixTimeMilliseconds());
        return result;
    });

    /// <summary>Forgets the results of tasks that ended before <paramref name="limit"/>.</summary>
    public void ForgetTaskResults(DateTimeOffset limit) =>
        Write(db => db.Run("DELETE FROM task_results WHERE finished_at < $1", limit.ToUnixTimeMilliseconds()));

    public void Dispose() => connection.Dispose();

    /// <summary>The file holds the secrets of connections and the signing key: where it is new, nobody but its owner reads it.</summary>
    private static void KeepToOwner(string file)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(file))
        {
            using FileStream made = new(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
    }
}
