using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Journal;

/// <summary>
/// Packs numbers, names and JSON values. A value or name that occurs again, as most do on their way from state to state, is
/// written once and then referred to by its number.
/// </summary>
internal sealed class BlobWriter : IDisposable
{
    /// <summary>Up to this many a scan is faster than a table.</summary>
    private const int ScanLimit = 48;

    /// <summary>A buffer that a large blob has blown up is not kept.</summary>
    private const int KeptCapacity = 1 << 20;

    /// <summary>More are not kept; two are in use at once where a Map state's rows are written beside the state.</summary>
    private const int MaxSpare = 3;

    [ThreadStatic]
    private static Stack<BlobWriter>? spare;

    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly ArrayBufferWriter<byte> json = new(512);
    private readonly Utf8JsonWriter jsonWriter;
    private readonly List<object> seen = [];
    private Dictionary<object, int>? numbers;

    private BlobWriter() => jsonWriter = new Utf8JsonWriter(json, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = JsonData.MaxDepth + 1,
    });

    /// <summary>An empty writer; its disposal gives it back to the thread.</summary>
    public static BlobWriter Rent()
    {
        return spare is { Count: > 0 } ? spare.Pop() : new BlobWriter();
    }

    public byte[] ToArray() => buffer.WrittenSpan.ToArray();

    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A number of 7 bits a byte, lowest first.</summary>
    public void Unsigned(ulong value)
    {
        Span<byte> span = buffer.GetSpan(10);
        int length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        buffer.Advance(length);
    }

    /// <summary>A number that may be negative ("zigzag").</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Double(double value) => Signed(BitConverter.DoubleToInt64Bits(value));

    public void Time(DateTimeOffset? value)
    {
        Bool(value is not null);
        if (value is DateTimeOffset time)
        {
            Signed(time.UtcTicks);
        }
    }

    /// <summary>A text, or <see langword="null"/>.</summary>
    public void Text(string? value)
    {
        if (Refer(value))
        {
            return;
        }

        int length = Encoding.UTF8.GetByteCount(value!);
        Unsigned((ulong)length);
        Encoding.UTF8.GetBytes(value!, buffer.GetSpan(length));
        buffer.Advance(length);
    }

    /// <summary>A JSON value, or <see langword="null"/>.</summary>
    public void Value(JsonData? value)
    {
        if (Refer(value))
        {
            return;
        }

        json.ResetWrittenCount();
        jsonWriter.Reset();
        value!.WriteTo(jsonWriter);
        jsonWriter.Flush();
        Unsigned((ulong)json.WrittenCount);
        buffer.Write(json.WrittenSpan);
    }

    public void Dispose()
    {
        buffer.ResetWrittenCount();
        seen.Clear();
        numbers = null;
        spare ??= new Stack<BlobWriter>(MaxSpare);
        if (buffer.Capacity <= KeptCapacity && json.Capacity <= KeptCapacity && spare.Count < MaxSpare)
        {
            spare.Push(this);
        }
        else
        {
            jsonWriter.Dispose();
        }
    }

    /// <summary>Writes 0 for null, the number of what is known, or the next number, after which the content must follow.</summary>
    private bool Refer(object? item)
    {
        if (item is null)
        {
            Unsigned(0);
            return true;
        }

        int number = Find(item);
        if (number >= 0)
        {
            Unsigned((ulong)number + 1);
            return true;
        }

        seen.Add(item);
        numbers?.Add(item, seen.Count - 1);
        Unsigned((ulong)seen.Count);
        return false;
    }

    private int Find(object item)
    {
        if (seen.Count <= ScanLimit)
        {
            for (int i = 0; i < seen.Count; i++)
            {
                if (ReferenceEquals(seen[i], item))
                {
                    return i;
                }
            }

            return -1;
        }

        if (numbers is null)
        {
            numbers = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < seen.Count; i++)
            {
                numbers.TryAdd(seen[i], i);
            }
        }

        return numbers.TryGetValue(item, out int known) ? known : -1;
    }
}
