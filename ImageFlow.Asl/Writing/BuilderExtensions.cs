using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Writing;

/// <summary>Sets members from optional properties; an absent one writes nothing.</summary>
internal static class BuilderExtensions
{
    public static void SetText(this ObjectDataBuilder target, string name, string? value)
    {
        if (value is not null)
        {
            target.Set(name, value);
        }
    }

    public static void SetNumber(this ObjectDataBuilder target, string name, long? value)
    {
        if (value is { } number)
        {
            target.Set(name, NumberData.Of(number));
        }
    }

    public static void SetTemplate(this ObjectDataBuilder target, string name, Template? value) => target.SetIfPresent(name, value?.Source);

    public static void SetTexts(this ObjectDataBuilder target, string name, IReadOnlyList<string> values) =>
        target.Set(name, new ArrayData([.. values.Select(value => new StringData(value))]));

    public static void SetObjects<T>(this ObjectDataBuilder target, string name, IReadOnlyList<T> values, Func<T, JsonData> write)
    {
        if (values.Count > 0)
        {
            target.Set(name, new ArrayData([.. values.Select(write)]));
        }
    }
}
