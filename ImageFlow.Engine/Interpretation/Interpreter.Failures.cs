using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Errors on their way up: Retry, Catch, the parent state, the end of the execution.</summary>
internal sealed partial class Interpreter
{
    private const string RuntimeError = "States.Runtime";

    /// <summary>The interpreter itself could not go on in this state.</summary>
    private void FailEvaluation(ExecutionThread thread, StatesException failure)
    {
        // A state that is tested alone has no execution to be shown in.
        string cause = inspection is null ? failure.CauseIn(thread.Node.Name, thread.EnteredId) : failure.Cause;
        if (failure.Error == StateErrors.QueryEvaluationError)
        {
            ObjectDataBuilder details = new();
            details.Set("error", failure.Error).Set("cause", cause).Set("state", thread.Node.Name);
            details.SetIfPresent("location", failure.Location is null ? null : new StringData(failure.Location));

            // As measured: a state that is entered and evaluated in one go is not in the chain yet.
            if (thread.Previous == thread.EnteredId && thread.Node.Kind != StateKind.Wait)
            {
                thread.Previous = thread.PreviousBeforeEntry;
            }

            Emit(thread, EventType.EvaluationFailed, details.Build());
        }

        Fail(thread, failure.Error, cause);
    }

    /// <summary>The state has failed: retry, catch, or pass the error on.</summary>
    private void Fail(ExecutionThread thread, string? error, string? cause)
    {
        inspection?.NoteError(error, cause);
        if (error == RuntimeError)
        {
            FailExecution(thread.Previous, error, cause);
            return;
        }

        FailMapRun(thread, error, cause);
        if (thread.Node.State is RecoverableState recoverable)
        {
            if (TryRetry(thread, recoverable, error))
            {
                return;
            }

            if (thread.Node.Kind is StateKind.Parallel or StateKind.Map)
            {
                Emit(thread, thread.Node.Kind == StateKind.Map ? EventType.MapStateFailed : EventType.ParallelStateFailed);
            }

            if (recoverable.Catch.FirstOrDefault(catcher => ErrorNames.Match(catcher.ErrorEquals, error)) is Catcher catcher)
            {
                inspection?.NoteCatch(recoverable.Catch.ToList().IndexOf(catcher));
                Catch(thread, catcher, error, cause);
                return;
            }
        }

        thread.Phase = ThreadPhase.Failed;
        if (thread.Parent is null)
        {
            FailExecution(thread.Previous, error, cause);
        }
        else
        {
            FailChild(thread, error, cause);
        }
    }

    private bool TryRetry(ExecutionThread thread, RecoverableState recoverable, string? error)
    {
        for (int i = 0; i < recoverable.Retry.Count; i++)
        {
            Retrier retrier = recoverable.Retry[i];
            if (!ErrorNames.Match(retrier.ErrorEquals, error))
            {
                continue;
            }

            thread.RetrierCounts ??= new int[recoverable.Retry.Count];
            int used = thread.RetrierCounts[i];
            inspection?.NoteRetry(i);
            if (used >= (retrier.MaxAttempts ?? 3))
            {
                return false;
            }

            thread.RetrierCounts[i]++;
            thread.RetryCount++;
            thread.Phase = ThreadPhase.Backoff;
            thread.Join = null;
            thread.Due = now + Backoff.Delay(retrier, used, random);
            inspection?.NoteBackoff(thread.Due.Value - now);
            return true;
        }

        return false;
    }

    private void Catch(ExecutionThread thread, Catcher catcher, string? error, string? cause)
    {
        ObjectDataBuilder members = new();
        members.Set("Error", error ?? "").Set("Cause", cause ?? "");
        ObjectData errorOutput = members.Build();
        Guarded(thread, (interpreter, thread) =>
        {
            Node target = thread.Node.Sibling(catcher.Next);
            if (thread.Node.IsJsonata)
            {
                StateScope scope = interpreter.Scope(thread, thread.Input, null, errorOutput);
                ObjectData? assigned = interpreter.Assigned(thread, catcher.Assign, scope);
                JsonData output = catcher.Output is null ? errorOutput : Expressions.Template(thread.Node, catcher.Output, scope, "Output");
                interpreter.LeaveCaught(thread, output, assigned, target);
                return;
            }

            ObjectData? variables = catcher.Assign is null ? null : interpreter.Assigned(thread, catcher.Assign, interpreter.Scope(thread, errorOutput));
            interpreter.LeaveCaught(thread, Inputs.Merge(catcher.ResultPath, thread, interpreter, errorOutput), variables, target);
        });
    }

    private void LeaveCaught(ExecutionThread thread, JsonData output, ObjectData? assigned, Node target) => Leave(thread, output, assigned, target);

    /// <summary>A branch or iteration failed and did not catch it.</summary>
    private void FailChild(ExecutionThread child, string? error, string? cause)
    {
        ExecutionThread parent = child.Parent!;
        Join join = parent.Join!;
        if (parent.Node.Kind == StateKind.Map)
        {
            EmitBeside(EventType.MapIterationFailed, child.Previous, IterationDetails(parent, child.Index));
            join.Chain = join.LastEnd = child.Previous;
            join.Failures++;
            if (IsTolerated(parent, join))
            {
                Retire(parent, child);
                ContinueMap(parent);
                return;
            }

            if (join.ToleratedCount is not null || join.ToleratedPercentage is not null)
            {
                error = "States.ExceedToleratedFailureThreshold";
                cause = "The specified tolerated failure threshold was exceeded";
            }
        }

        AbortDescendants(parent);
        parent.Previous = child.Previous;
        Fail(parent, error, cause);
    }

    private static bool IsTolerated(ExecutionThread map, Join join)
    {
        if (join.ToleratedCount is double count && join.Failures <= count)
        {
            return true;
        }

        return join.ToleratedPercentage is double percentage && join.Failures * 100.0 / join.Items.Length <= percentage;
    }

    private void FailExecution(long previous, string? error, string? cause)
    {
        AbandonTasks(state.Root!);
        Append(new EventRecord(EventType.ExecutionFailed, previous, Milliseconds, null, null, FailureDetails(error, cause)));
        EndUnsuccessfully(ExecutionStatus.Failed, error, cause);
    }

    private static ObjectData FailureDetails(string? error, string? cause)
    {
        ObjectDataBuilder details = new();
        return details
            .SetIfPresent("error", error is null ? null : new StringData(error))
            .SetIfPresent("cause", cause is null ? null : new StringData(cause))
            .Build();
    }

    private void EndUnsuccessfully(ExecutionStatus status, string? error, string? cause)
    {
        state.Status = status;
        state.Error = error;
        state.Cause = cause;
        state.StopTime = now;
        state.Deadline = null;
        ready.Clear();
    }

    private void EndBecauseHistoryIsFull()
    {
        AbandonTasks(state.Root!);
        const string cause = "The execution reached the maximum number of history events (25000).";
        events.Add(new EventRecord(EventType.ExecutionFailed, state.LastEventId, Milliseconds, null, null, FailureDetails(RuntimeError, cause)));
        state.LastEventId++;
        EndUnsuccessfully(ExecutionStatus.Failed, RuntimeError, cause);
    }
}
