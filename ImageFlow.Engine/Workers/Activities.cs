using System.Collections.Concurrent;
using System.Threading.Channels;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Machines;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.Workers;

/// <summary>
/// Activities: tasks that workers fetch. A task that nobody has fetched is offered again after a crash; one that was fetched belongs to its
/// worker, whose token stays good. Thread-safe.
/// </summary>
/// <remarks>Requests that AWS would refuse throw <see cref="EngineException"/> with AWS's code.</remarks>
public sealed class Activities
{
    private readonly EngineCore core;
    private readonly ConcurrentDictionary<string, ActivityRow> rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Channel<Offer>> offers = new(StringComparer.Ordinal);
    private readonly object gate = new();

    /// <summary>By their numbers, ascending: pages are cut out of it.</summary>
    private readonly SortedList<long, ActivityRow> ordered = [];

    internal Activities(EngineCore core)
    {
        this.core = core;
        foreach (ActivityRow row in core.Reader.Activities())
        {
            rows[ArnOf(row.Name)] = row;
            ordered[row.Number] = row;
        }
    }

    /// <summary>Makes an activity, or gives the one of that name, whose tags stay as they are.</summary>
    /// <param name="encryption">As in the API; <see langword="null"/> for AWS's own key. Kept and shown; nothing is encrypted.</param>
    /// <exception cref="EngineException"><c>InvalidName</c>, <c>TooManyTags</c>, <c>InvalidEncryptionConfiguration</c>, or <c>ActivityAlreadyExists</c> with another encryption.</exception>
    public Activity Create(string name, IReadOnlyList<KeyValuePair<string, string>>? tags = null, ObjectData? encryption = null)
    {
        StateMachines.CheckName(name);
        EncryptionRules.Check(encryption);
        ActivityDocument document = new(StateMachines.MergeTags([], tags ?? []), encryption ?? ActivityDocument.Empty.Encryption);
        string arn = ArnOf(name);
        lock (gate)
        {
            if (!rows.TryGetValue(arn, out ActivityRow? row))
            {
                long number = ordered.Count == 0 ? 1 : ordered.Keys[^1] + 1;
                row = new ActivityRow(number, name, core.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds()) { Document = document };
                Save(row, isDeleted: false);
            }

            return row.Document.Encryption.Equals(document.Encryption)
                ? Show(arn, row)
                : throw new EngineException("ActivityAlreadyExists", "Activity already exists. EncryptionConfiguration may not be updated.");
        }
    }

    public Activity Describe(string arn) => Show(arn, Require(arn));

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Activity> List() => [.. Page(0, int.MaxValue).Select(entry => entry.Activity)];

    /// <summary>A page of the activities, the newest first. What it costs follows from its size.</summary>
    /// <param name="after">The key of the last activity of the page before; 0 for the first page.</param>
    public IReadOnlyList<(long Key, Activity Activity)> Page(long after, int max)
    {
        lock (gate)
        {
            List<(long, Activity)> page = [];
            for (int i = (after == 0 ? ordered.Count : IndexOf(after)) - 1; i >= 0 && page.Count < max; i--)
            {
                page.Add((ordered.Keys[i], Show(ArnOf(ordered.Values[i].Name), ordered.Values[i])));
            }

            return page;
        }
    }

    /// <summary>Adds tags, or gives those of the same key another value.</summary>
    public void Tag(string arn, IReadOnlyList<KeyValuePair<string, string>> tags) => Change(arn, old => StateMachines.MergeTags(old, tags));

    public void Untag(string arn, IReadOnlyCollection<string> keys) => Change(arn, old => [.. old.Where(tag => !keys.Contains(tag.Key))]);

    /// <summary>In the order in which they were set.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags(string arn) => RequireTagged(arn).Document.Tags;

    /// <summary>Deletes an activity; one that is not there is deleted already. Tasks that wait for it stay until they time out.</summary>
    public void Delete(string arn)
    {
        Check(arn);
        lock (gate)
        {
            if (rows.TryGetValue(arn, out ActivityRow? row))
            {
                Save(row, isDeleted: true);
            }
        }
    }

