using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>
/// Makes the inputs of a distributed Map's iterations from its items: ItemSelector over each, and batches of them where the state has
/// an ItemBatcher. Works on a copy of the execution's state, outside of its transitions.
/// </summary>
internal sealed class ItemInputs
{
    private readonly ExecutionThread thread;
    private readonly MapState map;
    private readonly ScopeBuilder scopes;
    private readonly StateScope scope;
    private readonly DateTimeOffset now;
    private readonly List<JsonData> batch = [];
    private readonly JsonData? shared;
    private readonly double maxItems = 1;
    private readonly double maxBytes = double.PositiveInfinity;
    private readonly int overhead;
    private double bytes;
    private int count;

    /// <param name="input">The state's input after InputPath, which the expressions see.</param>
    /// <exception cref="StatesException">A field of the ItemBatcher cannot be evaluated.</exception>
    public ItemInputs(ExecutionThread thread, ScopeBuilder scopes, JsonData input, DateTimeOffset now)
    {
        this.thread = thread;
        this.scopes = scopes;
        this.now = now;
        map = (MapState)thread.Node.State;
        Input = input;
        scope = scopes.Scope(thread, now, input, null, null, null);
        if (map.ItemBatcher is ItemBatcher batcher)
        {
            maxItems = MapFields.MaxItemsPerBatch(batcher, thread.Node.Language, scope) ?? double.PositiveInfinity;
            maxBytes = MapFields.MaxInputBytesPerBatch(batcher, thread.Node.Language, scope) ?? double.PositiveInfinity;
            shared = batcher.BatchInput is null ? null : Expressions.Template(thread.Node, batcher.BatchInput, scope, "ItemBatcher/BatchInput");
            overhead = 12 + (shared is null ? 0 : shared.ToUtf8Json().Length + 14);
        }

        bytes = overhead;
    }

    /// <summary>The state's input after InputPath.</summary>
    public JsonData Input { get; }

    public MapState Map => map;

    /// <summary>The items of a state without an ItemReader.</summary>
    /// <exception cref="StatesException">They are no array and no object.</exception>
    public IReadOnlyList<MapItem> OfState() => MapFields.Items(map, thread.Node.Language, scope);

    /// <summary>The ReaderConfig, its expressions and paths evaluated.</summary>
    public ObjectData ReaderConfig()
    {
        ObjectData config = map.ItemReader?.ReaderConfig as ObjectData ?? ObjectData.Empty;
        if (thread.Node.IsJsonata)
        {
            return (ObjectData)Expressions.Template(thread.Node, config, scope, "ItemReader/ReaderConfig");
        }

        return config["MaxItemsPath"] is StringData path ? config.With("MaxItems", PathFields.Resolve(path.Value, "MaxItemsPath", scope)) : config;
    }

    /// <summary>The ResultWriter's Parameters or Arguments.</summary>
    public JsonData WriterParameters() => map.ResultWriter?.Parameters is Template parameters
        ? Expressions.Template(thread.Node, parameters, scope, thread.Node.IsJsonata ? "ResultWriter/Arguments" : "ResultWriter/Parameters")
        : ObjectData.Empty;

    /// <summary>Takes the next item; gives the input of an iteration and how many items it holds, where one is complete.</summary>
    /// <exception cref="StatesException">The item cannot be selected, or an input is too large.</exception>
    public (JsonData Input, int Items)? Add(MapItem item)
    {
        JsonData input = Selected(item, count++);
        if (map.ItemBatcher is null)
        {
            return (Checked(input), 1);
        }

        double size = double.IsPositiveInfinity(maxBytes) ? 0 : input.ToUtf8Json().Length + 1;
        (JsonData, int)? complete = batch.Count > 0 && (batch.Count >= maxItems || bytes + size > maxBytes) ? Flush() : null;
        batch.Add(input);
        bytes += size;
        return complete;
    }

    /// <summary>The last batch, where one is begun.</summary>
    public (JsonData Input, int Items)? Flush()
    {
        if (batch.Count == 0)
        {
            return null;
        }

        ObjectDataBuilder members = new();
        JsonData input = members.SetIfPresent("BatchInput", shared).Set("Items", new ArrayData([.. batch])).Build();
        int items = batch.Count;
        batch.Clear();
        bytes = overhead;
        return (Checked(input), items);
    }

    private JsonData Checked(JsonData input) => Limits.Exceeds(input)
        ? throw new StatesException("States.DataLimitExceeded", $"The input of an iteration of the Map state '{thread.Node.Name}' exceeds the maximum number of bytes service limit.")
        : input;

    private JsonData Selected(MapItem item, int index)
    {
        Template? selector = map.ItemSelector ?? (thread.Node.IsJsonata ? null : map.Parameters);
        if (selector is null)
        {
            return MapItems.Input(item);
        }

        return Expressions.Template(
            thread.Node,
            selector,
            scopes.Scope(thread, now, Input, null, null, null, MapItems.Context(item, index)),
            map.ItemSelector is null ? "Parameters" : "ItemSelector");
    }
}
