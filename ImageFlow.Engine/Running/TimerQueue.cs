namespace ImageFlow.Engine.Running;

/// <summary>The due times of all executions, behind one timer of the operating system.</summary>
internal sealed class TimerQueue : IDisposable
{
    /// <summary>A clock that jumps is noticed after this time at the latest.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>So many entries that no longer count are not worth a cleaning.</summary>
    private const int MinStale = 256;

    private readonly TimeProvider clock;
    private readonly PriorityQueue<ExecutionRun, long> queue = new();
    private readonly ITimer timer;
    private readonly object gate = new();
    private int stale;
    private long sleepsUntil = long.MaxValue;
    private bool isClosed;

    public TimerQueue(TimeProvider clock)
    {
        this.clock = clock;
        timer = clock.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The entries, with those that no longer count.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return queue.Count;
            }
        }
    }

    /// <summary>Tells the run when <paramref name="due"/> has come. Only its earliest due time counts; a run arms again after each turn.</summary>
    public void Arm(ExecutionRun run, DateTimeOffset due)
    {
        lock (gate)
        {
            if (isClosed || run.ArmedFor == due.UtcTicks)
            {
                return;
            }

            Forget(run);
            run.ArmedFor = due.UtcTicks;
            queue.Enqueue(run, due.UtcTicks);
            if (due.UtcTicks < sleepsUntil)
            {
                Sleep();
            }
        }
    }

    /// <summary>The run waits for nothing any more.</summary>
    public void Disarm(ExecutionRun run)
    {
        lock (gate)
        {
            Forget(run);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            queue.Clear();
        }

        timer.Dispose();
    }

    /// <summary>
    /// An entry stays in the queue until its time; when most entries are such, they go, so that what is over is not kept in memory
    /// for as long as it might have lasted.
    /// </summary>
    private void Forget(ExecutionRun run)
    {
        if (run.ArmedFor == long.MaxValue)
        {
            return;
        }

        run.ArmedFor = long.MaxValue;
        if (++stale <= Math.Max(MinStale, queue.Count / 2))
        {
            return;
        }

        (ExecutionRun Run, long Due)[] kept = [.. queue.UnorderedItems.Where(entry => entry.Element.ArmedFor == entry.Priority)];
        queue.Clear();
        queue.EnqueueRange(kept);
        queue.TrimExcess();
        stale = 0;
    }

    private void Fire()
    {
        List<ExecutionRun> due = [];
        lock (gate)
        {
            long now = clock.GetUtcNow().UtcTicks;
            while (queue.TryPeek(out ExecutionRun? run, out long time) && time <= now)
            {
                queue.Dequeue();
                if (run.ArmedFor == time)
                {
                    run.ArmedFor = long.MaxValue;
                    due.Add(run);
                }
                else
                {
                    stale--;
                }
            }

            Sleep();
        }

        foreach (ExecutionRun run in due)
        {
            run.Post(new Happening(new Interpretation.TimePassed(default, 0, null)));
        }
    }

    private void Sleep()
    {
        if (isClosed || !queue.TryPeek(out _, out long next))
        {
            sleepsUntil = long.MaxValue;
            return;
        }

        // A timer's whole milliseconds may end a little before the due time.
        TimeSpan sleep = TimeSpan.FromTicks(Math.Max(0, next - clock.GetUtcNow().UtcTicks)) + TimeSpan.FromMilliseconds(1);
        sleepsUntil = next;
        timer.Change(sleep < LongestSleep ? sleep : LongestSleep, Timeout.InfiniteTimeSpan);
    }
}
