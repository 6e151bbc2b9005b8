using System.Diagnostics;
using System.Threading.Channels;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.Telemetry;

/// <summary>
/// Tells of executions that have ended, as spans that are made of their histories: beside the work, and from what is on the disk. An execution stands in
/// the journal's outbox, in the transaction of its end, until its spans have arrived; a crash or an absent receiver delays them, and may send them twice.
/// </summary>
internal sealed class ExecutionTraces : IAsyncDisposable
{
    /// <summary>So many executions are sent together.</summary>
    private const int MaxGroup = 64;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(3);

    private readonly EngineCore core;
    private readonly Func<bool>? flush;
    private readonly Channel<long> waiting = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource closing = new();
    private readonly Task work;

    public ExecutionTraces(EngineCore core)
    {
        this.core = core;
        flush = core.Options.FlushTraces;
        work = flush is null ? Task.CompletedTask : Task.Run(WorkAsync);
    }

    /// <summary>Whether anybody wants to hear.</summary>
    public bool IsOn => flush is not null;

    /// <summary>Takes up what the last process had not sent.</summary>
    public void Resume()
    {
        if (IsOn)
        {
            foreach (long id in core.Reader.TraceOutbox())
            {
                waiting.Writer.TryWrite(id);
            }
        }
    }

    /// <summary>An execution has ended, and that is committed.</summary>
    public void Add(long id) => waiting.Writer.TryWrite(id);

    /// <summary>Sends what is there, once; what does not arrive waits for the next open.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        closing.CancelAfter(ClosePatience);
        await work.ConfigureAwait(false);
        closing.Dispose();
    }

    /// <summary>The trace that an execution belongs to: that of whoever started it (X-Ray's header), else one that derives from its ARN.</summary>
    public static ActivityContext ContextOf(string arn, string? traceHeader)
    {
        Dictionary<string, string> header = (traceHeader ?? "").Split(';').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).GroupBy(part => part[0]).ToDictionary(group => group.Key, group => group.First()[1]);
        if (header.GetValueOrDefault("Root")?.Split('-') is ["1", { Length: 8 } time, { Length: 24 } number] && (time + number).All(char.IsAsciiHexDigitLower))
        {
            string parent = header.GetValueOrDefault("Parent") ?? "";
            return new ActivityContext(ActivityTraceId.CreateFromString(time + number), parent.Length == 16 && parent.All(char.IsAsciiHexDigitLower) ? ActivitySpanId.CreateFromString(parent) : default, ActivityTraceFlags.Recorded);
        }

        byte[] hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(arn));
        return new ActivityContext(ActivityTraceId.CreateFromBytes(hash.AsSpan(0, 16)), default, ActivityTraceFlags.Recorded);
    }

    private async Task WorkAsync()
    {
        List<long> group = [];
        while (await waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < MaxGroup && waiting.Reader.TryRead(out long id))
            {
                group.Add(id);
            }

            if (!await SendAsync(group).ConfigureAwait(false))
            {
                return;
            }

            group.Clear();
        }
    }

    /// <returns>Whether to go on; not where the engine closes and nobody takes the spans.</returns>
    private async Task<bool> SendAsync(List<long> group)
    {
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            group.ForEach(Emit);
            if (flush!())
            {
                core.Journal.Enqueue(new TracesSent([.. group]));
                return true;
            }

            if (waiting.Reader.Completion.IsCompleted || closing.IsCancellationRequested)
            {
                return false;
            }

            Trace.TraceWarning("Traces: the receiver took no spans; trying again in {0} seconds.", pause.TotalSeconds);
            try
            {
                await Task.Delay(pause, core.Options.TimeProvider, closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private void Emit(long id)
    {
        if (core.Reader.Execution(id) is not ExecutionRow row || core.Reader.History(id, 0, int.MaxValue) is not { Count: > 0 } history)
        {
            // The retention took it.
            return;
        }

        ExecutionDescription execution = core.Describe(row);
        ExecutionSpan whole = SpanTree.Of(core.Machines.Require(row.Machine).Name, history);
        whole.Tags.Add(new("imageflow.execution.arn", execution.ExecutionArn));
        whole.Tags.Add(new("imageflow.execution.redrives", row.Redrives));

        // After a redrive only what is new is told; the earlier part has been.
        long from = history.LastOrDefault(happened => happened.Type == "ExecutionRedriven")?.Id ?? 0;
        Activity.Current = null;
        Emit(whole, ContextOf(TraceOwner(row, execution.ExecutionArn), row.TraceHeader), from);
        Activity.Current = null;
    }

    /// <summary>The iterations of a Map Run, executions of their own, belong to the trace of the execution that this is of.</summary>
    private string TraceOwner(ExecutionRow row, string arn)
    {
        ExecutionRow at = row;
        while (at.Iteration is IterationPlace iteration && core.Reader.MapRun(iteration.MapRun) is { } run && core.Reader.Execution(run.Execution) is { } outer)
        {
            at = outer;
        }

        return ReferenceEquals(at, row) ? arn : core.Describe(at).ExecutionArn;
    }

    private static void Emit(ExecutionSpan span, ActivityContext parent, long from)
    {
        ActivityContext context = parent;
        using Activity? activity = span.OpenedBy >= from || span.Parent is null ? EngineTelemetry.Source.StartActivity(span.Name, span.Kind, parent, span.Tags, null, span.Start) : null;
        if (activity is not null)
        {
            context = activity.Context;
            if (span.Error is { } error)
            {
                activity.SetTag("error.type", error);
                activity.SetStatus(ActivityStatusCode.Error, span.Cause is { Length: > 0 } cause ? $"{error}: {cause}" : error);
            }
        }

        foreach (ExecutionSpan child in span.Children)
        {
            Emit(child, context, from);
        }

        // A duration of nothing would be taken for one that has not been measured.
        activity?.SetEndTime((span.End is { } end && end > span.Start ? end : span.Start.AddTicks(1)).UtcDateTime);
    }
}

/// <summary>The spans of these executions have arrived.</summary>
internal sealed class TracesSent(IReadOnlyList<long> executions) : JournalWrite
{
    public override void Apply(JournalStatements statements)
    {
        foreach (long execution in executions)
        {
            statements.Traced(execution);
        }
    }
}
