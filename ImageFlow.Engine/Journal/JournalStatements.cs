using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Journal;

/// <summary>The writer's prepared statements. Used by the writer's thread alone.</summary>
internal sealed class JournalStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement begin = new(connection, "BEGIN IMMEDIATE");
    private readonly Statement commit = new(connection, "COMMIT");
    private readonly Statement rollback = new(connection, "ROLLBACK");
    private readonly Statement insert = new(connection, "INSERT INTO executions(id,machine,revision,name,status,started,input,stopped,output,error,cause,parent,parent_task,version,alias,map_run,place,items,test_case,trace_header) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    private readonly Statement update = new(connection, "UPDATE executions SET status=?,stopped=?,output=?,error=?,cause=?,redrives=? WHERE id=?");
    private readonly Statement redrive = new(connection, "UPDATE executions SET redriven=?,redrive_tokens=? WHERE id=?");
    private readonly Statement append = new(connection, "INSERT INTO advances(key,blob) VALUES(?,?)");
    private readonly Statement keep = new(connection, "INSERT OR REPLACE INTO states(execution,due,blob) VALUES(?,?,?)");
    private readonly Statement forget = new(connection, "DELETE FROM states WHERE execution=?");
    private readonly Statement hasEnded = new(connection, "SELECT 1 FROM executions WHERE id=? AND status<>0");
    private readonly Statement remove = new(connection, "DELETE FROM executions WHERE id=?");
    private readonly Statement removeAdvances = new(connection, "DELETE FROM advances WHERE key BETWEEN ? AND ?");
    private readonly Statement keepPlace = new(connection, "INSERT OR REPLACE INTO places(execution,owner,place,blob) VALUES(?,?,?,?)");
    private readonly Statement removePlaces = new(connection, "DELETE FROM places WHERE execution=? AND owner BETWEEN ? AND ? AND place BETWEEN ? AND ?");
    private readonly Statement keepEvent = new(connection, "INSERT INTO kept_events(execution,number,name,payload) VALUES(?,?,?,?)");
    private readonly Statement dropEvents = new(connection, "DELETE FROM kept_events WHERE execution=? AND number BETWEEN ? AND ?");
    private readonly Statement log = new(connection, "INSERT INTO log_outbox(key) VALUES(?)");
    private readonly Statement logged = new(connection, "DELETE FROM log_outbox WHERE key BETWEEN ? AND ?");
    private Statement? trace;
    private Statement? traced;
    private readonly Statement insertMachine = new(connection, "INSERT INTO state_machines(id,name,type,created,revision,document) VALUES(?,?,?,?,?,?)");
    private readonly Statement updateMachine = new(connection, "UPDATE state_machines SET revision=?,document=?,deleted=? WHERE id=?");
    private readonly Statement insertRevision = new(connection, "INSERT INTO revisions(id,machine,revision_id,definition,created,settings) VALUES(?,?,?,?,?,?)");

    public MapRunStatements MapRuns { get; } = new(connection);

    public void Begin() => begin.Execute();

    public void Commit() => commit.Execute();

    public void Rollback() => rollback.Execute();

    public void Insert(long id, NewExecution execution, ExecutionEnd? end) => insert
        .Bind(id).Bind(execution.MachineId).Bind(execution.RevisionId).Bind(execution.Name).Bind((long)(end?.Status ?? 0)).Bind(execution.Started)
        .Bind(execution.Input).Bind(end?.Stopped).Bind(end?.Output).Bind(end?.Error).Bind(end?.Cause)
        .Bind(execution.Parent?.ExecutionId).Bind(execution.Parent?.ScheduledId).Bind((long?)execution.Version).Bind(execution.Alias)
        .Bind(execution.Iteration?.MapRun).Bind(execution.Iteration?.Place).Bind(execution.Iteration?.Items)
        .Bind(execution.TestCase).Bind(execution.TraceHeader)
        .Execute();

    public void Update(long id, ExecutionEnd end) => update
        .Bind((long)end.Status).Bind(end.Stopped).Bind(end.Output).Bind(end.Error).Bind(end.Cause).Bind((long)end.Redrives).Bind(id)
        .Execute();

    /// <summary>The time of the last redrive, in milliseconds since 1970, and the client tokens of the last ones.</summary>
    public void Redriven(long id, long time, string? tokens) => redrive.Bind(time).Bind(tokens).Bind(id).Execute();

    public void Append(long id, long firstEventId, ReadOnlySpan<byte> events) =>
        append.Bind((id << Schema.HistoryBits) | firstEventId).Bind(events).Execute();

    /// <summary>The advance has events that are to be logged.</summary>
    public void Log(long id, long firstEventId) => log.Bind((id << Schema.HistoryBits) | firstEventId).Execute();

    /// <summary>The advance is logged.</summary>
    public void Logged(long key) => logged.Bind(key).Bind(key).Execute();

    /// <summary>The execution has ended and is to be traced.</summary>
    public void Trace(long id) => (trace ??= new Statement(connection, "INSERT OR IGNORE INTO trace_outbox(execution) VALUES(?)")).Bind(id).Execute();

    /// <summary>The execution's spans have arrived.</summary>
    public void Traced(long id) => (traced ??= new Statement(connection, "DELETE FROM trace_outbox WHERE execution=?")).Bind(id).Execute();

    public void Keep(long id, long? due, ReadOnlySpan<byte> state) => keep.Bind(id).Bind(due).Bind(state).Execute();

    public void Forget(long id) => forget.Bind(id).Execute();

    public void Keep(long id, PlaceRow row)
    {
        if (row.Blob is null)
        {
            removePlaces.Bind(id).Bind(row.Owner).Bind(row.Owner).Bind(row.Place).Bind(row.Place).Execute();
        }
        else
        {
            keepPlace.Bind(id).Bind(row.Owner).Bind(row.Place).Bind(row.Blob).Execute();
        }
    }

    /// <summary>All places of one thread, or of the execution.</summary>
    public void ForgetPlaces(long id, int? owner) =>
        removePlaces.Bind(id).Bind(owner ?? 0).Bind(owner ?? int.MaxValue).Bind(PlaceRows.Constants).Bind(int.MaxValue).Execute();

    public void Keep(long id, KeptEvent kept) => keepEvent.Bind(id).Bind(kept.Number).Bind(kept.Name).Bind(kept.Payload.ToJson()).Execute();

    /// <summary>One external event is delivered, or with <see langword="null"/> none is wanted any more.</summary>
    public void DropEvents(long id, int? number) => dropEvents.Bind(id).Bind(number ?? 0).Bind(number ?? int.MaxValue).Execute();

    /// <summary>Takes an execution that has ended out of the journal, with all that belongs to it. One that runs stays.</summary>
    public void Purge(long id)
    {
        if (hasEnded.Bind(id).Step())
        {
            hasEnded.Reset();
            remove.Bind(id).Execute();
            removeAdvances.Bind(id << Schema.HistoryBits).Bind(((id + 1) << Schema.HistoryBits) - 1).Execute();
            forget.Bind(id).Execute();
            ForgetPlaces(id, null);
            MapRuns.Purge(id);
            DropEvents(id, null);
            logged.Bind(id << Schema.HistoryBits).Bind(((id + 1) << Schema.HistoryBits) - 1).Execute();
        }
    }

    /// <summary>Gives free pages at the end of the file back to the file system, where the file was made so that it can.</summary>
    public void Shrink(long pages) => SqliteDatabase.Execute(connection, $"PRAGMA incremental_vacuum({pages})");

    public void Save(MachineRow machine, RevisionRow? revision, bool isNew)
    {
        if (isNew)
        {
            insertMachine.Bind(machine.Id).Bind(machine.Name).Bind(machine.Type).Bind(machine.Created).Bind(machine.Revision).Bind(machine.Document.ToJson()).Execute();
        }
        else
        {
            updateMachine.Bind(machine.Revision).Bind(machine.Document.ToJson()).Bind(machine.IsDeleted ? 1L : 0).Bind(machine.Id).Execute();
        }

        if (revision is not null)
        {
            insertRevision.Bind(revision.Id).Bind(revision.Machine).Bind(revision.RevisionId).Bind(revision.Definition).Bind(revision.Created).Bind(revision.Settings.ToJson()).Execute();
        }
    }

    public void Save(ActivityRow activity, bool isDeleted)
    {
        // Seldom enough to be prepared anew.
        using Statement statement = new(connection, isDeleted ? "DELETE FROM activities WHERE rowid=?1" : "INSERT OR REPLACE INTO activities(rowid,name,created,document) VALUES(?1,?2,?3,?4)");
        statement.Bind(activity.Number);
        if (!isDeleted)
        {
            statement.Bind(activity.Name).Bind(activity.Created).Bind(activity.Document.ToJson());
        }

        statement.Execute();
    }

    public void Dispose()
    {
        trace?.Dispose();
        traced?.Dispose();
        foreach (Statement statement in (Statement[])[begin, commit, rollback, insert, update, redrive, append, keep, forget, hasEnded, remove, removeAdvances, keepPlace, removePlaces, keepEvent, dropEvents, log, logged, insertMachine, updateMachine, insertRevision])
        {
            statement.Dispose();
        }
    }
}
