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

        if (Events.Length > 0)
        {
            statements.Append(ExecutionId, FirstEventId, Events);
        }

        if (State is not null)
        {
            statements.Keep(ExecutionId, State);
        }
        else if (New is null)
        {
            statements.Forget(ExecutionId);
        }
    }
}

internal sealed record NewExecution(long MachineId, long RevisionId, string Name, long Started, string Input);

/// <summary>The part of an execution's row that changes.</summary>
internal sealed record ExecutionEnd(int Status, long? Stopped, string? Output, string? Error, string? Cause, int Redrives);

/// <summary>A state machine made or changed.</summary>
internal sealed class RevisionWrite(MachineRow machine, RevisionRow revision, bool isNew) : JournalWrite
{
    public override void Apply(JournalStatements statements) => statements.Save(machine, revision, isNew);
}

internal sealed record MachineRow(long Id, string Name, string Type, long Created, long Revision);

internal sealed record RevisionRow(long Id, long Machine, string RevisionId, string Definition, long Created);
