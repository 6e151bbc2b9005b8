using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Parallel and Map states.</summary>
internal sealed partial class Interpreter
{
    private void StartBranches(ExecutionThread thread)
    {
        ParallelState parallel = (ParallelState)thread.Node.State;
        JsonData input;
        if (thread.Node.IsJsonata)
        {
            input = parallel.Arguments is null ? thread.Input : Expressions.Template(thread.Node, parallel.Arguments, Scope(thread, thread.Input), "Arguments");
        }
        else
        {
            input = Inputs.Effective(parallel, thread, this);
        }

        long started = Emit(thread, EventType.ParallelStateStarted);
        int count = thread.Node.Inner.Length;
        thread.Phase = ThreadPhase.Joining;
        thread.Join = new Join
        {
            Threads = new ExecutionThread?[count],
            Results = new JsonData?[count],
            Input = input,
            Running = count,
            Chain = started,
        };
        if (inspection is not null)
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            ready.Enqueue(thread.AddChild(++state.LastThreadId, i, thread.Node.Inner[i].Start, input, started, null));
        }
    }

    private void StartMap(ExecutionThread thread)
    {
        MapState map = (MapState)thread.Node.State;
        JsonData input = thread.Node.IsJsonata ? thread.Input : Inputs.Selected(map, thread, this);
        StateScope scope = Scope(thread, input);
        inspection?.NoteIfAny("afterInputPath", thread.Node.IsJsonata ? null : input);
        if (inspection is null && thread.Node.IsDistributed)
        {
            PrepareMapRun(thread, map, scope);
            return;
        }

        IReadOnlyList<MapItem> items = inspection is not null && map.ItemReader is not null ? inspection.ReadItems() : MapFields.Items(map, thread.Node.Language, scope);
        long started = Emit(thread, EventType.MapStateStarted, ObjectData.Of(("length", NumberData.Of(items.Count))));
        thread.Join = new Join
        {
            Threads = new ExecutionThread?[items.Count],
            Results = new JsonData?[items.Count],
            Items = MapItems.Inputs(items),
            Keys = MapItems.Keys(items),
            Input = input,
            MaxConcurrency = MapFields.MaxConcurrency(map, thread.Node.Language, scope),
            ToleratedCount = MapFields.ToleratedFailureCount(map, thread.Node.Language, scope),
            ToleratedPercentage = MapFields.ToleratedFailurePercentage(map, thread.Node.Language, scope),
            Chain = started,
            LastEnd = started,
        };
        thread.Phase = ThreadPhase.Joining;
        if (inspection is not null)
        {
            InspectMap(thread, map);
            return;
        }

        StartIterations(thread);
    }

    /// <summary>Starts as many iterations as may run now, and ends the state when none is left.</summary>
    private void StartIterations(ExecutionThread thread)
    {
        Join join = thread.Join!;
        if (join.IsComplete)
        {
            EndMap(thread);
            return;
        }

        MapState map = (MapState)thread.Node.State;
        while (join.CanStart && thread.Phase == ThreadPhase.Joining && state.IsRunning)
        {
            if (events.Count >= maxEvents)
            {
                ready.Enqueue(thread);
                return;
            }

            int index = join.Next++;
            join.Running++;
            ObjectData item = MapItems.Context(join, index);
            Guarded(thread, (interpreter, thread) =>
            {
                JsonData input = IterationInput(thread, map, join, index);
                long previous = EmitBeside(EventType.MapIterationStarted, join.Chain, IterationDetails(thread, index));
                ready.Enqueue(thread.AddChild(++state.LastThreadId, index, thread.Node.Inner[0].Start, input, previous, item));
            });
        }
    }

    /// <summary>ItemSelector, or Parameters as it was called, over one item.</summary>
    private JsonData IterationInput(ExecutionThread thread, MapState map, Join join, int index)
    {
        Template? selector = map.ItemSelector ?? (thread.Node.IsJsonata ? null : map.Parameters);
        return selector is null
            ? join.Items[index]
            : Expressions.Template(
                thread.Node,
                selector,
                scopes.Scope(thread, now, join.Input, null, null, null, MapItems.Context(join, index)),
                map.ItemSelector is null ? "Parameters" : "ItemSelector");
    }

    private static ObjectData IterationDetails(ExecutionThread map, int index) =>
        ObjectData.Of(("name", map.Node.Name), ("index", NumberData.Of(index)));

    /// <summary>A branch or iteration came to its end.</summary>
    private void EndChild(ExecutionThread child)
    {
        ExecutionThread parent = child.Parent!;
        Join join = parent.Join!;
        join.Results[child.Index] = child.Input;
        Retire(parent, child);
        if (parent.Node.Kind == StateKind.Map)
        {
            join.LastEnd = EmitBeside(EventType.MapIterationSucceeded, child.Previous, IterationDetails(parent, child.Index));
            join.Chain = child.Previous;
            ContinueMap(parent);
            return;
        }

        join.Chain = child.Previous;
        if (join.IsComplete)
        {
            parent.Previous = join.Chain;
            EmitBeside(EventType.ParallelStateSucceeded, parent.Previous);
            FinishWith(parent, Results(join));
        }
    }

    private static void Retire(ExecutionThread parent, ExecutionThread child)
    {
        Join join = parent.Join!;
        join.Threads[child.Index] = null;
        join.Running--;
        join.Ended++;
    }

    private void ContinueMap(ExecutionThread thread)
    {
        if (thread.Join!.IsComplete || thread.Join.CanStart)
        {
            StartIterations(thread);
        }
    }

    private void EndMap(ExecutionThread thread)
    {
        Join join = thread.Join!;
        thread.Previous = join.LastEnd;
        EmitBeside(EventType.MapStateSucceeded, join.LastEnd);
        FinishWith(thread, Results(join));
    }

    /// <summary>A tolerated failure has no place in the result.</summary>
    private static ArrayData Results(Join join) =>
        join.Failures == 0 ? new ArrayData([.. join.Results.Select(result => result!)]) : new ArrayData([.. join.Results.OfType<JsonData>()]);

    private string NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
