using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ImageFlow.Engine.Sqlite;

/// <summary>
/// A prepared statement on SQLite's own interface, for the paths where ADO.NET's cost per row shows. Not thread-safe. Columns
/// are counted from 0, parameters from 1 in the order of binding.
/// </summary>
public sealed class Statement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private int bound;

    public Statement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new ArgumentException("The connection must be open.", nameof(connection));
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
    }

    public Statement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(statement, ++bound, value));
        return this;
    }

    public Statement Bind(long? value)
    {
        Check(value is long number ? raw.sqlite3_bind_int64(statement, ++bound, number) : raw.sqlite3_bind_null(statement, ++bound));
        return this;
    }

    public Statement Bind(double value)
    {
        Check(raw.sqlite3_bind_double(statement, ++bound, value));
        return this;
    }

    public Statement Bind(string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(statement, ++bound) : raw.sqlite3_bind_text(statement, ++bound, value));
        return this;
    }

    public Statement Bind(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, ++bound, value));
        return this;
    }

    /// <summary>Runs the statement to its end and makes it ready for the next binding.</summary>
    public void Execute()
    {
        while (Step())
        {
        }
    }

    /// <summary>Goes to the next row. At the end, which gives <see langword="false"/>, the statement is reset.</summary>
    public bool Step()
    {
        int result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        bound = 0;
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
        {
            Check(result);
        }

        return false;
    }

    /// <summary>Leaves the rows that have not been read.</summary>
    public void Reset()
    {
        bound = 0;
        raw.sqlite3_reset(statement);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public void Dispose() => statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result);
        }
    }
}
