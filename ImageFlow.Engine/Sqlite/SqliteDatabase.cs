using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Sqlite;

/// <summary>Opens databases on the operating system's SQLite.</summary>
public static class SqliteDatabase
{
    /// <summary>
    /// Opens the file, making it where it is absent, with write-ahead log, <c>synchronous=FULL</c> and foreign keys. A writer
    /// that meets another one waits up to five seconds. A new file can give free pages back (<c>auto_vacuum=INCREMENTAL</c>).
    /// </summary>
    /// <param name="synchronous">Whether a commit waits for the disk.</param>
    /// <exception cref="SqliteUnavailableException">The machine has no usable SQLite.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    public static SqliteConnection Open(string path, bool synchronous = true)
    {
        SqliteLibrary.Require();
        SqliteConnectionStringBuilder settings = new()
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 5,
        };
        SqliteConnection connection = new(settings.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"""
                PRAGMA auto_vacuum=INCREMENTAL;
                PRAGMA journal_mode=WAL;
                PRAGMA synchronous={(synchronous ? "FULL" : "NORMAL")};
                PRAGMA foreign_keys=ON;
                PRAGMA busy_timeout=5000;
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that give no rows.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
