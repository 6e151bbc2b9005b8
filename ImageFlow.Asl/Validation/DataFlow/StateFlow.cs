using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>What comes out of a state for what is known of its input: what both query languages share.</summary>
internal abstract class StateFlow(DataFlowCheck graphs, State state, KnownValue input, Location at, FlowFindings findings)
{
    /// <summary>What AWS's Lambda integration answers.</summary>
    private static readonly KnownObject LambdaAnswer = new[] { "ExecutedVersion", "FunctionError", "LogResult", "StatusCode" }
        .Aggregate(KnownObject.Empty, (answer, name) => answer.With(name, KnownValue.Text(1), isSure: false))
        .With("Payload", KnownValue.Anything)
        .With("SdkHttpMetadata", KnownValue.Anything, isSure: false)
        .With("SdkResponseMetadata", KnownValue.Anything, isSure: false);

    protected static KnownValue ErrorOutput { get; } = KnownObject.Empty
        .With("Error", KnownValue.Text(2), isSure: false)
        .With("Cause", KnownValue.Text(2), isSure: false);

    protected State State => state;

    protected KnownValue Input => input;

    protected Location At => at;

    protected FlowFindings Findings => findings;

    public abstract IReadOnlyList<Exit> Exits();

    protected static KnownValue TaskResult(TaskState task) =>
        task.Resource.Split(':') is ["arn", _, "states", _, _, "lambda", "invoke"] ? LambdaAnswer : KnownValue.Anything;

    protected KnownArray ParallelResult(ParallelState parallel, KnownValue sent) =>
        new([.. parallel.Branches.Select((branch, i) => graphs.OutputOf(branch, sent, at.Member("Branches").Item(i), findings))]);

    /// <param name="items">What the items are taken from.</param>
    /// <param name="selected">What every iteration gets, where the state says so.</param>
    protected KnownValue MapResult(MapState map, KnownValue items, KnownValue? selected, bool keepsResult)
    {
        bool readsItems = map.ItemReader is not null && !(map.ItemReader.ReaderConfig is ObjectData limits && (limits.Contains("MaxItems") || limits.Contains("MaxItemsPath")));
        if (readsItems && map.ResultWriter is null && keepsResult)
        {
            findings.Unbounded(at);
        }

        KnownValue item = map.ItemReader is not null || map.ItemBatcher is not null ? KnownValue.Anything : selected ?? ItemOf(items);
        KnownValue output = graphs.OutputOf(map.ItemProcessor, item, at.Member(map.IsLegacyIterator ? "Iterator" : "ItemProcessor"), findings);
        return map.ResultWriter is null ? KnownArray.AnyNumberOf(output) : KnownValue.Anything;
    }

    /// <summary>Reports the first payload on the way through the state that is too large; not where it came in so.</summary>
    protected void CheckSizes(KnownValue sent, KnownValue result, params IEnumerable<KnownValue> outputs)
    {
        if (findings.IsSilent || input.MinBytes > FlowFindings.PayloadLimit)
        {
            return;
        }

        long output = outputs.Aggregate(0L, (most, value) => Math.Max(most, value.MinBytes));
        if (state is RecoverableState && sent.MinBytes > FlowFindings.PayloadLimit)
        {
            findings.TooLarge(at, "payload that the state sends", sent.MinBytes);
        }
        else if (state is RecoverableState && result.MinBytes > FlowFindings.PayloadLimit)
        {
            findings.TooLarge(at, "result of the state", result.MinBytes);
        }
        else
        {
            findings.TooLarge(at, "output of the state", output);
        }
    }

    /// <summary>The items of an object are its members, of which too little is known.</summary>
    private KnownValue ItemOf(KnownValue items) => (items.Expand() as KnownArray) is { } array ? graphs.Values.ElementOf(array) ?? KnownValue.Anything : KnownValue.Anything;
}
