using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Histories;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.Logs;

/// <summary>
/// Writes what happens to executions into the logs of their machines, beside the work. An advance stands in the journal's outbox, in the same
/// transaction, until its lines are in the file: a crash between the two writes them again, so that a line is there at least once.
/// </summary>
internal sealed class ExecutionLogs : IAsyncDisposable
{
    /// <summary>So many advances are written together.</summary>
    private const int MaxGroup = 256;

    private readonly EngineCore core;
    private readonly string root;
    private readonly Channel<LogBatch> waiting = Channel.CreateUnbounded<LogBatch>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task work;

    public ExecutionLogs(EngineCore core)
    {
        this.core = core;
        root = Path.Combine(core.Options.DataDirectory, "logs");
        work = Task.Run(WorkAsync);
    }

    /// <summary>Takes up what the last process had not written.</summary>
    public void Resume()
    {
        List<long> gone = [];
        foreach (long key in core.Reader.LogOutbox())
        {
            if (BatchOf(key) is LogBatch batch)
            {
                waiting.Writer.TryWrite(batch);
            }
            else
            {
                gone.Add(key);
            }
        }

        if (gone.Count > 0)
        {
            core.Journal.Enqueue(new LogsWritten(gone));
        }
    }

    /// <summary>Logs an advance that is committed.</summary>
    public void Add(LogBatch batch) => waiting.Writer.TryWrite(batch);

    /// <summary>Writes what is there, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await work.ConfigureAwait(false);
    }

    /// <summary>An advance in the outbox; <see langword="null"/> where it is gone, or nothing of it is logged any more.</summary>
    private LogBatch? BatchOf(long key)
    {
        long id = key >> Schema.HistoryBits;
        long firstId = key & ((1L << Schema.HistoryBits) - 1);
        if (core.Reader.Execution(id) is not ExecutionRow row || core.Reader.Advance(key) is not byte[] blob)
        {
            return null;
        }

        ExecutionIdentity identity = core.Executions.IdentityOf(row);
        List<EventRecord> events = EventCodec.Read(blob, firstId);
        return identity.Log is null ? null : new LogBatch(identity.Log, key, identity.Arn, firstId, events, row.Redrives);
    }

    private async Task WorkAsync()
    {
        List<LogBatch> group = [];
        while (await waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < MaxGroup && waiting.Reader.TryRead(out LogBatch? batch))
            {
                group.Add(batch);
            }

            Write(group);
            group.Clear();
        }
    }

    private void Write(List<LogBatch> group)
    {
        try
        {
            foreach (IGrouping<string, (string File, string Line)> file in group.SelectMany(batch => batch.Lines()).GroupBy(line => line.File))
            {
                Append(Path.Combine(root, file.Key), file.Select(line => line.Line));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Logs neither stop nor slow down executions. The outbox keeps what is missing for the next open.
            Trace.TraceError("Logs: {0}", e.Message);
            return;
        }

        core.Journal.Enqueue(new LogsWritten([.. group.Select(batch => batch.Key)]));
    }

    private static void Append(string path, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
    }
}

/// <summary>The lines of these advances are in their files.</summary>
internal sealed class LogsWritten(IReadOnlyList<long> keys) : JournalWrite
{
    public override void Apply(JournalStatements statements)
    {
        foreach (long key in keys)
        {
            statements.Logged(key);
        }
    }
}
