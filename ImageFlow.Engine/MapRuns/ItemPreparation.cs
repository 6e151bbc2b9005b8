using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.MapRuns;

/// <summary>Reads the items of a distributed Map, makes the inputs of its iterations from them, and stores these.</summary>
internal sealed class ItemPreparation(EngineCore core, ExecutionRun parent, StartTask command, long mapRunId)
{
    private readonly List<(JsonData Input, int Items)> piece = [];
    private long text;
    private int items;
    private int known;
    private int children;

    /// <exception cref="OperationCanceledException">Nobody wants the items any more.</exception>
    public async Task<ItemsPrepared> RunAsync(CancellationToken cancellation)
    {
        ItemInputs inputs;
        IAsyncEnumerable<MapItem> source;
        try
        {
            inputs = Inputs();
            source = Source(inputs, cancellation);
        }
        catch (StatesException refusal)
        {
            return Prepared(refusal, null);
        }

        try
        {
            await foreach (MapItem item in source.ConfigureAwait(false))
            {
                items++;
                await AddAsync(inputs.Add(item), cancellation).ConfigureAwait(false);
            }

            await AddAsync(inputs.Flush(), cancellation).ConfigureAwait(false);
            await StoreAsync().ConfigureAwait(false);
            return Prepared(null, null);
        }
        catch (StatesException failure)
        {
            // What could not be read has no items; what could be read, but not selected, has as many as were found.
            items = failure.Error == StateErrors.ItemReaderFailed ? 0 : Math.Max(known, items);
            children = 0;
            core.Journal.Enqueue(new ItemsForgotten(mapRunId));
            return Prepared(null, failure);
        }
    }

    private ItemsPrepared Prepared(StatesException? refusal, StatesException? failure) =>
        new(default, 0, command.ThreadId, command.ScheduledId, mapRunId, items, children, refusal, failure);

    private ItemInputs Inputs() =>
        Interpreter.InputsOf(parent.Machine, parent.Identity, parent.State.Copy(), command.ThreadId, core.Options.TimeProvider.GetUtcNow(), core.NewSeed());

    private IAsyncEnumerable<MapItem> Source(ItemInputs inputs, CancellationToken cancellation)
    {
        if (inputs.Map.ItemReader is not { } reader)
        {
            IReadOnlyList<MapItem> given = inputs.OfState();
            known = given.Count;
            return Given(given);
        }

        int calls = 0;
        ItemSource source = new((resource, arguments) => FetchAsync(resource, arguments, calls++, cancellation), inputs.ReaderConfig());
        return source.ReadAsync(reader, command.Invocation.Input as ObjectData ?? ObjectData.Empty, cancellation);
    }

    private static async IAsyncEnumerable<MapItem> Given(IReadOnlyList<MapItem> items)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (MapItem item in items)
        {
            yield return item;
        }
    }

    private async ValueTask<JsonData> FetchAsync(string resource, ObjectData arguments, int call, CancellationToken cancellation)
    {
        TaskInvocation invocation = command.Invocation with
        {
            TaskId = call == 0 ? command.Invocation.TaskId : $"{command.Invocation.TaskId}.{call}",
            Resource = resource,
            Input = arguments,
        };
        return await core.Options.TaskHandler.InvokeAsync(invocation, cancellation).ConfigureAwait(false) switch
        {
            TaskResult.Success answer => answer.Output,
            TaskResult.Failure failure => throw ItemSource.Failed($"{failure.Error}: {failure.Cause}"),
            _ => throw new InvalidOperationException("A task either succeeds or fails."),
        };
    }

    private async Task AddAsync((JsonData Input, int Items)? input, CancellationToken cancellation)
    {
        if (input is not { } complete)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        piece.Add(complete);
        text += complete.Input.ToUtf8Json().Length;
        if (piece.Count >= ItemPieces.MaxInputs || text >= ItemPieces.MaxText)
        {
            await StoreAsync().ConfigureAwait(false);
        }
    }

    private async Task StoreAsync()
    {
        if (piece.Count > 0)
        {
            ItemsWrite write = new(mapRunId, children, ItemPieces.Write(piece));
            children += piece.Count;
            piece.Clear();
            text = 0;
            core.Journal.Enqueue(write);
            await write.Committed.ConfigureAwait(false);
        }
    }
}
