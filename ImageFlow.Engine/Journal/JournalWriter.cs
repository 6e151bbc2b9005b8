using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Journal;

/// <summary>
/// The one thread that writes. What comes while a transaction runs goes into the next one together, so that the wait for the
/// disk is shared by all executions.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    /// <summary>The most writes in one transaction, so that nobody waits too long for the commit.</summary>
    private const int MaxGroup = 512;

    /// <summary>So many writes are told together that they are committed, on one thread of the pool.</summary>
    private const int MaxTold = 16;

    /// <summary>SQLite's primary code SQLITE_CONSTRAINT.</summary>
    private const int ConstraintViolated = 19;

    /// <summary>SQLite's primary code SQLITE_BUSY, which comes after the connection's own patience of five seconds.</summary>
    private const int Busy = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly SqliteConnection connection;
    private readonly JournalStatements statements;
    private readonly JournalFault? fault;
    private readonly Action<TimeSpan>? committed;
    private readonly string file;
    private readonly Thread thread;
    private readonly object gate = new();
    private readonly TaskCompletionSource failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<JournalWrite> waiting = [];
    private Exception? broken;
    private bool closing;
    private int commits;

    public JournalWriter(SqliteConnection connection, string file, JournalFault? fault, Action<TimeSpan>? committed = null)
    {
        this.committed = committed;
        this.connection = connection;
        this.file = file;
        this.fault = fault;
        statements = new JournalStatements(connection);
        thread = new Thread(Run) { IsBackground = true, Name = "ImageFlow journal" };
        thread.Start();
    }

    /// <summary>How many transactions were committed.</summary>
    public int Commits => Volatile.Read(ref commits);

    /// <summary>Fails when the journal cannot be written any more or is closed; whoever waits for an execution waits for this too.</summary>
    public Task Failure => failure.Task;

    /// <summary>Tests only: from now on nothing is written, as if the process were gone.</summary>
    public void Crash() => Break(new SimulatedCrashException(), []);

    /// <summary>Puts it into the next transaction. Its <see cref="JournalWrite.Committed"/> tells how that went.</summary>
    public void Enqueue(JournalWrite write)
    {
        lock (gate)
        {
            if (broken is null && !closing)
            {
                waiting.Add(write);
                Monitor.Pulse(gate);
                return;
            }
        }

        write.Fail(broken ?? Closed());
    }

    /// <summary>Writes what waits, then ends.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closing = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
        Announce(Closed());
        statements.Dispose();
        connection.Dispose();
    }

    private static EngineUnavailableException Closed() => new("ENG0006", "The engine is closed.");

    private void Announce(Exception reason)
    {
        if (failure.TrySetException(reason))
        {
            // Nobody need be waiting.
            _ = failure.Task.Exception;
        }
    }

    private void Run()
    {
        List<JournalWrite> group = [];
        while (Take(ref group))
        {
            for (int from = 0; from < group.Count; from += MaxGroup)
            {
                Commit(group.GetRange(from, Math.Min(MaxGroup, group.Count - from)));
            }

            group.Clear();
        }
    }

    private bool Take(ref List<JournalWrite> group)
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (closing)
                {
                    return false;
                }

                Monitor.Wait(gate);
            }

            (group, waiting) = (waiting, group);
            return true;
        }
    }

    private void Commit(List<JournalWrite> group)
    {
        if (broken is Exception earlier)
        {
            Tell(group, write => write.Fail(earlier));
            return;
        }

        try
        {
            Write(group);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == ConstraintViolated)
        {
            statements.Rollback();
            CommitOneByOne(group, e);
            return;
        }
        catch (Exception e) when (e is SqliteException or SimulatedCrashException)
        {
            Break(e, group);
            return;
        }

        Tell(group, static write => write.Succeed());
    }

    /// <summary>One of them breaks a rule of the tables. It alone fails; the disk is sound, and the others have no part in it.</summary>
    private void CommitOneByOne(List<JournalWrite> group, SqliteException violation)
    {
        if (group.Count > 1)
        {
            group.ForEach(write => Commit([write]));
            return;
        }

        Tell(group, write => write.Fail(new JournalConflictException(file, violation)));
    }

    /// <summary>Whoever waits goes on on the pool's threads, never on the writer's own.</summary>
    private static void Tell(List<JournalWrite> group, Action<JournalWrite> how)
    {
        for (int from = 0; from < group.Count; from += MaxTold)
        {
            List<JournalWrite> part = group.GetRange(from, Math.Min(MaxTold, group.Count - from));
            ThreadPool.UnsafeQueueUserWorkItem(static told => told.Part.ForEach(told.How), (Part: part, How: how), preferLocal: false);
        }
    }

    private void Write(List<JournalWrite> group)
    {
        long began = Stopwatch.GetTimestamp();
        Begin();
        foreach (JournalWrite write in group)
        {
            write.Apply(statements);
        }

        bool crashes = fault?.AtCommit == commits + 1;
        if (crashes && !fault!.AfterIt)
        {
            statements.Rollback();
            throw new SimulatedCrashException();
        }

        statements.Commit();
        committed?.Invoke(Stopwatch.GetElapsedTime(began));
        Interlocked.Increment(ref commits);
        if (crashes)
        {
            throw new SimulatedCrashException();
        }
    }

    /// <summary>
    /// Another program may hold the file, such as one that copies it. Nothing is lost by waiting for it, but for the time of those
    /// who ask meanwhile.
    /// </summary>
    private void Begin()
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                statements.Begin();
                return;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == Busy && waited.Elapsed < LongestWait)
            {
                Trace.TraceWarning("The journal '{0}' is locked by another program; waiting for it.", file);
            }
        }
    }

    /// <summary>
    /// What is in memory is now ahead of the disk, and nobody knows by how much: the engine writes nothing more. The next open
    /// goes on from what is on the disk.
    /// </summary>
    private void Break(Exception exception, List<JournalWrite> group)
    {
        Exception reason = exception is SimulatedCrashException ? exception : new EngineUnavailableException(
            "ENG0005",
            $"The journal '{file}' could not be written ({exception.Message.TrimEnd('.')}); nothing that was confirmed is lost: free some space or mend the disk, then start again.",
            exception);
        List<JournalWrite> rest;
        lock (gate)
        {
            broken = reason;
            rest = [.. waiting];
            waiting.Clear();
        }

        Tell(group, write => write.Fail(reason));
        Tell(rest, write => write.Fail(reason));
        Announce(reason);
    }
}
