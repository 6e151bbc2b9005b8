using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>The intrinsic functions over text.</summary>
internal static class TextFunctions
{
    public const string FormatName = "States.Format";

    /// <summary>Base64 and hash functions take at most this many characters.</summary>
    private const int LongestText = 10_000;

    private static readonly Dictionary<string, Func<byte[], byte[]>> Algorithms = new(StringComparer.Ordinal)
    {
        ["MD5"] = MD5.HashData,
        ["SHA-1"] = SHA1.HashData,
        ["SHA-256"] = SHA256.HashData,
        ["SHA-384"] = SHA384.HashData,
        ["SHA-512"] = SHA512.HashData,
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static IReadOnlyList<IntrinsicFunction> All { get; } =
    [
        new(FormatName, [Accepts.Text, Accepts.Any], 1, true, (values, _) => FormatTemplate.Fill(((StringData)values[0]).Value, values.AsSpan(1))),
        new("States.StringSplit", [Accepts.Text, Accepts.Text], 2, false, (values, _) => Split(Text(values[0]), Text(values[1]))),
        new("States.Base64Encode", [Accepts.Text], 1, false, (values, _) => new StringData(Convert.ToBase64String(Bytes(values[0], "States.Base64Encode")))),
        new("States.Base64Decode", [Accepts.Text], 1, false, (values, _) => Decode(values[0])),
        new("States.Hash", [Accepts.Any, Accepts.Text], 2, false, (values, _) => Hash(values[0], Text(values[1]))),
        new("States.UUID", [], 0, false, (_, scope) => new StringData(NewUuid(scope.Random))),
    ];

    /// <summary>A version 4 UUID (RFC 9562).</summary>
    public static string NewUuid(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static string Text(JsonData value) => ((StringData)value).Value;

    private static byte[] Bytes(JsonData value, string function) =>
        Text(value) is { Length: <= LongestText } text ? Utf8.GetBytes(text) : throw IntrinsicFunction.InvalidIn(function);

    /// <summary>Each character of <paramref name="separators"/> splits; empty parts are left out.</summary>
    private static ArrayData Split(string text, string separators) => separators.Length == 0
        ? new ArrayData(new StringData(text))
        : new ArrayData([.. text.Split(separators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries).Select(part => new StringData(part))]);

    private static StringData Decode(JsonData value)
    {
        const string Name = "States.Base64Decode";
        byte[] encoded = Bytes(value, Name);
        return Base64.IsValid(encoded) ? new StringData(Utf8.GetString(Convert.FromBase64String(Text(value)))) : throw IntrinsicFunction.InvalidIn(Name);
    }

    /// <summary>Text is hashed as it is, any other value as its JSON.</summary>
    private static StringData Hash(JsonData value, string algorithm)
    {
        const string Name = "States.Hash";
        string text = value is StringData literal ? literal.Value : value.ToJson();
        return text.Length <= LongestText && Algorithms.TryGetValue(algorithm, out Func<byte[], byte[]>? hash)
            ? new StringData(Convert.ToHexStringLower(hash(Utf8.GetBytes(text))))
            : throw IntrinsicFunction.InvalidIn(Name);
    }
}
