using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.MapRuns;
using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Journal;

/// <summary>What is written of Map Runs. Used by the writer's thread alone.</summary>
internal sealed class MapRunStatements(SqliteConnection connection)
{
    /// <summary>An item's key is its Map Run's number shifted by so many bits, with the place of the iteration.</summary>
    public const int PlaceBits = 32;

    /// <summary>The greatest place.</summary>
    private const long LastPlace = (1L << PlaceBits) - 1;

    public void Apply(MapRunCommand command)
    {
        switch (command)
        {
            case BeginMapRun begin:
                Insert(begin.Row);
                break;
            case EndMapRun end:
                End(end);
                break;
            case RedriveMapRun redrive:
                Redrive(redrive);
                break;
        }
    }

    /// <summary>Keeps a piece of the items.</summary>
    /// <param name="first">The place of the first iteration in it.</param>
    public void KeepItems(long run, int first, byte[] blob)
    {
        using Statement statement = new(connection, "INSERT OR REPLACE INTO map_items(key,blob) VALUES(?,?)");
        statement.Bind((run << PlaceBits) | (uint)first).Bind(blob).Execute();
    }

    /// <summary>Drops the items of a Map Run.</summary>
    public void ForgetItems(long run)
    {
        using Statement statement = new(connection, "DELETE FROM map_items WHERE key BETWEEN ? AND ?");
        statement.Bind(run << PlaceBits).Bind((run << PlaceBits) | LastPlace).Execute();
    }

    /// <summary>Drops the items of Map Runs that never began because the process died.</summary>
    public void ForgetStrayItems()
    {
        using Statement statement = new(connection, $"DELETE FROM map_items WHERE key >> {PlaceBits} NOT IN (SELECT id FROM map_runs)");
        statement.Execute();
    }

    /// <summary>UpdateMapRun.</summary>
    public void Change(MapRunRow row)
    {
        using Statement statement = new(connection, "UPDATE map_runs SET max_concurrency=?,tolerated_count=?,tolerated_percentage=? WHERE id=?");
        statement.Bind((long)row.MaxConcurrency);
        Bind(statement, row.ToleratedCount);
        Bind(statement, row.ToleratedPercentage);
        statement.Bind(row.Id).Execute();
    }

    /// <summary>The Map Runs of an execution go with it; their iterations went before.</summary>
    public void Purge(long execution)
    {
        List<long> runs = [];
        using (Statement statement = new(connection, "SELECT id FROM map_runs WHERE execution=?"))
        {
            statement.Bind(execution);
            while (statement.Step())
            {
                runs.Add(statement.Long(0));
            }
        }

        foreach (long run in runs)
        {
            ForgetItems(run);
            using Statement statement = new(connection, "DELETE FROM map_runs WHERE id=?");
            statement.Bind(run).Execute();
        }
    }

    private static void Bind(Statement statement, double? value)
    {
        if (value is double number)
        {
            statement.Bind(number);
        }
        else
        {
            statement.Bind((long?)null);
        }
    }

    private void Insert(MapRunRow row)
    {
        using Statement statement = new(
            connection,
            "INSERT INTO map_runs(id,execution,state,path,uuid,started,items,children,status,express,max_concurrency,tolerated_count,tolerated_percentage) VALUES(?,?,?,?,?,?,?,?,0,?,?,?,?)");
        statement.Bind(row.Id).Bind(row.Execution).Bind(row.State).Bind(row.Path).Bind(row.Uuid).Bind(row.Started).Bind((long)row.Items).Bind((long)row.Children).Bind(row.IsExpress ? 1L : 0).Bind((long)row.MaxConcurrency);
        Bind(statement, row.ToleratedCount);
        Bind(statement, row.ToleratedPercentage);
        statement.Execute();
    }

    private void End(EndMapRun end)
    {
        using (Statement statement = new(connection, "UPDATE map_runs SET status=?,stopped=?,results=? WHERE id=?"))
        {
            statement.Bind((long)end.Status).Bind(end.Stopped).Bind(end.ResultsWritten).Bind(end.Id).Execute();
        }

        if (end.Status == MapRunStatus.Succeeded)
        {
            ForgetItems(end.Id);
        }

        SetStatus(end.Id, ExecutionStatus.Aborted, $"={(int)ExecutionStatus.PendingRedrive}");
    }

    private void Redrive(RedriveMapRun redrive)
    {
        using (Statement statement = new(connection, "UPDATE map_runs SET status=0,stopped=NULL,redrives=?,redriven=? WHERE id=?"))
        {
            statement.Bind((long)redrive.Redrives).Bind(redrive.Time).Bind(redrive.Id).Execute();
        }

        SetStatus(redrive.Id, ExecutionStatus.PendingRedrive, $" IN ({(int)ExecutionStatus.Failed},{(int)ExecutionStatus.TimedOut},{(int)ExecutionStatus.Aborted})");
    }

    private void SetStatus(long run, ExecutionStatus status, string where)
    {
        using Statement statement = new(connection, $"UPDATE executions SET status={(int)status} WHERE map_run=? AND status{where}");
        statement.Bind(run).Execute();
    }
}
