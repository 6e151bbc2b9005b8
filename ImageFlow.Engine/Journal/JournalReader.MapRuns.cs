using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.MapRuns;
using ImageFlow.Engine.Sqlite;

namespace ImageFlow.Engine.Journal;

/// <summary>Map Runs and their iterations.</summary>
internal sealed partial class JournalReader
{
    private const string MapRunColumns = "SELECT id,execution,state,path,uuid,started,items,children,status,stopped,max_concurrency,tolerated_count,tolerated_percentage,redrives,redriven,results,express FROM map_runs ";

    public MapRunRow? MapRun(long id)
    {
        lock (gate)
        {
            using Statement statement = new(connection, MapRunColumns + "WHERE id=?");
            return statement.Bind(id).Step() ? MapRunOf(statement) : null;
        }
    }

    public MapRunRow? MapRun(string uuid)
    {
        lock (gate)
        {
            using Statement statement = new(connection, MapRunColumns + "WHERE uuid=?");
            return statement.Bind(uuid).Step() ? MapRunOf(statement) : null;
        }
    }

    /// <summary>The Map Runs of an execution with a smaller number than <paramref name="before"/>, the newest first.</summary>
    public IReadOnlyList<MapRunRow> MapRuns(long execution, long before, int max)
    {
        lock (gate)
        {
            using Statement statement = new(connection, MapRunColumns + "WHERE execution=? AND id<? ORDER BY id DESC LIMIT ?");
            statement.Bind(execution).Bind(before).Bind((long)max);
            List<MapRunRow> rows = [];
            while (statement.Step())
            {
                rows.Add(MapRunOf(statement));
            }

            return rows;
        }
    }

    /// <summary>The greatest number that a Map Run or stored items have.</summary>
    public long LastMapRunId()
    {
        lock (gate)
        {
            using Statement statement = new(connection, $"SELECT max(coalesce((SELECT max(id) FROM map_runs),0),coalesce((SELECT max(key) FROM map_items),0) >> {MapRunStatements.PlaceBits})");
            statement.Step();
            return statement.Long(0);
        }
    }

    /// <summary>Whether there are items whose Map Run never began.</summary>
    public bool HasStrayItems()
    {
        lock (gate)
        {
            using Statement statement = new(connection, $"SELECT 1 FROM map_items WHERE key >> {MapRunStatements.PlaceBits} NOT IN (SELECT id FROM map_runs) LIMIT 1");
            return statement.Step();
        }
    }

