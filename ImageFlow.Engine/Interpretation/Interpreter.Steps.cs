using ImageFlow.Asl.Choices;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Entering and leaving states, and the types that need nothing from outside but a clock.</summary>
internal sealed partial class Interpreter
{
    private static readonly EventType[] Entered = [.. Enum.GetNames<StateKind>().Select(kind => Enum.Parse<EventType>(kind + "StateEntered"))];

    private static readonly EventType[] Exited = [.. Enum.GetNames<StateKind>().Select(kind => kind == "Fail" ? default : Enum.Parse<EventType>(kind + "StateExited"))];

    private void Step(ExecutionThread thread)
    {
        if (thread.EnteredId == 0)
        {
            if (identity.IsDeleted?.Invoke() == true && state.LastEventId > 1)
            {
                // What AWS does to executions of a deleted machine on their next transition.
                FailExecution(thread.Previous, RuntimeError, $"State machine {identity.StateMachineName.Split('/')[0]} has been deleted.");
                return;
            }

            thread.PreviousBeforeEntry = thread.Previous;
            thread.EnteredId = thread.Previous = Append(new EventRecord(Entered[(int)thread.Node.Kind], thread.Previous, Milliseconds, thread.Node.Name, thread.Input, null));
            thread.EnteredTime = now;
        }

        Execute(thread);
    }

    /// <summary>Does the work of the state that the thread is in, for the first time or again.</summary>
    private void Execute(ExecutionThread thread)
    {
        thread.Due = null;
        Guarded(thread, static (interpreter, thread) =>
        {
            switch (thread.Node.Kind)
            {
                case StateKind.Pass:
                    interpreter.Pass(thread);
                    break;
                case StateKind.Choice:
                    interpreter.Choose(thread);
                    break;
                case StateKind.Wait:
                    interpreter.Wait(thread);
                    break;
                case StateKind.Succeed:
                    interpreter.Succeed(thread);
                    break;
                case StateKind.Fail:
                    interpreter.Fail(thread);
                    break;
                case StateKind.Task:
                    interpreter.ScheduleTask(thread);
                    break;
                case StateKind.Parallel:
                    interpreter.StartBranches(thread);
                    break;
                case StateKind.Map:
                    interpreter.StartMap(thread);
                    break;
            }
        });
    }

    private void Guarded(ExecutionThread thread, Action<Interpreter, ExecutionThread> work)
    {
        try
        {
            work(this, thread);
        }
        catch (StatesException failure)
        {
            FailEvaluation(thread, failure);
        }
    }

    private void Pass(ExecutionThread thread)
    {
        PassState pass = (PassState)thread.Node.State;
        if (thread.Node.IsJsonata)
        {
            FinishJsonata(thread, thread.Input, null, pass.Output, pass.Assign);
            return;
        }

        JsonData input = Inputs.Effective(pass, thread, this);
        if (inspection is not null)
        {
            inspection.NoteIfAny("result", pass.Result);
            inspection.NoteIfAny("afterInputPath", pass.Result is null ? Inputs.Selected(pass, thread, this) : null);
            inspection.NoteIfAny("afterParameters", pass.Result is null ? input : null);
        }

        FinishJsonPath(thread, pass.Result ?? input);
    }

    private void Succeed(ExecutionThread thread)
    {
        State state = thread.Node.State;
        if (thread.Node.IsJsonata)
        {
            FinishJsonata(thread, thread.Input, null, state.Output, null);
            return;
        }

        JsonData input = Inputs.Effective(state, thread, this);
        inspection?.Note("afterInputPath", input);
        Leave(thread, Inputs.Output(state, thread, this, input), null, null);
    }

    private void Choose(ExecutionThread thread)
    {
        ChoiceState choice = (ChoiceState)thread.Node.State;
        JsonData input = thread.Node.IsJsonata ? thread.Input : Inputs.Effective(choice, thread, this);
        inspection?.NoteIfAny("afterInputPath", thread.Node.IsJsonata ? null : input);
        StateScope scope = Scope(thread, input);
        ChoiceOutcome outcome = ChoiceEvaluation.Choose(choice, thread.Node.Language, scope);
        Node target = thread.Node.Sibling(outcome.Next);
        Template? assign = outcome.Rule is null ? choice.Assign : outcome.Rule.Assign;
        string field = outcome.Rule is null ? "" : outcome.Field + "/";
        if (thread.Node.IsJsonata)
        {
            Template? output = outcome.Rule is null ? choice.Output : outcome.Rule.Output;
            JsonData value = output is null ? thread.Input : Expressions.Template(thread.Node, output, scope, field + "Output");
            Leave(thread, value, Assigned(thread, assign, scope, field + "Assign"), target);
            return;
        }

        ObjectData? assigned = Assigned(thread, assign, scope);
        Leave(thread, Inputs.Output(choice, thread, this, input), assigned, target);
    }

