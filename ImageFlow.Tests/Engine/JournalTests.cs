using ImageFlow.Engine;
using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Tests.Engine;

/// <summary>The journal's folder and file: what goes wrong there is one clear sentence with a code.</summary>
public sealed class JournalTests
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    [Fact]
    public void Sqlite_OfTheSystem_IsNewEnough() => Assert.Matches(@"^3\.\d+\.\d+$", SqliteLibrary.Require());

    [Theory]
    [InlineData(null, "was not found")]
    [InlineData(3_033_000, "is version 3.33.0, but 3.34 or newer is needed")]
    public void Sqlite_AbsentOrOld_SaysWhatToInstall(int? version, string part)
    {
        SqliteUnavailableException exception = new(SqliteLibrary.Complaint(version)!);

        Assert.Equal("ENG0001", exception.Code);
        Assert.Contains(part, exception.Message);
        Assert.Contains("libsqlite3-0", exception.Message);
        Assert.Null(SqliteLibrary.Complaint(SqliteLibrary.MinimumVersion));
    }

    [Fact]
    public async Task Open_FolderHeldByAnother_IsRefused()
    {
        await using EngineHost host = new();
        await host.OpenAsync();

        EngineUnavailableException refusal = await Assert.ThrowsAsync<EngineUnavailableException>(
            () => StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = host.Folder, TaskHandler = host.Handler }, TestContext.Current.CancellationToken));

        Assert.Equal("ENG0002", refusal.Code);
        Assert.Contains(host.Folder, refusal.Message);
    }

    [Fact]
    public async Task Open_FolderCannotBeMade_IsRefused()
    {
        string file = Path.GetTempFileName();
        try
        {
            EngineUnavailableException refusal = await Assert.ThrowsAsync<EngineUnavailableException>(
                () => StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = Path.Combine(file, "data"), TaskHandler = new TestHandler() }, TestContext.Current.CancellationToken));

            Assert.Equal("ENG0003", refusal.Code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Open_ReadOnlyFolder_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are a Unix notion.");
        Assert.SkipWhen(Environment.UserName == "root", "The superuser may write everywhere.");
        string folder = Directory.CreateTempSubdirectory("imageflow-readonly-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        EngineUnavailableException refusal = await Assert.ThrowsAsync<EngineUnavailableException>(
            () => StepFunctionsEngine.OpenAsync(new EngineOptions { DataDirectory = folder, TaskHandler = new TestHandler() }, TestContext.Current.CancellationToken));

        Assert.Equal("ENG0003", refusal.Code);
        Directory.Delete(folder);
    }

    [Fact]
    public async Task Open_JournalOfANewerVersion_IsRefused()
    {
        await using EngineHost host = new();
        await host.OpenAsync();
        await host.CloseAsync();
        Tamper(host, "PRAGMA user_version=99");

        EngineUnavailableException refusal = await Assert.ThrowsAsync<EngineUnavailableException>(() => host.OpenAsync());

        Assert.Equal("ENG0004", refusal.Code);
    }

    [Fact]
    public async Task Open_FileIsNoDatabase_IsRefused()
    {
        await using EngineHost host = new();
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "engine.db"), new string('x', 4096), TestContext.Current.CancellationToken);

        EngineUnavailableException refusal = await Assert.ThrowsAsync<EngineUnavailableException>(() => host.OpenAsync());

        Assert.Equal("ENG0007", refusal.Code);
    }

    [Fact]
    public async Task Start_JournalCannotBeWritten_IsRefusedAndNothingIsConfirmed()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", Pass);
        Tamper(host, "ALTER TABLE advances RENAME TO gone");

        EngineUnavailableException refusal = await Assert.ThrowsAsync<EngineUnavailableException>(() => engine.StartExecutionAsync(machine.Arn, "one", "{}"));
        Assert.Equal("ENG0005", refusal.Code);
        await host.CloseAsync();
        Tamper(host, "ALTER TABLE gone RENAME TO advances");
        engine = await host.OpenAsync();

        Assert.Empty(engine.ListExecutions());
        Assert.Equal("SUCCEEDED", (await host.RunAsync(Pass, name: "m")).Execution.Status);
    }

    [Fact]
    public async Task Start_AfterClose_IsRefused()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        await host.CloseAsync();

        EngineUnavailableException refusal = Assert.Throws<EngineUnavailableException>(() => engine.CreateStateMachine("m", Pass));

        Assert.Equal("ENG0006", refusal.Code);
    }

    private static void Tamper(EngineHost host, string sql)
    {
        using SqliteConnection connection = SqliteDatabase.Open(Path.Combine(host.Folder, "engine.db"));
        SqliteDatabase.Execute(connection, sql);
    }
}
