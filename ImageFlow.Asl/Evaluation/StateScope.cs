using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>What an expression of a state can see.</summary>
public sealed record StateScope
{
    /// <summary>JSONPath: what <c>$</c> stands for. JSONata: <c>$states.input</c>.</summary>
    public required JsonData Input { get; init; }

    /// <summary>The context object: JSONPath <c>$$</c>, JSONata <c>$states.context</c>. Set this or <see cref="ContextSource"/>.</summary>
    public ObjectData Context
    {
        get => field ??= ContextSource?.Invoke() ?? ObjectData.Empty;
        init;
    }

    /// <summary>Makes the context object when an expression asks for it, which most do not.</summary>
    public Func<ObjectData>? ContextSource { get; init; }

    /// <summary>The workflow variables by name, without the dollar sign.</summary>
    public IReadOnlyDictionary<string, JsonData> Variables { get; init; } = new Dictionary<string, JsonData>();

    /// <summary>JSONata: <c>$states.result</c>, where the state has one by now.</summary>
    public JsonData? Result { get; init; }

    /// <summary>JSONata: <c>$states.errorOutput</c>, inside a Catch.</summary>
    public JsonData? ErrorOutput { get; init; }

    /// <summary>The time that the evaluation sees; the same for all expressions of one step.</summary>
    public required DateTimeOffset Now { get; init; }

    public required IRandomSource Random { get; init; }
}
