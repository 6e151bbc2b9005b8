using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Machines;
using ImageFlow.Engine.Sqlite;
using ImageFlow.Engine.Workers;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Journal;

/// <summary>Reads on a connection of its own, so that no reader waits for the writer. Thread-safe.</summary>
internal sealed partial class JournalReader(SqliteConnection connection) : IDisposable
{
    private const string Columns = "SELECT id,machine,revision,name,status,started,stopped,input,output,error,cause,redrives,version,alias,map_run,place,items,test_case,trace_header,redriven,redrive_tokens FROM executions ";

    private readonly object gate = new();
    private readonly Statement byId = new(connection, Columns + "WHERE id=?");
    private readonly Statement byName = new(connection, Columns + "WHERE machine=? AND name=?");
    private readonly Statement history = new(connection, "SELECT key,blob FROM advances WHERE key BETWEEN ? AND ? ORDER BY key");
    private readonly Statement historyStart = new(connection, "SELECT key FROM advances WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1");
    private readonly Statement keptEvents = new(connection, "SELECT number,name,payload FROM kept_events WHERE execution=? ORDER BY number");
    private readonly Statement state = new(connection, "SELECT blob FROM states WHERE execution=?");

    public IReadOnlyList<MachineRow> Machines()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT id,name,type,created,revision,document,deleted FROM state_machines ORDER BY id");
            List<MachineRow> rows = [];
            while (statement.Step())
            {
                rows.Add(new MachineRow(statement.Long(0), statement.Text(1), statement.Text(2), statement.Long(3), statement.Long(4))
                {
                    Document = MachineDocument.Parse(statement.TextOrNull(5)),
                    IsDeleted = statement.Long(6) != 0,
                });
            }