    /// <summary>Waits for the next task of the activity and gives it to the worker.</summary>
    /// <param name="workerName">Shown in the history.</param>
    /// <param name="patience">How long to wait; AWS waits 60 seconds.</param>
    /// <returns>Its token and its input as JSON text; <see langword="null"/> where there was none in that time.</returns>
    public async Task<ActivityTask?> GetTaskAsync(string arn, string? workerName, TimeSpan patience, CancellationToken cancellation)
    {
        Require(arn);
        Channel<Offer> queue = QueueOf(arn);
        using CancellationTokenSource limit = new(patience, core.Options.TimeProvider);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        while (true)
        {
            Offer offer;
            try
            {
                offer = await queue.Reader.ReadAsync(both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                return null;
            }

            if (await TakeAsync(offer, workerName).ConfigureAwait(false) is ActivityTask task)
            {
                return task;
            }
        }
    }

    /// <summary>Whether the resource of a Task state is an activity that is there.</summary>
    internal bool Has(string arn) => rows.ContainsKey(arn);

    /// <summary>Keeps a task until a worker asks for it.</summary>
    internal void Keep(ExecutionRun run, StartTask start) =>
        QueueOf(start.Invocation.Resource).Writer.TryWrite(new Offer(run.Identity.Id, start.ThreadId, start.ScheduledId, start.Invocation.Input.ToJson()));

    private async Task<ActivityTask?> TakeAsync(Offer offer, string? workerName)
    {
        string? token = null;
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        EngineException gone = new("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
        core.Runs.Post(offer.Execution, new Happening(new ActivityTaken(default, 0, offer.Thread, offer.ScheduledId, workerName), Refusal, done));
        try
        {
            await done.Task.ConfigureAwait(false);
        }
        catch (EngineException refusal) when (ReferenceEquals(refusal, gone))
        {
            // It timed out or was aborted while it waited; another one may be there.
            return null;
        }

        return token is null ? null : new ActivityTask(token, offer.Input);

        EngineException? Refusal(ExecutionState state)
        {
            PendingTask? task = state.IsRunning ? state.Find(offer.Thread)?.Task : null;
            token = task?.ScheduledId == offer.ScheduledId && !task.IsSubmitted ? task.Token : null;
            return token is null ? gone : null;
        }
    }

    private Channel<Offer> QueueOf(string arn) => offers.GetOrAdd(arn, static _ => Channel.CreateUnbounded<Offer>());

    private string ArnOf(string name) => $"arn:aws:states:{core.Options.Region}:{core.Options.AccountId}:activity:{name}";

    private static void Check(string arn)
    {
        if (MachineArn.Split(arn) is var parts && (parts[5] != "activity" || parts.Length != 7))
        {
            throw new EngineException("InvalidArn", $"Invalid Arn: 'Resource type not valid in this context: {parts[5]}'");
        }
    }

    private ActivityRow Require(string arn)
    {
        Check(arn);
        return rows.TryGetValue(arn, out ActivityRow? row) ? row : throw new EngineException("ActivityDoesNotExist", $"Activity Does Not Exist: '{arn}'");
    }

    private ActivityRow RequireTagged(string arn)
    {
        Check(arn);
        return rows.TryGetValue(arn, out ActivityRow? row) ? row : throw new EngineException("ResourceNotFound", $"Resource not found: '{arn}'");
    }

    private void Change(string arn, Func<IReadOnlyList<KeyValuePair<string, string>>, IReadOnlyList<KeyValuePair<string, string>>> change)
    {
        lock (gate)
        {
            ActivityRow row = RequireTagged(arn);
            Save(row with { Document = row.Document with { Tags = change(row.Document.Tags) } }, isDeleted: false);
        }
    }

    private void Save(ActivityRow row, bool isDeleted)
    {
        ActivityWrite write = new(row, isDeleted);
        core.Journal.Enqueue(write);
        write.Committed.GetAwaiter().GetResult();
        if (isDeleted)
        {
            rows.TryRemove(ArnOf(row.Name), out _);
            ordered.Remove(row.Number);
        }
        else
        {
            rows[ArnOf(row.Name)] = row;
            ordered[row.Number] = row;
        }
    }

    /// <summary>Where the first number that is not smaller stands.</summary>
    private int IndexOf(long number)
    {
        (int low, int high) = (0, ordered.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = ordered.Keys[middle] < number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static Activity Show(string arn, ActivityRow row) => new(arn, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.Created), row.Document.Encryption);

    private readonly record struct Offer(long Execution, int Thread, long ScheduledId, string Input);
}

/// <param name="Encryption">As in the API; AWS's own key where none was given.</param>
public sealed record Activity(string Arn, string Name, DateTimeOffset CreationDate, ObjectData Encryption);

/// <param name="Token">For SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat.</param>
/// <param name="Input">JSON text.</param>
public sealed record ActivityTask(string Token, string Input);
