using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>What a state that is tested alone is given, and what the interpreter tells of its way through it.</summary>
internal sealed class StateInspection
{
    private readonly Dictionary<string, JsonData> values = new(StringComparer.Ordinal);

    /// <summary>Stands in for the context object.</summary>
    public ObjectData? Context { get; init; }

    /// <summary>What a Map's ItemReader would have read; <see langword="null"/> where the test gives none.</summary>
    public ArrayData? ReaderData { get; init; }

    /// <summary>The data after each step by its name in the API (TestState, <c>inspectionData</c>).</summary>
    public IReadOnlyDictionary<string, JsonData> Values => values;

    /// <summary>The last retrier that matched.</summary>
    public int? RetryIndex { get; private set; }

    /// <summary>How long the retry would wait.</summary>
    public TimeSpan? Backoff { get; private set; }

    /// <summary>The catcher that took the error.</summary>
    public int? CatchIndex { get; private set; }

    /// <summary>The last error that reached Retry and Catch.</summary>
    public (string? Error, string? Cause) Error { get; private set; }

    public void NoteError(string? error, string? cause) => Error = (error, cause);

    public void Note(string name, JsonData value) => values[name] = value;

    public void NoteIfAny(string name, JsonData? value)
    {
        if (value is not null)
        {
            values[name] = value;
        }
    }

    public void NoteRetry(int index) => RetryIndex = index;

    public void NoteBackoff(TimeSpan delay) => Backoff = delay;

    public void NoteCatch(int index) => CatchIndex = index;

    public IReadOnlyList<MapItem> ReadItems() => [.. (ReaderData ?? ArrayData.Empty).Select(item => new MapItem(item))];
}