            return rows;
        }
    }

    public IReadOnlyList<RevisionRow> Revisions()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT id,machine,revision_id,definition,created,settings FROM revisions ORDER BY id");
            List<RevisionRow> rows = [];
            while (statement.Step())
            {
                rows.Add(new RevisionRow(statement.Long(0), statement.Long(1), statement.Text(2), statement.Text(3), statement.Long(4))
                {
                    Settings = StateMachineSettings.Parse(statement.TextOrNull(5)),
                });
            }

            return rows;
        }
    }

    public IReadOnlyList<ActivityRow> Activities()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT rowid,name,created,document FROM activities ORDER BY rowid");
            List<ActivityRow> rows = [];
            while (statement.Step())
            {
                rows.Add(new ActivityRow(statement.Long(0), statement.Text(1), statement.Long(2)) { Document = ActivityDocument.Parse(statement.TextOrNull(3)) });
            }

            return rows;
        }
    }

    public long LastExecutionId()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT coalesce(max(id),0) FROM executions");
            statement.Step();
            return statement.Long(0);
        }
    }

    public ExecutionRow? Execution(long id)
    {
        lock (gate)
        {
            return One(byId.Bind(id));
        }
    }

    public ExecutionRow? Execution(long machine, string name)
    {
        lock (gate)
        {
            return One(byName.Bind(machine).Bind(name));
        }
    }

    /// <summary>The newest first; without the iterations of Map Runs. What a page costs follows from its size, not from how many there are.</summary>
    public IReadOnlyList<ExecutionRow> Executions(ExecutionFilter filter, long before, int max)
    {
        lock (gate)
        {
            // Each term is there only where it is asked for, so that SQLite finds the index that ends in the number.
            string indexed = filter.Status is null or (int)ExecutionStatus.Succeeded ? "" : " AND status<>1";
            string machine = filter.Machine is null ? "" : " AND machine=?2";
            string status = filter.Status is int number ? $" AND status={number}" : "";
            string redriven = filter.IsRedriven is bool isRedriven ? isRedriven ? " AND redrives>0" : " AND redrives=0" : "";
            string version = filter.Version is int published ? $" AND version={published}" : "";
            string alias = filter.Alias is null ? "" : " AND alias=?3";
            using Statement statement = new(connection, Columns + $"WHERE id<?1 AND map_run IS NULL{indexed}{machine}{status}{redriven}{version}{alias} ORDER BY id DESC LIMIT {max}");
            statement.Bind(before);
            if (filter.Machine is long || filter.Alias is not null)
            {
                statement.Bind(filter.Machine);
            }

            if (filter.Alias is string name)
            {
                statement.Bind(name);
            }

            return All(statement);
        }
    }

    public byte[]? State(long id)
    {
        lock (gate)
        {
            if (!state.Bind(id).Step())
            {
                return null;
            }

            byte[] blob = state.Blob(0);
            state.Reset();
            return blob;
        }
    }

    /// <summary>The rows of the execution's wide Map states, by the threads that they belong to.</summary>
    public ILookup<int, PlaceRow> Places(long id)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT owner,place,blob FROM places WHERE execution=? ORDER BY owner,place");
            statement.Bind(id);
            List<PlaceRow> rows = [];
            while (statement.Step())
            {
                rows.Add(new PlaceRow((int)statement.Long(0), (int)statement.Long(1), statement.Blob(2)));
            }

            return rows.ToLookup(row => row.Owner);
        }
    }

    /// <summary>The external events that are kept for the execution, the oldest first.</summary>
    public IReadOnlyList<KeptEvent> KeptEvents(long id)
    {
        lock (gate)
        {
            List<KeptEvent> kept = [];
            keptEvents.Bind(id);
            while (keptEvents.Step())
            {
                kept.Add(new KeptEvent((int)keptEvents.Long(0), keptEvents.Text(1), JsonData.Parse(keptEvents.Text(2))));
            }

            keptEvents.Reset();
            return kept;
        }
    }

    /// <summary>The events after <paramref name="afterId"/>, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<HistoryEvent> History(long id, long afterId, int max)
    {
        List<HistoryEvent> events = [];
        long first = id << Schema.HistoryBits;
        long last = ((id + 1) << Schema.HistoryBits) - 1;
        lock (gate)
        {
            // The advance that holds the event after afterId may begin before it.
            long from = historyStart.Bind(first).Bind(first + afterId + 1).Step() ? historyStart.Long(0) : first;
            historyStart.Reset();
            history.Bind(from).Bind(last);
            while (events.Count < max && history.Step())
            {
                Collect(history.Long(0) - first, history.Blob(1), afterId, max, events);
            }

            history.Reset();
        }

        return events;
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (Statement statement in (Statement[])[byId, byName, history, historyStart, keptEvents, state])
            {
                statement.Dispose();
            }

            connection.Dispose();
        }
    }

    private static void Collect(long firstId, byte[] blob, long afterId, int max, List<HistoryEvent> events)
    {
        List<EventRecord> records = EventCodec.Read(blob, firstId);
        for (int i = 0; i < records.Count && events.Count < max; i++)
        {
            if (firstId + i > afterId)
            {
                events.Add(records[i].ToHistoryEvent(firstId + i));
            }
        }
    }

    private static ExecutionRow? One(Statement statement)
    {
        if (!statement.Step())
        {
            return null;
        }

        ExecutionRow row = Row(statement);
        statement.Reset();
        return row;
    }

    private static List<ExecutionRow> All(Statement statement)
    {
        List<ExecutionRow> rows = [];
        while (statement.Step())
        {
            rows.Add(Row(statement));
        }

        return rows;
    }

    private static ExecutionRow Row(Statement row) => new(
        row.Long(0),
        row.Long(1),
        row.Long(2),
        row.Text(3),
        (ExecutionStatus)row.Long(4),
        row.Long(5),
        row.IsNull(6) ? null : row.Long(6),
        row.Text(7),
        row.TextOrNull(8),
        row.TextOrNull(9),
        row.TextOrNull(10),
        (int)row.Long(11),
        row.IsNull(12) ? null : (int)row.Long(12),
        row.TextOrNull(13),
        row.IsNull(14) ? null : new IterationPlace(row.Long(14), (int)row.Long(15), (int)row.Long(16)),
        row.TextOrNull(17),
        row.TextOrNull(18),
        row.IsNull(19) ? null : row.Long(19),
        row.TextOrNull(20));
}

/// <summary>An execution's row. Times are milliseconds since 1970.</summary>
internal sealed record ExecutionRow(
    long Id,
    long Machine,
    long Revision,
    string Name,
    ExecutionStatus Status,
    long Started,
    long? Stopped,
    string Input,
    string? Output,
    string? Error,
    string? Cause,
    int Redrives,
    int? Version,
    string? Alias,
    IterationPlace? Iteration,
    string? TestCase,
    string? TraceHeader,
    long? Redriven,
    string? RedriveTokens);