    private void Wait(ExecutionThread thread)
    {
        WaitState wait = (WaitState)thread.Node.State;
        JsonData input = thread.Node.IsJsonata ? thread.Input : Inputs.Effective(wait, thread, this);
        inspection?.NoteIfAny("afterInputPath", thread.Node.IsJsonata ? null : input);
        DateTimeOffset due = StateFields.WaitUntil(wait, thread.Node.Language, Scope(thread, input));
        thread.Phase = ThreadPhase.Waiting;
        thread.Due = due;
        if (due <= now || inspection is not null)
        {
            EndWait(thread);
        }
    }

    private void EndWait(ExecutionThread thread)
    {
        thread.Due = null;
        Guarded(thread, static (interpreter, thread) =>
        {
            State wait = thread.Node.State;
            if (thread.Node.IsJsonata)
            {
                interpreter.FinishJsonata(thread, thread.Input, null, wait.Output, wait.Assign);
                return;
            }

            JsonData input = Inputs.Effective(wait, thread, interpreter);
            StateScope scope = interpreter.Scope(thread, input);
            ObjectData? assigned = interpreter.Assigned(thread, wait.Assign, scope);
            interpreter.Leave(thread, Inputs.Output(wait, thread, interpreter, input), assigned, thread.Node.Next);
        });
    }

    private void Fail(ExecutionThread thread)
    {
        FailState fail = (FailState)thread.Node.State;
        bool isDynamic = thread.Node.IsJsonata || fail.ErrorPath is not null || fail.CausePath is not null;
        StateScope? scope = isDynamic ? Scope(thread, thread.Input) : null;
        (string? error, string? cause) = scope is null ? (fail.Error, fail.Cause) : StateFields.Failure(fail, thread.Node.Language, scope);
        Fail(thread, error, cause);
    }

    /// <summary>The JSONata way out of a state: Output and Assign see the same variables.</summary>
    private void FinishJsonata(ExecutionThread thread, JsonData fallback, JsonData? result, Template? output, Template? assign)
    {
        if (output is null && assign is null)
        {
            Leave(thread, fallback, null, thread.Node.Next);
            return;
        }

        StateScope scope = Scope(thread, thread.Input, result);
        ObjectData? assigned = Assigned(thread, assign, scope);
        JsonData value = output is null ? fallback : Expressions.Template(thread.Node, output, scope, "Output");
        Leave(thread, value, assigned, thread.Node.Next);
    }

    /// <summary>The JSONPath way out of a state that makes a result: ResultSelector, Assign, ResultPath, OutputPath.</summary>
    private void FinishJsonPath(ExecutionThread thread, JsonData result)
    {
        State state = thread.Node.State;
        if (state.ResultSelector is not null)
        {
            result = Expressions.Template(thread.Node, state.ResultSelector, Scope(thread, result), "ResultSelector");
        }

        ObjectData? assigned = state.Assign is null ? null : Assigned(thread, state.Assign, Scope(thread, result));
        JsonData merged = Inputs.Merge(state.ResultPath, thread, this, result);
        inspection?.Note("afterResultSelector", result);
        inspection?.Note("afterResultPath", merged);
        Leave(thread, Inputs.Output(state, thread, this, merged), assigned, thread.Node.Next);
    }

    private ObjectData? Assigned(ExecutionThread thread, Template? assign, StateScope scope, string field = "Assign") => assign is null
        ? null
        : (ObjectData)Expressions.Template(thread.Node, assign, scope, field);

    /// <summary>Writes the exit, sets the variables, and goes to the next state or ends the thread.</summary>
    private void Leave(ExecutionThread thread, JsonData output, ObjectData? assigned, Node? next)
    {
        Node node = thread.Node;
        Limits.CheckPayload(node.Name, thread.Input, output);
        ObjectData? shown = assigned is { Count: > 0 } ? assigned : null;
        thread.Previous = Append(new EventRecord(Exited[(int)node.Kind], thread.Previous, Milliseconds, node.Name, output, shown));
        if (assigned is not null)
        {
            thread.Variables = thread.Variables.With(assigned);
        }

        thread.Input = output;
        thread.EnteredId = 0;
        thread.RetryCount = 0;
        thread.RetrierCounts = null;
        thread.Task = null;
        thread.Due = null;
        thread.Join = null;
        thread.MapRun = null;
        if (next is not null)
        {
            bool wasRunning = thread.Phase == ThreadPhase.Ready;
            thread.Node = next;
            thread.Phase = ThreadPhase.Ready;
            if (!wasRunning)
            {
                ready.Enqueue(thread);
            }

            return;
        }

        thread.Phase = ThreadPhase.Done;
        if (thread.Parent is null)
        {
            EndExecution(output);
        }
        else
        {
            EndChild(thread);
        }
    }

    private void EndExecution(JsonData output)
    {
        ObjectDataBuilder details = new();
        Append(new EventRecord(EventType.ExecutionSucceeded, state.Root!.Previous, Milliseconds, null, null, EventRecord.WithPayload(details, "output", output).Build()));
        state.Status = ExecutionStatus.Succeeded;
        state.Output = output;
        state.StopTime = now;
        state.Root = null;
        state.Deadline = null;
    }
}
