using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Reading;

/// <summary>Takes known members out of an object, ignoring case as Elsa's serializer does; what is left over is kept verbatim.</summary>
internal sealed class Fields(ObjectData source)
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>The member's value; <see langword="null"/> where it is absent or JSON null, which mean the same.</summary>
    public JsonData? Take(string name)
    {
        JsonData? found = null;
        foreach ((string key, JsonData value) in source.Span)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                taken.Add(key);
                found ??= value is NullData ? null : value;
            }
        }

        return found;
    }

    /// <summary>A text, or a number as text. A member of another kind is not taken: it may be an input that happens to bear the name.</summary>
    public string? TakeText(string name) => Peek(name) switch
    {
        StringData or NumberData or null => Take(name) switch
        {
            StringData text => text.Value,
            NumberData number => number.ToJson(),
            _ => null,
        },
        _ => null,
    };

    public ObjectData? TakeObject(string name) => Peek(name) is ObjectData or null ? Take(name) as ObjectData : null;

    /// <summary>An integer, also from a string that holds one.</summary>
    public int? TakeInteger(string name)
    {
        int? value = Peek(name) switch
        {
            NumberData { Value: >= int.MinValue and <= int.MaxValue } number => (int)number.Value,
            StringData text when int.TryParse(text.Value, CultureInfo.InvariantCulture, out int parsed) => parsed,
            _ => null,
        };
        if (value is not null)
        {
            Take(name);
        }

        return value;
    }

    private JsonData? Peek(string name)
    {
        foreach ((string key, JsonData value) in source.Span)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value is NullData ? null : value;
            }
        }

        return null;
    }

    /// <summary>The members that nobody took, in their order.</summary>
    public ObjectData Rest()
    {
        ObjectDataBuilder rest = new();
        foreach ((string key, JsonData value) in source.Span)
        {
            if (!taken.Contains(key))
            {
                rest.Set(key, value);
            }
        }

        return rest.Build();
    }

    /// <summary>The items of a list, which older serializers wrap: <c>{"$values": […]}</c>, <c>{"_items": […]}</c>, <c>{"items": […]}</c>, or one bare object.</summary>
    public static IReadOnlyList<JsonData> Items(JsonData? list) => list switch
    {
        ArrayData array => array,
        ObjectData wrapped when (wrapped["$values"] ?? wrapped["_items"]) is ArrayData items => items,
        ObjectData wrapped when wrapped.Contains("_type") && wrapped["items"] is ArrayData items => items,
        ObjectData single => [single],
        _ => [],
    };
}
