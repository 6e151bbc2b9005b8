using System.Diagnostics.Metrics;
using ImageFlow.Engine.Histories;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Telemetry;

/// <summary>What is counted and measured of one engine. Costs next to nothing while nobody listens.</summary>
internal sealed class EngineMeters : IDisposable
{
    private readonly Meter meter = new(EngineTelemetry.Name);
    private readonly Counter<long> started;
    private readonly Counter<long> transitions;
    private readonly Histogram<double> executionTime;
    private readonly Histogram<double> taskTime;
    private readonly Histogram<double> commitTime;
    private readonly Dictionary<ExecutionStatus, Counter<long>> ended;

    public EngineMeters()
    {
        started = Count("started", "Executions that were started");
        ended = new Dictionary<ExecutionStatus, Counter<long>>
        {
            [ExecutionStatus.Succeeded] = Count("succeeded", "Executions that succeeded"),
            [ExecutionStatus.Failed] = Count("failed", "Executions that failed"),
            [ExecutionStatus.TimedOut] = Count("timed_out", "Executions that timed out"),
            [ExecutionStatus.Aborted] = Count("aborted", "Executions that were stopped"),
        };
        transitions = meter.CreateCounter<long>("imageflow.state_transitions", "{transition}", "States that were entered");
        executionTime = meter.CreateHistogram<double>("imageflow.executions.duration", "s", "From the start of an execution to its end");
        taskTime = meter.CreateHistogram<double>("imageflow.tasks.duration", "s", "How long the handler of a task worked");
        commitTime = meter.CreateHistogram<double>("imageflow.journal.commit.duration", "s", "How long a transaction of the journal took until it was on the disk");
    }

    /// <summary>How many tasks wait for a free place, told whenever somebody asks.</summary>
    public void ObserveQueue(Func<int> queued) => meter.CreateObservableGauge("imageflow.tasks.queued", queued, "{task}", "Tasks that wait for a free place");

    /// <summary>An advance of an execution is on the disk.</summary>
    public void Advanced(ExecutionIdentity identity, bool isNew, ExecutionState after, IReadOnlyList<EventRecord> events)
    {
        if (!started.Enabled && !transitions.Enabled)
        {
            return;
        }

        KeyValuePair<string, object?> machine = new("imageflow.state_machine", identity.StateMachineName);
        if (isNew)
        {
            started.Add(1, machine);
        }

        int entered = events.Count(record => record.Type.ToString().EndsWith("StateEntered", StringComparison.Ordinal));
        if (entered > 0)
        {
            transitions.Add(entered, machine);
        }

        if (ended.TryGetValue(after.Status, out Counter<long>? counter))
        {
            counter.Add(1, machine);
            if (after.StopTime is DateTimeOffset stopped)
            {
                executionTime.Record((stopped - identity.StartTime).TotalSeconds, machine);
            }
        }
    }

    public void TaskDone(string resource, bool succeeded, TimeSpan duration) =>
        taskTime.Record(duration.TotalSeconds, new("imageflow.task.resource", resource), new("imageflow.task.succeeded", succeeded));

    public void Committed(TimeSpan duration) => commitTime.Record(duration.TotalSeconds);

    public void Dispose() => meter.Dispose();

    private Counter<long> Count(string what, string description) => meter.CreateCounter<long>("imageflow.executions." + what, "{execution}", description);
}
