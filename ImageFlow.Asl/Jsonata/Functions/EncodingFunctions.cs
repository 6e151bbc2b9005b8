using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Base64 and URL encoding.</summary>
internal static class EncodingFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        Function("base64encode", Base64.Encode),
        Function("base64decode", Base64.Decode),
        Function("encodeUrlComponent", text => PercentEncoding.Encode(text, PercentEncoding.Unreserved)),
        Function("encodeUrl", text => PercentEncoding.Encode(text, PercentEncoding.UnreservedAndReserved)),
        Function("decodeUrlComponent", text => PercentEncoding.Decode(text, keep: "")),
        Function("decodeUrl", text => PercentEncoding.Decode(text, PercentEncoding.ReservedInUrls)),
    ];

    private static BuiltinFunction Function(string name, Func<string, string?> code) => new(name, "<s-:s>", 1, (call, args) =>
    {
        if (args[0] is not StringData text)
        {
            return null;
        }

        // No encoding makes more than nine characters of one.
        call.Run.ChargeString(text.Value.Length * 2L);
        string result = code(text.Value) ?? throw new JsonataException("D3140", token: name, value: text);
        call.Run.ChargeString(result.Length);
        return new StringData(result);
    });
}
