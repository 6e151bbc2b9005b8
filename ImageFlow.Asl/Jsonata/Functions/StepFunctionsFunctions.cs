using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>The functions that Step Functions adds to JSONata ("Transforming data with JSONata", functions provided by Step Functions).</summary>
internal static class StepFunctionsFunctions
{
    /// <summary>Where a UUID holds its version (4) and its variant (1), RFC 9562.</summary>
    private const int VersionByte = 6;

    private const int VariantByte = 8;

    public static BuiltinFunction[] All { get; } =
    [
        new("partition", "<a-n:a>", 2, Partition),
        new("range", "<nnn:a>", 3, Range),
        new("hash", "<s-s:s>", 2, Hash),
        new("random", "<n?:n>", 1, (call, args) => new NumberData(args[0] is NumberData seed
            ? JavaRandom.FirstDouble(seed.Value)
            : call.Run.Environment.Random.NextDouble())),
        new("uuid", "<:s>", 0, (call, _) => Uuid(call)),
        new("parse", "<s-:x>", 1, Parse),
    ];

    private static ArrayData? Partition(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not ArrayData array || args[1] is not NumberData sizeArgument)
        {
            return null;
        }

        double size = Math.Floor(sizeArgument.Value);
        if (!(size >= 1))
        {
            throw new JsonataException("D3137", "The second argument of the partition function must be a positive integer");
        }

        call.Run.MustTidy = true;
        call.Run.ChargeArray(array.Count);
        ArrayData result = new([], 0, ArrayMarks.None);
        int step = (int)Math.Min(size, int.MaxValue);
        for (int start = 0; start < array.Count; start += Math.Min(step, array.Count - start))
        {
            call.Run.Charge(2);
            call.Run.Append(result, new ArrayData(array.Span.Slice(start, Math.Min(step, array.Count - start)).ToArray()));
        }

        return result;
    }

    private static ArrayData? Range(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not NumberData first || args[1] is not NumberData last || args[2] is not NumberData step)
        {
            return null;
        }

        double stride = step.Value;
        if (stride == 0 || !double.IsFinite(stride) || !double.IsFinite(first.Value) || !double.IsFinite(last.Value))
        {
            throw new JsonataException("D3137", "The third argument of the range function must be a number other than zero");
        }

        double count = Math.Floor((last.Value - first.Value) / stride) + 1;
        call.Run.ChargeArray(count > 0 ? (long)Math.Min(count, long.MaxValue / 2) : 0);
        call.Run.Charge((long)Math.Max(count, 0));
        ArrayData result = new([], 0, ArrayMarks.None);
        for (int i = 0; i < count; i++)
        {
            call.Run.Append(result, Numbers.Of(first.Value + (i * stride)));
        }

        return result;
    }

    private static StringData? Hash(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData text)
        {
            return null;
        }

        call.Run.ChargeString(text.Value.Length);
        byte[] data = Encoding.UTF8.GetBytes(text.Value);
        byte[] hash = (args[1] as StringData)?.Value switch
        {
            "MD5" => MD5.HashData(data),
            "SHA-1" => SHA1.HashData(data),
            "SHA-256" => SHA256.HashData(data),
            "SHA-384" => SHA384.HashData(data),
            "SHA-512" => SHA512.HashData(data),
            _ => throw new JsonataException("D3137", "The second argument of the hash function must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512"),
        };
        return new StringData(Convert.ToHexStringLower(hash));
    }

    private static StringData Uuid(CallContext call)
    {
        Span<byte> bytes = stackalloc byte[16];
        call.Run.Environment.Random.NextBytes(bytes);
        bytes[VersionByte] = (byte)((bytes[VersionByte] & 0x0F) | 0x40);
        bytes[VariantByte] = (byte)((bytes[VariantByte] & 0x3F) | 0x80);
        return new StringData(new Guid(bytes, bigEndian: true).ToString());
    }

    private static JsonData? Parse(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData text)
        {
            return null;
        }

        call.Run.Charge(1 + (text.Value.Length / 4));
        try
        {
            return JsonData.Parse(text.Value);
        }
        catch (JsonException e)
        {
            throw new JsonataException("D3137", $"The argument of the parse function is not JSON: {e.Message}");
        }
    }
}
