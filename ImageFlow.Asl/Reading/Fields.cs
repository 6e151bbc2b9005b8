using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Reading;

/// <summary>Typed access to the fields of an object that has passed the checks.</summary>
internal static class Fields
{
    public static string? Text(this ObjectData source, string name) => (source[name] as StringData)?.Value;

    public static string RequiredText(this ObjectData source, string name) =>
        source.Text(name) ?? throw new ArgumentException($"The checks must have found that '{name}' is missing.", nameof(name));

    public static bool Flag(this ObjectData source, string name) => source[name] is BooleanData { Value: true };

    public static double? Number(this ObjectData source, string name) => (source[name] as NumberData)?.Value;

    public static long? Whole(this ObjectData source, string name) => source.Number(name) is { } number ? (long)number : null;

    public static Template? Template(this ObjectData source, string name) => source[name] is { } value ? new Template(value) : null;

    public static IReadOnlyList<string> Texts(this ObjectData source, string name) =>
        source[name] is ArrayData items ? [.. items.OfType<StringData>().Select(item => item.Value)] : [];

    public static IReadOnlyList<T> Objects<T>(this ObjectData source, string name, Func<ObjectData, T> read) =>
        source[name] is ArrayData items ? [.. items.OfType<ObjectData>().Select(read)] : [];

    public static T? Object<T>(this ObjectData source, string name, Func<ObjectData, T> read)
        where T : class => source[name] is ObjectData value ? read(value) : null;

    public static QueryLanguage? Language(this ObjectData source) => source.Text("QueryLanguage") switch
    {
        null => null,
        "JSONata" => QueryLanguage.Jsonata,
        _ => QueryLanguage.JsonPath,
    };
}
