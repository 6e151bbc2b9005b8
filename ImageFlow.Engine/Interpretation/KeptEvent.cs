using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>An external event that came before a task waited for it.</summary>
/// <param name="Number">Grows in the order of arrival; unique among those that are kept at the same time.</param>
internal sealed record KeptEvent(int Number, string Name, JsonData Payload)
{
    /// <summary>So many are kept for one execution.</summary>
    public const int MaxCount = 100;

    /// <summary>So many characters of JSON are kept for one execution, all events together.</summary>
    public const int MaxSize = 1024 * 1024;

    /// <summary>The longest name.</summary>
    public const int MaxName = 256;
}
