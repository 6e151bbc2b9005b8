using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>The intrinsic functions between JSON and text.</summary>
internal static class JsonFunctions
{
    public static IReadOnlyList<IntrinsicFunction> All { get; } =
    [
        new("States.StringToJson", [Accepts.Text], 1, false, (values, _) => Parse(((StringData)values[0]).Value)),
        new("States.JsonToString", [Accepts.Any], 1, false, (values, _) => new StringData(values[0].ToJson())),
        new("States.JsonMerge", [Accepts.Object, Accepts.Object, Accepts.Boolean], 3, false, (values, _) => Merge(values)),
    ];

    private static JsonData Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return NullData.Instance;
        }

        try
        {
            return JsonData.Parse(text);
        }
        catch (JsonException)
        {
            throw IntrinsicFunction.InvalidIn("States.StringToJson");
        }
    }

    /// <summary>Shallow: a member of the second object replaces that of the first. AWS has no deep merge; <c>true</c> is refused.</summary>
    private static ObjectData Merge(JsonData[] values)
    {
        if (((BooleanData)values[2]).Value)
        {
            throw IntrinsicFunction.InvalidIn("States.JsonMerge");
        }

        ObjectDataBuilder merged = ((ObjectData)values[0]).ToBuilder();
        foreach ((string name, JsonData value) in ((ObjectData)values[1]).Span)
        {
            merged.Set(name, value);
        }

        return merged.Build();
    }
}
