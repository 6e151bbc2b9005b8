using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Journal;

/// <summary>Reads what <see cref="BlobWriter"/> wrote.</summary>
internal sealed class BlobReader(byte[] blob)
{
    private readonly List<object> seen = [];
    private int at;

    private delegate T Parse<out T>(ReadOnlySpan<byte> bytes);

    public byte Byte() => at < blob.Length ? blob[at++] : throw new InvalidDataException("A record of the journal ends too early.");

    public bool Bool() => Byte() != 0;

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A record of the journal holds a number that is too long.");
    }

    public int Int() => checked((int)Unsigned());

    public long Signed()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public double Double() => BitConverter.Int64BitsToDouble(Signed());

    public DateTimeOffset? Time() => Bool() ? new DateTimeOffset(Signed(), TimeSpan.Zero) : null;

    public string? TextOrNull() => Next(static bytes => Encoding.UTF8.GetString(bytes));

    public string Text() => TextOrNull() ?? throw new InvalidDataException("A record of the journal lacks a text.");

    public JsonData? ValueOrNull() => Next(static bytes => JsonData.Parse(bytes));

    public JsonData Value() => ValueOrNull() ?? throw new InvalidDataException("A record of the journal lacks a value.");

    private T? Next<T>(Parse<T> parse)
        where T : class
    {
        int number = Int();
        if (number == 0)
        {
            return null;
        }

        if (number <= seen.Count)
        {
            return (T)seen[number - 1];
        }

        int length = Int();
        if (length > blob.Length - at)
        {
            throw new InvalidDataException("A record of the journal ends too early.");
        }

        T value = parse(blob.AsSpan(at, length));
        at += length;
        seen.Add(value);
        return value;
    }
}
