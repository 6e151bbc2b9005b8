using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events.Patterns;

/// <summary>One value of an event.</summary>
/// <param name="Path">The names on the way to it, joined by dots; arrays do not count.</param>
/// <param name="Value">A string, number, boolean or null.</param>
/// <param name="Places">Which element of which array the value lies in, outermost first.</param>
internal sealed record EventField(string Path, JsonData Value, IReadOnlyList<(int Array, int Element)> Places);

/// <summary>
/// An event as EventBridge compares it: a flat list of values. An array's elements are values of the same path; a name with a dot in it is the same path as
/// two names. Values that are compared together must lie in the same element of each array that they share.
/// </summary>
internal sealed class EventFields
{
    private readonly Dictionary<string, List<EventField>> fields = new(StringComparer.Ordinal);
    private int arrays;

    private EventFields()
    {
    }

    public static EventFields Of(ObjectData source)
    {
        EventFields result = new();
        result.Add("", source, []);
        return result;
    }

    public IReadOnlyList<EventField> At(string path) => fields.TryGetValue(path, out List<EventField>? found) ? found : [];

    private void Add(string path, JsonData value, IReadOnlyList<(int Array, int Element)> places)
    {
        switch (value)
        {
            case ObjectData members:
                foreach ((string name, JsonData member) in members.Span)
                {
                    Add(path.Length == 0 ? name : $"{path}.{name}", member, places);
                }

                break;
            case ArrayData elements:
                int array = arrays++;
                int element = 0;
                foreach (JsonData entry in elements)
                {
                    // Values that lie directly in an array share their path, so that no two of them are ever compared together.
                    Add(path, entry, entry is ObjectData or ArrayData ? [.. places, (array, element)] : places);
                    element++;
                }

                break;
            default:
                if (!fields.TryGetValue(path, out List<EventField>? list))
                {
                    fields[path] = list = [];
                }

                list.Add(new EventField(path, value, places));
                break;
        }
    }
}
