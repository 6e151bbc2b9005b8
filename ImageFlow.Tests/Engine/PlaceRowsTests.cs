using ImageFlow.Engine;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Tests.Engine;

/// <summary>The iterations of wide Map states in rows of their own.</summary>
public sealed class PlaceRowsTests
{
    /// <summary>A member that is added and not compared would not be written again when it alone changes.</summary>
    [Fact]
    public void ThreadComparison_Members_AreAllCompared()
    {
        Assert.Equal(
            "Due EnteredId EnteredTime Id Index Input Join MapItem MapRun Node Parent Phase Previous PreviousBeforeEntry RetrierCounts RetryCount Task Variables",
            Stored(typeof(ExecutionThread)));
        Assert.Equal(
            "Chain Ended Failures HasRows Input Items Keys LastEnd MaxConcurrency Next Results Running Threads ToleratedCount ToleratedPercentage",
            Stored(typeof(Join)));
    }

    [Fact]
    public async Task Map_WideAndAnsweredOneByOne_WritesTheChangedRowsAloneAndLeavesNone()
    {
        await using EngineHost host = new() { TimeSkip = false };
        List<string> tokens = [];
        host.Handler.On(CrashCorpus.TokenResource, call =>
        {
            lock (tokens)
            {
                tokens.Add(((ImageFlow.Asl.Values.StringData)call.Input).Value);
            }

            return new TaskResult.Success(ImageFlow.Asl.Values.ObjectData.Empty);
        });
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("m", """
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..40] %}","End":true,"ItemProcessor":{"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"TOKEN","Arguments":"{% $states.context.Task.Token %}","End":true}}}}}}
            """.Replace("TOKEN", CrashCorpus.TokenResource, StringComparison.Ordinal));
        string arn = (await engine.StartExecutionAsync(machine.Arn, null, "{}")).ExecutionArn;
        while (engine.GetExecutionHistory(arn).Count(e => e.Type == "TaskSubmitted") < 40)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(41, Count(host, "SELECT count(*) FROM places"));
        long before = Count(host, "SELECT length(blob) FROM states");
        Assert.InRange(before, 1, 400);
        foreach (string token in tokens.Take(39))
        {
            await engine.SendTaskSuccessAsync(token, "1");
        }

        Assert.Equal(41, Count(host, "SELECT count(*) FROM places"));
        engine = await host.OpenAsync();
        await engine.SendTaskSuccessAsync(tokens[39], "1");

        Assert.Equal($"[{string.Join(',', Enumerable.Repeat(1, 40))}]", (await host.EndAsync(arn)).Output);
        Assert.Equal(0, Count(host, "SELECT count(*) FROM places"));
        Assert.Equal(0, Count(host, "SELECT count(*) FROM states"));
    }

    private static string Stored(Type type) =>
        string.Join(' ', type.GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name).Order(StringComparer.Ordinal));

    private static long Count(EngineHost host, string sql)
    {
        using SqliteConnection connection = SqliteDatabase.Open(Path.Combine(host.Folder, "engine.db"));
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
