using System.Text.RegularExpressions;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Engine.Interpretation;

/// <summary>
/// Distributed Map states. What is large or takes time happens outside of the transition: first the items are stored, then the
/// iterations run as executions of their own. The thread waits for either as for a task.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>The greatest length of a Label (Step Functions, "Distributed Map").</summary>
    private const int MaxLabel = 40;

    /// <summary>What makes the inputs of the iterations from the items, for the thread of a Map state that waits for that.</summary>
    /// <param name="own">A copy of the state that nobody else has seen.</param>
    public static ItemInputs InputsOf(Machine machine, ExecutionIdentity identity, ExecutionState own, int threadId, DateTimeOffset time, ulong seed)
    {
        Interpreter interpreter = new(machine, identity, own, new Continued(time, seed), 0);
        ExecutionThread thread = own.Find(threadId) ?? throw new OperationCanceledException("The Map state is gone.");
        JsonData input = thread.Node.IsJsonata ? thread.Input : Inputs.Selected(thread.Node.State, thread, interpreter);
        return new ItemInputs(thread, interpreter.scopes, input, interpreter.now);
    }

    private void PrepareMapRun(ExecutionThread thread, MapState map, StateScope scope)
    {
        JsonData parameters = map.ItemReader?.Parameters is Template template
            ? Expressions.Template(thread.Node, template, scope, thread.Node.IsJsonata ? "ItemReader/Arguments" : "ItemReader/Parameters")
            : ObjectData.Empty;
        thread.MapRun = null;
        AwaitMapRun(thread, MapRunTask.Items, parameters);
    }

    private void AwaitMapRun(ExecutionThread thread, string what, JsonData input)
    {
        thread.Phase = ThreadPhase.Task;
        thread.Task = new PendingTask(NewStepId(), what, input, null, false, null, null);
        commands.Add(StartOf(identity, thread));
    }

    private void BeginMapRun(ItemsPrepared prepared)
    {
        if (TaskThread(prepared.ThreadId, prepared.ScheduledId) is not ExecutionThread thread)
        {
            return;
        }

        DropTask(thread);
        Guarded(thread, (interpreter, thread) => interpreter.BeginMapRun(thread, prepared));
    }

    private void BeginMapRun(ExecutionThread thread, ItemsPrepared prepared)
    {
        if (prepared.Refusal is StatesException refusal)
        {
            throw refusal;
        }

        MapState map = (MapState)thread.Node.State;
        StateScope scope = Scope(thread, thread.Node.IsJsonata ? thread.Input : Inputs.Selected(map, thread, this));
        Emit(thread, EventType.MapStateStarted, ObjectData.Of(("length", NumberData.Of(prepared.Items))));
        MapRunRow row = new(prepared.MapRunId, identity.Id, thread.Node.Name, $"{identity.StateMachineName}/{map.Label ?? LabelOf(thread.Node.Name)}", NewUuid(), Milliseconds, prepared.Items, prepared.Children)
        {
            IsExpress = map.ItemProcessor.ProcessorConfig?.ExecutionType == "EXPRESS",
            MaxConcurrency = MapFields.MaxConcurrency(map, thread.Node.Language, scope),
            ToleratedCount = MapFields.ToleratedFailureCount(map, thread.Node.Language, scope),
            ToleratedPercentage = MapFields.ToleratedFailurePercentage(map, thread.Node.Language, scope),
        };
        string arn = $"{identity.StateMachineArn.Replace(":stateMachine:", ":mapRun:", StringComparison.Ordinal)}/{row.Label}:{row.Uuid}";
        Emit(thread, EventType.MapRunStarted, ObjectData.Of(("mapRunArn", arn)));
        thread.MapRun = new MapRunReference(row.Id, arn, 0, HasItems: prepared.Failure is null, IsOver: false);
        commands.Add(new BeginMapRun(row));
        switch (prepared.Failure)
        {
            case null:
                AwaitMapRun(thread, MapRunTask.Iterations, NullData.Instance);
                break;
            case { Error: StateErrors.ItemReaderFailed } failure:
                Fail(thread, failure.Error, failure.Cause);
                break;
            default:
                throw prepared.Failure;
        }
    }

    private void EndMapRun(MapRunEnded ended)
    {
        if (TaskThread(ended.ThreadId, ended.ScheduledId) is not ExecutionThread thread)
        {
            return;
        }

        DropTask(thread);
        if (ended.Output is not JsonData output)
        {
            FailMapRun(thread, ended.Error, ended.Cause, ended.ResultsWritten);
            Fail(thread, ended.Error, ended.Cause);
            return;
        }

        thread.Previous = EmitBeside(EventType.MapRunSucceeded, thread.Previous);
        CloseMapRun(thread, MapRunStatus.Succeeded, ended.ResultsWritten);
        EmitBeside(EventType.MapStateSucceeded, thread.Previous);
        FinishWith(thread, output);
    }

    /// <summary>The Map state failed, for whatever reason, and with it its Map Run where that is not over.</summary>
    private void FailMapRun(ExecutionThread thread, string? error, string? cause, long resultsWritten = 0)
    {
        if (thread.MapRun is { IsOver: false })
        {
            Emit(thread, EventType.MapRunFailed, FailureDetails(error, cause));
            CloseMapRun(thread, MapRunStatus.Failed, resultsWritten);
        }
    }

    /// <summary>The Map state goes because something else ended.</summary>
    private void AbortMapRun(ExecutionThread thread, bool isShown)
    {
        if (thread.MapRun is { IsOver: false })
        {
            if (isShown)
            {
                EmitBeside(EventType.MapRunAborted, thread.Previous);
            }

            CloseMapRun(thread, MapRunStatus.Aborted, 0);
        }
    }

    private void CloseMapRun(ExecutionThread thread, MapRunStatus status, long resultsWritten)
    {
        thread.MapRun = thread.MapRun! with { IsOver = true };
        commands.Add(new EndMapRun(thread.MapRun.Id, status, Milliseconds, resultsWritten));
    }

    /// <summary>Lets the iterations that did not succeed go on, in the same Map Run (Step Functions, "Redriving Map Runs").</summary>
    private void RedriveMapRun(ExecutionThread thread)
    {
        MapRunReference run = thread.MapRun! with { Redrives = thread.MapRun.Redrives + 1, IsOver = false };
        thread.MapRun = run;
        Emit(thread, EventType.MapRunRedriven, ObjectData.Of(("mapRunArn", run.Arn), ("redriveCount", NumberData.Of(run.Redrives))));
        commands.Add(new RedriveMapRun(run.Id, run.Redrives, Milliseconds));
        AwaitMapRun(thread, MapRunTask.Iterations, NullData.Instance);
    }

    /// <summary>The label that a Map state without one gets from its name.</summary>
    private static string LabelOf(string state)
    {
        string label = NotInLabels().Replace(state, "");
        return label.Length == 0 ? "Map" : label[..Math.Min(label.Length, MaxLabel)];
    }

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex NotInLabels();
}
