namespace ImageFlow.Engine.Running;

/// <summary>The due times of all executions, by their numbers, behind one timer of the operating system.</summary>
internal sealed class TimerQueue : IDisposable
{
    /// <summary>A clock that jumps is noticed after this time at the latest.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>So many entries that no longer count are not worth a cleaning.</summary>
    private const int MinStale = 256;

    private readonly TimeProvider clock;
    private readonly Action<long> wake;
    private readonly PriorityQueue<long, long> queue = new();
    private readonly Dictionary<long, long> armed = [];
    private readonly ITimer timer;
    private readonly object gate = new();
    private int stale;
    private long sleepsUntil = long.MaxValue;
    private bool isClosed;

    /// <param name="wake">Called on the timer's thread for each execution whose time has come; must not block.</param>
    public TimerQueue(TimeProvider clock, Action<long> wake)
    {
        this.clock = clock;
        this.wake = wake;
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

    public bool IsArmed(long execution)
    {
        lock (gate)
        {
            return armed.ContainsKey(execution);
        }
    }

    /// <summary>Wakes the execution when <paramref name="dueTicks"/> (UTC) has come. Only its earliest due time counts; a run arms again after each turn.</summary>
    public void Arm(long execution, long dueTicks)
    {
        lock (gate)
        {
            if (isClosed || (armed.TryGetValue(execution, out long before) && before == dueTicks))
            {
                return;
            }

            Forget(execution);
            armed[execution] = dueTicks;
            queue.Enqueue(execution, dueTicks);
            if (dueTicks < sleepsUntil)
            {
                Sleep();
            }
        }
    }

    /// <summary>The execution waits for nothing any more.</summary>
    public void Disarm(long execution)
    {
        lock (gate)
        {
            Forget(execution);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            queue.Clear();
            armed.Clear();
        }

        timer.Dispose();
    }

    /// <summary>
    /// An entry stays in the queue until its time; when most entries are such, they go, so that what is over is not kept in memory
    /// for as long as it might have lasted.
    /// </summary>
    private void Forget(long execution)
    {
        if (!armed.Remove(execution) || ++stale <= Math.Max(MinStale, queue.Count / 2))
        {
            return;
        }

        (long Execution, long Due)[] kept = [.. queue.UnorderedItems.Where(entry => armed.TryGetValue(entry.Element, out long due) && due == entry.Priority)];
        queue.Clear();
        queue.EnqueueRange(kept);
        queue.TrimExcess();
        stale = 0;
    }

    private void Fire()
    {
        List<long> due = [];
        lock (gate)
        {
            long now = clock.GetUtcNow().UtcTicks;
            while (queue.TryPeek(out long execution, out long time) && time <= now)
            {
                queue.Dequeue();
                if (armed.TryGetValue(execution, out long counts) && counts == time)
                {
                    armed.Remove(execution);
                    due.Add(execution);
                }
                else
                {
                    stale--;
                }
            }

            Sleep();
        }

        due.ForEach(wake);
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
