using ImageFlow.Engine;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Tests.Engine;

/// <summary>The journal's format goes up step by step, and never half a way.</summary>
public sealed class SchemaTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly SqliteConnection connection;

    public SchemaTests() => connection = SqliteDatabase.Open(file);

    [Fact]
    public void Prepare_FileThatHasHadTheFirstStep_TakesOnlyTheOthers()
    {
        Schema.Prepare(connection, file, ["CREATE TABLE a(x)"]);
        SqliteDatabase.Execute(connection, "INSERT INTO a VALUES(7)");

        Schema.Prepare(connection, file, ["CREATE TABLE a(x)", "ALTER TABLE a ADD COLUMN y", "UPDATE a SET y = x + 1"]);

        Assert.Equal(3L, Scalar("PRAGMA user_version"));
        Assert.Equal(8L, Scalar("SELECT y FROM a"));
    }

    [Fact]
    public void Prepare_StepThatFails_LeavesTheFileAsItWas()
    {
        Schema.Prepare(connection, file, ["CREATE TABLE a(x)"]);

        Assert.Throws<SqliteException>(() => Schema.Prepare(connection, file, ["CREATE TABLE a(x)", "CREATE TABLE b(x)", "CREATE TABLE b(x)"]));

        Assert.Equal(1L, Scalar("PRAGMA user_version"));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'b'"));
    }

    [Fact]
    public void Prepare_FileOfANewerFormat_IsRefused()
    {
        Schema.Prepare(connection, file, ["CREATE TABLE a(x)", "CREATE TABLE b(x)"]);

        EngineUnavailableException refusal = Assert.Throws<EngineUnavailableException>(() => Schema.Prepare(connection, file, ["CREATE TABLE a(x)"]));

        Assert.Equal("ENG0004", refusal.Code);
        Assert.Contains("format 2, this one knows 1", refusal.Message);
    }

    public void Dispose()
    {
        connection.Dispose();
        File.Delete(file);
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
    }

    private object? Scalar(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
