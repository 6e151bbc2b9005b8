using ImageFlow.Asl.Values;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Engine.Interpretation;

/// <summary>What a thread is about. The numbers stand in journals.</summary>
internal enum ThreadPhase : byte
{
    /// <summary>It is about to enter its state.</summary>
    Ready = 0,

    /// <summary>A Wait state waits for <see cref="ExecutionThread.Due"/>.</summary>
    Waiting = 1,

    /// <summary>A task runs.</summary>
    Task = 2,

    /// <summary>A retry waits for <see cref="ExecutionThread.Due"/>.</summary>
    Backoff = 3,

    /// <summary>The threads of a Parallel or Map state run.</summary>
    Joining = 4,

    Done = 5,
    Failed = 6,

    /// <summary>It was stopped because something else failed, timed out or was aborted.</summary>
    Aborted = 7,
}

/// <summary>One line of control: the machine itself, a branch of a Parallel state, or an iteration of a Map state.</summary>
internal sealed class ExecutionThread
{
    public required int Id { get; init; }

    public ExecutionThread? Parent { get; private set; }

    /// <summary>Which branch or iteration of the parent.</summary>
    public required int Index { get; init; }

    /// <summary>The iteration's <c>Map.Item</c> of the context object, or <see langword="null"/> in a branch and in the machine.</summary>
    public ObjectData? MapItem { get; init; }

    public required Node Node { get; set; }

    public ThreadPhase Phase { get; set; }

    /// <summary>The raw input of the state; of a thread that is done its output.</summary>
    public required JsonData Input { get; set; }

    public required Variables Variables { get; set; }

    /// <summary>The id of the thread's last event in the chain of <c>previousEventId</c>.</summary>
    public long Previous { get; set; }

    /// <summary><see cref="Previous"/> as it was before the state was entered.</summary>
    public long PreviousBeforeEntry { get; set; }

    public long EnteredId { get; set; }

    public DateTimeOffset EnteredTime { get; set; }

    /// <summary>How often the state was retried, over all retriers.</summary>
    public int RetryCount { get; set; }

    /// <summary>How often each retrier was used; <see langword="null"/> before the first retry.</summary>
    public int[]? RetrierCounts { get; set; }

    /// <summary>When the wait, the retry delay or the task's time is over.</summary>
    public DateTimeOffset? Due { get; set; }

    public PendingTask? Task { get; set; }

    public Join? Join { get; set; }

    /// <summary>The Map Run of a distributed Map state, from its begin until the state is left; a redrive goes on with it.</summary>
    public MapRunReference? MapRun { get; set; }

    /// <summary>What is due next: the wait, the timeout, or the heartbeat.</summary>
    public DateTimeOffset? NextDue => Task?.HeartbeatDue is DateTimeOffset heartbeat && !(Due < heartbeat) ? heartbeat : Due;

    public bool IsEnded => Phase >= ThreadPhase.Done;

    public ExecutionThread Copy(ExecutionThread? parent)
    {
        ExecutionThread copy = (ExecutionThread)MemberwiseClone();
        copy.Parent = parent;
        copy.Join = Join?.Copy(copy);
        copy.RetrierCounts = (int[]?)RetrierCounts?.Clone();
        return copy;
    }

    /// <summary>Makes a thread below this one.</summary>
    public ExecutionThread AddChild(int id, int index, Node start, JsonData input, long previous, ObjectData? mapItem)
    {
        ExecutionThread child = new()
        {
            Id = id,
            Parent = this,
            Index = index,
            MapItem = mapItem ?? MapItem,
            Node = start,
            Input = input,
            Variables = Variables,
            Previous = previous,
        };
        Join!.Threads[index] = child;
        return child;
    }

    /// <summary>Hangs a thread that was read from the journal below this one.</summary>
    public void Adopt(ExecutionThread child)
    {
        child.Parent = this;
        Join!.Threads[child.Index] = child;
    }

    /// <summary>This thread or one below it. Without an iterator, as each answer looks for its thread.</summary>
    public ExecutionThread? Find(int id)
    {
        if (Id == id)
        {
            return this;
        }

        foreach (ExecutionThread? child in Join?.Threads ?? [])
        {
            if (child?.Find(id) is ExecutionThread found)
            {
                return found;
            }
        }

        return null;
    }

    public IEnumerable<ExecutionThread> SelfAndDescendants()
    {
        yield return this;
        if (Join is null)
        {
            yield break;
        }

        foreach (ExecutionThread? child in Join.Threads)
        {
            if (child is null)
            {
                continue;
            }

            foreach (ExecutionThread thread in child.SelfAndDescendants())
            {
                yield return thread;
            }
        }
    }
}

/// <summary>A task that was scheduled and has not ended.</summary>
/// <param name="ScheduledId">The id of the event that scheduled it, which makes the task's id; of a Map Run a number that no event has.</param>
/// <param name="Token">The task token, where the resource waits for one.</param>
/// <param name="IsSubmitted">Whether the handler has answered and only the token is awaited.</param>
internal sealed record PendingTask(
    long ScheduledId,
    string Resource,
    JsonData Input,
    string? Token,
    bool IsSubmitted,
    TimeSpan? Heartbeat,
    DateTimeOffset? HeartbeatDue);
