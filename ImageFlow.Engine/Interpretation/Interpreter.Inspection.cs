using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>One state alone, for TestState: it is entered, what it waits for is answered, and it is left for nowhere.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Enters a state of the machine.</summary>
    /// <param name="retries">How often each retrier was used before.</param>
    /// <returns>The thread, which waits for a task or a join, has left the state, or has failed.</returns>
    public ExecutionThread EnterAlone(Node node, Variables variables, int retries)
    {
        state.Time = now;
        ExecutionThread thread = state.Root = new ExecutionThread
        {
            Id = 0,
            Index = 0,
            Node = node,
            Input = identity.Input,
            Variables = variables,
        };
        if (retries > 0 && thread.Node.State is RecoverableState recoverable)
        {
            thread.RetrierCounts = [.. Enumerable.Repeat(retries, recoverable.Retry.Count)];
        }

        Step(thread);
        return thread;
    }

    /// <summary>The task, or all branches and iterations, ended so.</summary>
    public void AnswerAlone(ExecutionThread thread, TaskResult result)
    {
        if (thread.Phase == ThreadPhase.Task)
        {
            EndTask(thread, result);
            return;
        }

        if (result is TaskResult.Failure failure)
        {
            Fail(thread, failure.Error, failure.Cause);
        }
        else
        {
            FinishWith(thread, ((TaskResult.Success)result).Output);
        }
    }

    private void InspectMap(ExecutionThread thread, MapState map)
    {
        Join join = thread.Join!;
        StateInspection told = inspection!;
        if (!thread.Node.IsJsonata && map.ItemReader is null)
        {
            told.Note("afterItemsPath", new ArrayData(join.Items));
        }

        if (map.ItemSelector is not null)
        {
            told.Note("afterItemSelector", new ArrayData([.. join.Items.Select((_, i) =>
                Expressions.Template(thread.Node, map.ItemSelector, scopes.Scope(thread, now, join.Input, null, null, null, MapItems.Context(join, i)), "ItemSelector"))]));
        }

        told.Note("maxConcurrency", NumberData.Of(join.MaxConcurrency));
        told.NoteIfAny("toleratedFailureCount", join.ToleratedCount is double count ? new NumberData(count) : null);
        told.NoteIfAny("toleratedFailurePercentage", join.ToleratedPercentage is double percentage ? new NumberData(percentage) : null);
    }
}
