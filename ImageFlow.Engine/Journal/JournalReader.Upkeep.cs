using ImageFlow.Engine.Sqlite;

namespace ImageFlow.Engine.Journal;

/// <summary>What an open takes up, and what the retention lets go.</summary>
internal sealed partial class JournalReader
{
    /// <summary>After so many starts that are too new, one after the other, nothing old is expected any more.</summary>
    private const int MaxYoung = 1000;

    /// <summary>The running executions, and when those that only wait are to be woken (see <see cref="AdvanceWrite.Due"/>).</summary>
    public IReadOnlyList<(long Id, long? Due)> Running()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT e.id,s.due FROM executions e LEFT JOIN states s ON s.execution=e.id WHERE e.status<>1 AND e.status=0 ORDER BY e.id");
            List<(long, long?)> rows = [];
            while (statement.Step())
            {
                rows.Add((statement.Long(0), statement.IsNull(1) ? null : statement.Long(1)));
            }

            return rows;
        }
    }

    /// <summary>The running executions that a task of another one waits for.</summary>
    public IReadOnlyList<(long Id, ParentTask Parent)> RunningChildren()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT id,parent,parent_task FROM executions WHERE status<>1 AND status=0 AND parent IS NOT NULL ORDER BY id");
            List<(long, ParentTask)> rows = [];
            while (statement.Step())
            {
                rows.Add((statement.Long(0), new ParentTask(statement.Long(1), statement.Long(2))));
            }

            return rows;
        }
    }

    /// <summary>Executions that ended before a time, but for the iterations of Map Runs, which go with the execution that these belong to; of those with a greater number than <paramref name="after"/>.</summary>
    /// <param name="before">Milliseconds since 1970.</param>
    public IReadOnlyList<long> EndedBefore(long before, long after, int max)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT id,status,started,stopped FROM executions WHERE id>? AND map_run IS NULL ORDER BY id");
            statement.Bind(after);
            List<long> ids = [];

            // Numbers grow with the time of the start. Only a clock that jumped puts an older start behind a newer one.
            int young = 0;
            while (ids.Count < max && young < MaxYoung && statement.Step())
            {
                young = statement.Long(2) < before ? 0 : young + 1;
                if (statement.Long(1) != 0 && !statement.IsNull(3) && statement.Long(3) < before)
                {
                    ids.Add(statement.Long(0));
                }
            }

            return ids;
        }
    }

    /// <summary>The keys of the advances that have yet to be logged.</summary>
    public IReadOnlyList<long> LogOutbox()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT key FROM log_outbox ORDER BY key");
            List<long> keys = [];
            while (statement.Step())
            {
                keys.Add(statement.Long(0));
            }

            return keys;
        }
    }

    /// <summary>Executions that have ended and have yet to be traced; the table is there where traces are on.</summary>
    public IReadOnlyList<long> TraceOutbox()
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT execution FROM trace_outbox ORDER BY execution");
            List<long> ids = [];
            while (statement.Step())
            {
                ids.Add(statement.Long(0));
            }

            return ids;
        }
    }

    /// <summary>The packed events of an advance.</summary>
    public byte[]? Advance(long key)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT blob FROM advances WHERE key=?");
            return statement.Bind(key).Step() ? statement.Blob(0) : null;
        }
    }

    /// <summary>The number of a PRAGMA.</summary>
    public long Pragma(string name)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "PRAGMA " + name);
            return statement.Step() ? statement.Long(0) : 0;
        }
    }

    /// <summary>The id of the last event of an execution; 0 where there is none.</summary>
    public long LastEventId(long id)
    {
        lock (gate)
        {
            using Statement statement = new(connection, "SELECT key,blob FROM advances WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1");
            long first = id << Schema.HistoryBits;
            if (!statement.Bind(first).Bind(((id + 1) << Schema.HistoryBits) - 1).Step())
            {
                return 0;
            }

            return statement.Long(0) - first + EventCodec.Read(statement.Blob(1), 0).Count - 1;
        }
    }
}
