using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata;

/// <summary>What one evaluation gets besides its input.</summary>
public sealed record JsonataBindings
{
    internal static JsonataBindings None { get; } = new();

    /// <summary>The variables by name, without the dollar sign.</summary>
    public IReadOnlyDictionary<string, JsonData> Variables { get; init; } = new Dictionary<string, JsonData>();

    /// <summary>Time and chance. Only <c>$now</c>, <c>$millis</c>, <c>$toMillis</c> (times without a date), <c>$random</c>, <c>$shuffle</c> and <c>$uuid</c> need it.</summary>
    public JsonataEnvironment? Environment { get; init; }

    public JsonataLimits Limits { get; init; } = JsonataLimits.Default;
}

/// <summary>Time and chance as an evaluation sees them.</summary>
/// <param name="Now">What <c>$now()</c> and <c>$millis()</c> say, however long the evaluation takes.</param>
/// <param name="Random">What <c>$random()</c>, <c>$shuffle()</c> and <c>$uuid()</c> draw from.</param>
public sealed record JsonataEnvironment(DateTimeOffset Now, IRandomSource Random);

/// <summary>
/// The bounds of one evaluation. Passing one raises <c>U1001</c> (<c>D2014</c> and <c>D2015</c> for arrays), so that every expression ends.
/// </summary>
public sealed record JsonataLimits
{
    public static JsonataLimits Default { get; } = new();

    /// <summary>How deep evaluations may nest, counted as the reference implementation counts them. Default 10,000.</summary>
    public int Depth { get; init; } = 10_000;

    /// <summary>
    /// Units of work: an evaluated node is one, and so are some 32 bytes of a value made. Default 12 million (one or two seconds).
    /// </summary>
    public long Steps { get; init; } = 12_000_000;

    /// <summary>
    /// Members of all arrays and objects that one evaluation makes, whether or not it keeps them, which bounds its memory. Default 1.5 million
    /// (some 200 MB); a range that is only counted or walked makes none.
    /// </summary>
    public long Members { get; init; } = 1_500_000;

    /// <summary>UTF-16 units of all strings that one evaluation makes. Default 32 million.</summary>
    public long Characters { get; init; } = 32_000_000;

    /// <summary>Wall-clock time; no limit by default, so that the same evaluation always ends the same.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Members of one array. Default 10 million, the reference's limit for a range.</summary>
    public int ArrayLength { get; init; } = 10_000_000;

    /// <summary>UTF-16 units of one string. Default 16 million.</summary>
    public int StringLength { get; init; } = 16_000_000;
}
