using System.Collections.Concurrent;
using System.Threading.Channels;
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

    internal Activities(EngineCore core)
    {
        this.core = core;
        foreach (ActivityRow row in core.Reader.Activities())
        {
            rows[ArnOf(row.Name)] = row;
        }
    }

    /// <summary>Makes an activity, or gives the one of that name.</summary>
    public Activity Create(string name)
    {
        StateMachines.CheckName(name);
        string arn = ArnOf(name);
        lock (gate)
        {
            if (!rows.TryGetValue(arn, out ActivityRow? row))
            {
                row = new ActivityRow(name, core.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
                Save(new ActivityWrite(row, isDeleted: false));
                rows[arn] = row;
            }

            return Show(arn, row);
        }
    }

    public Activity Describe(string arn) => Show(arn, Require(arn));

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Activity> List() => [.. rows.OrderByDescending(pair => pair.Value.Created).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Show(pair.Key, pair.Value))];

    /// <summary>Deletes an activity; one that is not there is deleted already. Tasks that wait for it stay until they time out.</summary>
    public void Delete(string arn)
    {
        Check(arn);
        lock (gate)
        {
            if (rows.TryRemove(arn, out ActivityRow? row))
            {
                Save(new ActivityWrite(row, isDeleted: true));
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

    private void Save(ActivityWrite write)
    {
        core.Journal.Enqueue(write);
        write.Committed.GetAwaiter().GetResult();
    }

    private static Activity Show(string arn, ActivityRow row) => new(arn, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.Created));

    private readonly record struct Offer(long Execution, int Thread, long ScheduledId, string Input);
}

public sealed record Activity(string Arn, string Name, DateTimeOffset CreationDate);

/// <param name="Token">For SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat.</param>
/// <param name="Input">JSON text.</param>
public sealed record ActivityTask(string Token, string Input);
