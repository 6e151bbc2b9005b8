using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ImageFlow.Activities.Metadata;

/// <summary>
/// Reads tags out of a block of EXIF data (EXIF 2.32, which is TIFF 6.0 inside). Damaged data are common in good photographs: what
/// cannot be read counts as absent, and nothing is an error.
/// </summary>
internal sealed class ExifReader
{
    private const int MaxEntries = 512;

    private readonly byte[] data;
    private readonly int start;
    private readonly bool littleEndian;
    private readonly Dictionary<(ExifDirectory Directory, ushort Tag), Entry> entries = [];

    public ExifReader(byte[]? exif)
    {
        data = exif ?? [];
        start = data.AsSpan().StartsWith("Exif\0\0"u8) ? 6 : 0;
        ReadOnlySpan<byte> header = data.AsSpan(start);
        littleEndian = header.StartsWith("II*\0"u8);
        if (header.Length < 8 || !(littleEndian || header.StartsWith("MM\0*"u8)))
        {
            return;
        }

        ReadDirectory(ExifDirectory.Main, UInt32(4));
        ReadDirectory(ExifDirectory.Exif, Number(ExifDirectory.Main, 0x8769));
        ReadDirectory(ExifDirectory.Gps, Number(ExifDirectory.Main, 0x8825));
    }

    /// <summary>Whether there is such a tag, of whatever value.</summary>
    public bool Has(ExifDirectory directory, ushort tag) => entries.ContainsKey((directory, tag));

    /// <summary>A text without the zeros and blanks around it, or <see langword="null"/>.</summary>
    public string? Text(ExifDirectory directory, ushort tag)
    {
        if (!entries.TryGetValue((directory, tag), out Entry entry) || entry.Type != ExifType.Ascii)
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = data.AsSpan(entry.Offset, entry.Count);
        int end = bytes.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>The first number of an unsigned integer tag, or <see langword="null"/>.</summary>
    public uint? Number(ExifDirectory directory, ushort tag) => entries.TryGetValue((directory, tag), out Entry entry)
        ? entry.Type switch
        {
            ExifType.Short => UInt16(entry.Offset - start),
            ExifType.Long => UInt32(entry.Offset - start),
            _ => null,
        }
        : null;

    /// <summary>The first fraction of a tag, or <see langword="null"/> where it is absent or has no value (n / 0).</summary>
    public double? Fraction(ExifDirectory directory, ushort tag)
    {
        if (!entries.TryGetValue((directory, tag), out Entry entry) || entry.Type != ExifType.Rational)
        {
            return null;
        }

        uint denominator = UInt32(entry.Offset - start + 4);
        return denominator == 0 ? null : (double)UInt32(entry.Offset - start) / denominator;
    }

    /// <summary>A time as ISO 8601, with the offset where the camera recorded one; <see langword="null"/> where it is no time.</summary>
    public string? Time(ushort tag, ushort offsetTag)
    {
        if (!DateTime.TryParseExact(Text(ExifDirectory.Exif, tag), "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
        {
            return null;
        }

        string? offset = Text(ExifDirectory.Exif, offsetTag);
        bool isOffset = offset is ['+' or '-', _, _, ':', _, _];
        return time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + (isOffset ? offset : "");
    }

    private void ReadDirectory(ExifDirectory directory, uint? offset)
    {
        int length = data.Length - start;
        if (offset is not { } at || at < 8 || at > length - 2)
        {
            return;
        }

        int count = Math.Min((int)UInt16((int)at), MaxEntries);
        for (int i = 0; i < count; i++)
        {
            long entryAt = at + 2 + (12L * i);
            if (entryAt + 12 > length)
            {
                return;
            }

            ReadEntry(directory, (int)entryAt, length);
        }
    }

    private void ReadEntry(ExifDirectory directory, int at, int length)
    {
        ExifType type = (ExifType)UInt16(at + 2);
        long count = UInt32(at + 4);
        long size = count * SizeOf(type);
        long valueAt = size <= 4 ? at + 8 : UInt32(at + 8);
        if (size > 0 && valueAt + size <= length)
        {
            entries.TryAdd((directory, UInt16(at)), new(type, (int)count, start + (int)valueAt));
        }
    }

    private static int SizeOf(ExifType type) => type switch
    {
        ExifType.Byte or ExifType.Ascii or ExifType.Undefined => 1,
        ExifType.Short => 2,
        ExifType.Long or ExifType.SignedLong => 4,
        ExifType.Rational or ExifType.SignedRational => 8,
        _ => 0,
    };

    private ushort UInt16(int at) => littleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(start + at))
        : BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(start + at));

    private uint UInt32(int at) => littleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(start + at))
        : BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(start + at));

    private readonly record struct Entry(ExifType Type, int Count, int Offset);

    private enum ExifType : ushort
    {
        Byte = 1,
        Ascii = 2,
        Short = 3,
        Long = 4,
        Rational = 5,
        Undefined = 7,
        SignedLong = 9,
        SignedRational = 10,
    }
}

/// <summary>The directories of tags that are read.</summary>
internal enum ExifDirectory
{
    Main,
    Exif,
    Gps,
}