    /// <summary>The piece of the stored items that has the iteration of this place, and the place of the first iteration in it.</summary>
    public (int First, byte[] Blob) Items(long run, int place)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT key,blob FROM map_items WHERE key<=? ORDER BY key DESC LIMIT 1");
            return statement.Bind((run << MapRunStatements.PlaceBits) | (uint)place).Step() && statement.Long(0) >> MapRunStatements.PlaceBits == run
                ? ((int)(statement.Long(0) & uint.MaxValue), statement.Blob(1))
                : throw new InvalidDataException($"The journal lacks the items of Map Run {run} from {place} on.");
        }
    }

    /// <summary>The iterations so far, by their places.</summary>
    public IReadOnlyList<IterationRow> Iterations(long run)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT id,place,status,items FROM executions WHERE map_run=? ORDER BY place");
            statement.Bind(run);
            List<IterationRow> rows = [];
            while (statement.Step())
            {
                rows.Add(new IterationRow(statement.Long(0), (int)statement.Long(1), (ExecutionStatus)statement.Long(2), (int)statement.Long(3)));
            }

            return rows;
        }
    }

    /// <summary>How many iterations and items of each status there are.</summary>
    public IReadOnlyList<(ExecutionStatus Status, long Executions, long Items)> IterationCounts(long run)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT status,count(*),sum(items) FROM executions WHERE map_run=? GROUP BY status");
            statement.Bind(run);
            List<(ExecutionStatus, long, long)> counts = [];
            while (statement.Step())
            {
                counts.Add(((ExecutionStatus)statement.Long(0), statement.Long(1), statement.Long(2)));
            }

            return counts;
        }
    }

    /// <summary>The iterations that did not succeed and for which a redrive may come too late, or whose history is nearly full: few, as a rule.</summary>
    /// <param name="ended">In milliseconds since 1970: those that ended before.</param>
    /// <param name="began">In milliseconds since 1970: those that began before.</param>
    /// <param name="eventId">Those with an advance that begins with this event or a later one.</param>
    public IReadOnlyList<ExecutionRow> FailuresBeyond(long run, long ended, long began, long eventId)
    {
        lock (gate)
        {
            using Statement statement = new(connection, Columns + $"""
                WHERE map_run=?1 AND status NOT IN ({(int)ExecutionStatus.Running},{(int)ExecutionStatus.Succeeded},{(int)ExecutionStatus.PendingRedrive})
                AND (stopped<?2 OR started<?3 OR EXISTS(SELECT 1 FROM advances WHERE key BETWEEN (executions.id << {Schema.HistoryBits}) + ?4 AND (executions.id << {Schema.HistoryBits}) + {(1 << Schema.HistoryBits) - 1}))
                """);
            statement.Bind(run).Bind(ended).Bind(began).Bind(eventId);
            return All(statement);
        }
    }

    /// <summary>The iterations after a place, in their order.</summary>
    public IReadOnlyList<ExecutionRow> Iterations(long run, int? status, long after, int max, bool? isRedriven = null)
    {
        lock (gate)
        {
            using Statement statement = new(connection, Columns + "WHERE map_run=?1 AND place>?2 AND (?3 IS NULL OR status=?3) AND (?5 IS NULL OR (redrives>0)=?5) ORDER BY place LIMIT ?4");
            statement.Bind(run).Bind(after).Bind((long?)status).Bind((long)max).Bind(isRedriven is bool redriven ? redriven ? 1L : 0L : (long?)null);
            return All(statement);
        }
    }

    /// <summary>Running iterations of Map Runs that are over: nobody wants their results any more.</summary>
    public IReadOnlyList<long> OrphanedIterations()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT e.id FROM executions e JOIN map_runs m ON m.id=e.map_run WHERE e.status<>1 AND e.status=0 AND m.status<>0");
            List<long> ids = [];
            while (statement.Step())
            {
                ids.Add(statement.Long(0));
            }

            return ids;
        }
    }

    /// <summary>The executions of an execution's Map Runs, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<long> IterationsOf(long execution, int max)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT e.id FROM map_runs m JOIN executions e ON e.map_run=m.id WHERE m.execution=? LIMIT ?");
            statement.Bind(execution).Bind((long)max);
            List<long> ids = [];
            while (statement.Step())
            {
                ids.Add(statement.Long(0));
            }

            return ids;
        }
    }

    private static MapRunRow MapRunOf(Statement row) =>
        new(row.Long(0), row.Long(1), row.Text(2), row.Text(3), row.Text(4), row.Long(5), (int)row.Long(6), (int)row.Long(7))
        {
            Status = (MapRunStatus)row.Long(8),
            Stopped = row.IsNull(9) ? null : row.Long(9),
            MaxConcurrency = (int)row.Long(10),
            ToleratedCount = row.IsNull(11) ? null : row.Double(11),
            ToleratedPercentage = row.IsNull(12) ? null : row.Double(12),
            Redrives = (int)row.Long(13),
            Redriven = row.IsNull(14) ? null : row.Long(14),
            ResultsWritten = row.Long(15),
            IsExpress = row.Long(16) != 0,
        };
}

/// <summary>What a Map Run must know of an iteration.</summary>
internal readonly record struct IterationRow(long Id, int Place, ExecutionStatus Status, int Items);
