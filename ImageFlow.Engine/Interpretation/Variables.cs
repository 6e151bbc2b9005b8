using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>
/// The variables that a thread sees. Immutable, so that branches begin with their parent's and an assignment in one shows in no
/// other.
/// </summary>
internal sealed class Variables : IReadOnlyDictionary<string, JsonData>
{
    private readonly Dictionary<string, JsonData> values;

    public Variables(IEnumerable<KeyValuePair<string, JsonData>> values) => this.values = new(values, StringComparer.Ordinal);

    public static Variables None { get; } = new([]);

    public int Count => values.Count;

    public IEnumerable<string> Keys => values.Keys;

    public IEnumerable<JsonData> Values => values.Values;

    public JsonData this[string key] => values[key];

    public Variables With(ObjectData assigned)
    {
        if (assigned.Count == 0)
        {
            return this;
        }

        Variables changed = new(values);
        foreach ((string name, JsonData value) in assigned)
        {
            changed.values[name] = value;
        }

        return changed;
    }

    public bool ContainsKey(string key) => values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out JsonData value) => values.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, JsonData>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => values.GetEnumerator();
}
