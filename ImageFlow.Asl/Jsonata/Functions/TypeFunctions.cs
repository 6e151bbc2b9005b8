using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions about truth, existence and types, and those that raise errors.</summary>
internal static class TypeFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        new("boolean", "<x-:b>", 1, (_, args) => args[0] is { } value ? BooleanData.Of(Truth.Of(value)) : null),
        new("not", "<x-:b>", 1, (_, args) => args[0] is { } value ? BooleanData.Of(!Truth.Of(value)) : null),
        new("exists", "<x:b>", 1, (_, args) => BooleanData.Of(args[0] is not null)),
        new("type", "<x:s>", 1, (_, args) => args[0] is { } value ? NameOf(value) : null),
        new("error", "<s?:x>", 1, (_, args) => throw Raised("D3137", args[0], "$error() function evaluated")),
        new("assert", "<bs?:x>", 2, (_, args) => args[0] is BooleanData { Value: true } ? null : throw Raised("D3141", args[1], "$assert() statement failed")),
    ];

    private static JsonataException Raised(string code, JsonData? message, string otherwise) =>
        new(code, message is StringData { Value.Length: > 0 } text ? text.Value : otherwise);

    private static StringData NameOf(JsonData value)
    {
        if (value is NumberData)
        {
            Numbers.IsNumeric(value, out _);
        }

        return new StringData(value.Kind switch
        {
            JsonDataKind.Null => "null",
            JsonDataKind.Number => "number",
            JsonDataKind.String => "string",
            JsonDataKind.Boolean => "boolean",
            JsonDataKind.Array => "array",
            JsonDataKind.Function => "function",
            _ => "object",
        });
    }
}
