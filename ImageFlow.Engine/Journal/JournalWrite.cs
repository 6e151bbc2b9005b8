using ImageFlow.Engine.Machines;
using ImageFlow.Engine.MapRuns;
using ImageFlow.Engine.Workers;

namespace ImageFlow.Engine.Journal;

/// <summary>Something to be written in one transaction, possibly together with others.</summary>
internal abstract class JournalWrite
{
    private readonly TaskCompletionSource committed = new();

    /// <summary>Completes when it is on the disk; fails where it is not. What follows runs on the thread that tells.</summary>
    public Task Committed => committed.Task;

    public abstract void Apply(JournalStatements statements);

    public void Succeed() => committed.TrySetResult();

    public void Fail(Exception exception) => committed.TrySetException(exception);
}

/// <summary>An execution's advance: its new events, its state, and at its begin and end its row.</summary>
internal sealed class AdvanceWrite : JournalWrite
{
    public required long ExecutionId { get; init; }

    public NewExecution? New { get; init; }

    public required long FirstEventId { get; init; }

    /// <summary>The packed events; empty where only the state changed.</summary>
    public required byte[] Events { get; init; }

    /// <summary>The packed state; <see langword="null"/> where the execution succeeded.</summary>
    public byte[]? State { get; init; }

    /// <summary>What changes in the rows of wide Map states.</summary>
    public PlaceRows? Places { get; init; }

    /// <summary>Whether the execution may have such rows, which go with its state.</summary>
    public bool MayHavePlaces { get; init; }

    /// <summary>Whether events of it are to be logged.</summary>
    public bool IsLogged { get; init; }

    /// <summary>Whether the execution has ended and is to be traced.</summary>
    public bool IsTraced { get; init; }

    /// <summary>Where the execution was redriven: when, in milliseconds since 1970, and its client tokens.</summary>
    public (long Time, string? Tokens)? Redriven { get; init; }

    /// <summary>What becomes of the execution's Map Runs.</summary>
    public IReadOnlyList<MapRunCommand> MapRuns { get; init; } = [];

    /// <summary>What changes among the external events that are kept.</summary>
    public KeptEventRows? KeptEvents { get; init; }

    /// <summary>When a run that only waits is to be woken, in milliseconds since 1970; <see langword="null"/> where an open must take it up at once.</summary>
    public long? Due { get; init; }

    /// <summary>What the row says now; <see langword="null"/> where it stays as it is.</summary>
    public ExecutionEnd? End { get; init; }

    public override void Apply(JournalStatements statements)
    {
        if (New is not null)
        {
            statements.Insert(ExecutionId, New, End);
        }
        else if (End is not null)
        {
            statements.Update(ExecutionId, End);
        }

        if (Redriven is var (time, tokens))
        {
            statements.Redriven(ExecutionId, time, tokens);
        }

        if (Events.Length > 0)
        {
            statements.Append(ExecutionId, FirstEventId, Events);
        }

        if (IsLogged)
        {
            statements.Log(ExecutionId, FirstEventId);
        }

        if (IsTraced)
        {
            statements.Trace(ExecutionId);
        }

        if (State is not null)
        {
            statements.Keep(ExecutionId, Due, State);
        }
        else if (New is null)
        {
            statements.Forget(ExecutionId);
            if (MayHavePlaces)
            {
                statements.ForgetPlaces(ExecutionId, null);
            }
        }

        foreach (int owner in Places?.Dropped ?? [])
        {
            statements.ForgetPlaces(ExecutionId, owner);
        }

        foreach (PlaceRow row in Places?.Rows ?? [])
        {
            statements.Keep(ExecutionId, row);
        }

        foreach (MapRunCommand command in MapRuns)
        {
            statements.MapRuns.Apply(command);
        }

        KeptEvents?.Apply(statements, ExecutionId);
    }
}

/// <summary>Executions that have ended go, with their histories.</summary>
internal sealed class PurgeWrite(IReadOnlyList<long> executions) : JournalWrite
{
    public override void Apply(JournalStatements statements)
    {
        foreach (long execution in executions)
        {
            statements.Purge(execution);
        }
    }
}

/// <summary>The file gives some of its free pages back.</summary>
internal sealed class ShrinkWrite(long pages) : JournalWrite
{
    public override void Apply(JournalStatements statements) => statements.Shrink(pages);
}

/// <summary>An execution ends although its state cannot be read; that stays, for a version that can.</summary>
internal sealed class UnreadableWrite(long execution, long eventId, byte[] ended, ExecutionEnd end) : JournalWrite
{
    public override void Apply(JournalStatements statements)
    {
        statements.Update(execution, end);
        statements.Append(execution, eventId, ended);
    }
}

internal sealed record NewExecution(long MachineId, long RevisionId, string Name, long Started, string Input)
{
    /// <summary>The task that this execution was started for and that waits for its end.</summary>
    public ParentTask? Parent { get; init; }

    /// <summary>The version that was asked for, itself or through the alias.</summary>
    public int? Version { get; init; }

    public string? Alias { get; init; }

    /// <summary>The test case of the mock file that answers its tasks.</summary>
    public string? TestCase { get; init; }

    /// <summary>The X-Ray trace header that the start gave.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>The place in a Map Run.</summary>
    public IterationPlace? Iteration { get; init; }
}

/// <summary>Which iteration of which Map Run an execution is, and how many items it takes.</summary>
internal readonly record struct IterationPlace(long MapRun, int Place, int Items);

/// <param name="ScheduledId">The id of the event that scheduled the task.</param>
internal readonly record struct ParentTask(long ExecutionId, long ScheduledId);

/// <summary>The part of an execution's row that changes.</summary>
internal sealed record ExecutionEnd(int Status, long? Stopped, string? Output, string? Error, string? Cause, int Redrives);

/// <summary>A state machine made or changed.</summary>
/// <param name="revision">Its new revision; <see langword="null"/> where only what belongs to all of them changed.</param>
internal sealed class MachineWrite(MachineRow machine, RevisionRow? revision, bool isNew) : JournalWrite
{
    public override void Apply(JournalStatements statements) => statements.Save(machine, revision, isNew);
}

/// <summary>An activity made or deleted.</summary>
internal sealed class ActivityWrite(ActivityRow activity, bool isDeleted) : JournalWrite
{
    public override void Apply(JournalStatements statements) => statements.Save(activity, isDeleted);
}

/// <param name="Number">Grows with each activity that is made.</param>
/// <param name="Created">Milliseconds since 1970.</param>
internal sealed record ActivityRow(long Number, string Name, long Created)
{
    public ActivityDocument Document { get; init; } = ActivityDocument.Empty;
}

/// <param name="Revision">The current one.</param>
internal sealed record MachineRow(long Id, string Name, string Type, long Created, long Revision)
{
    public MachineDocument Document { get; init; } = MachineDocument.Empty;

    /// <summary>Whether it is there for its executions alone.</summary>
    public bool IsDeleted { get; init; }
}

internal sealed record RevisionRow(long Id, long Machine, string RevisionId, string Definition, long Created)
{
    public StateMachineSettings Settings { get; init; } = new();
}
