using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Where the items of a distributed Map come from, and how they are put together in batches.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Has the items read: a task of the thread without events, which comes again after a crash like any other.</summary>
    private void ReadItems(ExecutionThread thread, ItemReader reader, StateScope scope)
    {
        JsonData input = reader.Parameters is null
            ? ObjectData.Empty
            : Expressions.Template(thread.Node, reader.Parameters, scope, thread.Node.IsJsonata ? "ItemReader/Arguments" : "ItemReader/Parameters");
        thread.Phase = ThreadPhase.Task;
        thread.Task = new PendingTask(NewSilentId(), reader.Resource, input, null, false, null, null);
        commands.Add(StartOf(identity, thread));
    }

    private void ItemsWereRead(ExecutionThread thread, TaskResult result)
    {
        DropTask(thread);
        Guarded(thread, (interpreter, thread) =>
        {
            MapState map = (MapState)thread.Node.State;
            JsonData input = thread.Node.IsJsonata ? thread.Input : Inputs.Selected(map, thread, interpreter);
            StateScope scope = interpreter.Scope(thread, input);
            IReadOnlyList<MapItem> items;
            try
            {
                items = result is TaskResult.Success success
                    ? ItemFile.Read(map.ItemReader!, success.Output, interpreter.ReaderConfig(thread, map.ItemReader!, scope))
                    : throw ItemFile.Failed($"{((TaskResult.Failure)result).Error}: {((TaskResult.Failure)result).Cause}");
            }
            catch (StatesException failure) when (failure.Error == StateErrors.ItemReaderFailed)
            {
                // The Map Run has begun, as far as the history goes, and fails.
                interpreter.BeginMap(thread, map, [], input, scope);
                interpreter.Fail(thread, failure.Error, failure.Cause);
                return;
            }

            interpreter.BeginMap(thread, map, items, input, scope);
            interpreter.StartIterations(thread);
        });
    }

    private ObjectData ReaderConfig(ExecutionThread thread, ItemReader reader, StateScope scope)
    {
        ObjectData config = reader.ReaderConfig as ObjectData ?? ObjectData.Empty;
        if (thread.Node.IsJsonata)
        {
            return (ObjectData)Expressions.Template(thread.Node, config, scope, "ItemReader/ReaderConfig");
        }

        return config["MaxItemsPath"] is StringData path ? config.With("MaxItems", PathFields.Resolve(path.Value, "MaxItemsPath", scope)) : config;
    }

    /// <summary>The inputs of the iterations: batches of selected items where the state has an ItemBatcher.</summary>
    private JsonData[] Batches(ExecutionThread thread, MapState map, Join join, StateScope scope)
    {
        ItemBatcher batcher = map.ItemBatcher!;
        double maxItems = MapFields.MaxItemsPerBatch(batcher, thread.Node.Language, scope) ?? double.PositiveInfinity;
        double maxBytes = MapFields.MaxInputBytesPerBatch(batcher, thread.Node.Language, scope) ?? double.PositiveInfinity;
        JsonData? shared = batcher.BatchInput is null ? null : Expressions.Template(thread.Node, batcher.BatchInput, scope, "ItemBatcher/BatchInput");
        double overhead = 12 + (shared is null ? 0 : shared.ToUtf8Json().Length + 14);
        List<JsonData> batches = [];
        List<JsonData> batch = [];
        double bytes = overhead;
        for (int i = 0; i < join.Items.Length; i++)
        {
            JsonData item = IterationInput(thread, map, join, i);
            double size = double.IsPositiveInfinity(maxBytes) ? 0 : item.ToUtf8Json().Length + 1;
            if (batch.Count > 0 && (batch.Count >= maxItems || bytes + size > maxBytes))
            {
                batches.Add(Batch(batch, shared));
                batch = [];
                bytes = overhead;
            }

            batch.Add(item);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            batches.Add(Batch(batch, shared));
        }

        return [.. batches];
    }

    private static ObjectData Batch(List<JsonData> items, JsonData? shared)
    {
        ObjectDataBuilder batch = new();
        return batch.SetIfPresent("BatchInput", shared).Set("Items", new ArrayData([.. items])).Build();
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

    private Join NewJoin(ExecutionThread thread, MapState map, JsonData[] inputs, string[]? keys, JsonData input, StateScope scope, long started) => new()
    {
        Threads = new ExecutionThread?[inputs.Length],
        Results = new JsonData?[inputs.Length],
        Items = inputs,
        Keys = keys,
        Input = input,
        MaxConcurrency = MapFields.MaxConcurrency(map, thread.Node.Language, scope),
        ToleratedCount = MapFields.ToleratedFailureCount(map, thread.Node.Language, scope),
        ToleratedPercentage = MapFields.ToleratedFailurePercentage(map, thread.Node.Language, scope),
        Chain = started,
        LastEnd = started,
    };
}
