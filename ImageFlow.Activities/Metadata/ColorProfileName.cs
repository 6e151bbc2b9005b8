using System.Buffers.Binary;
using System.Text;

namespace ImageFlow.Activities.Metadata;

/// <summary>The name that an ICC profile gives itself, its tag <c>desc</c> (ICC.1:2022, 9.2.41; version 2: ICC.1:2001, 6.5.17).</summary>
internal static class ColorProfileName
{
    private const int HeaderLength = 128;
    private const int MaxTags = 100;
    private const int MaxNameLength = 256;

    /// <summary><see langword="null"/> where there is no profile, or none that names itself readably.</summary>
    public static string? Of(byte[]? profile)
    {
        if (profile is null || profile.Length < HeaderLength + 4)
        {
            return null;
        }

        ReadOnlySpan<byte> icc = profile;
        uint tags = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(icc[HeaderLength..]), MaxTags);
        for (int i = 0; i < tags; i++)
        {
            int at = HeaderLength + 4 + (12 * i);
            if (at + 12 > icc.Length)
            {
                return null;
            }

            if (icc.Slice(at, 4).SequenceEqual("desc"u8))
            {
                uint offset = BinaryPrimitives.ReadUInt32BigEndian(icc[(at + 4)..]);
                uint size = BinaryPrimitives.ReadUInt32BigEndian(icc[(at + 8)..]);
                return (ulong)offset + size <= (ulong)icc.Length ? Read(icc.Slice((int)offset, (int)size)) : null;
            }
        }

        return null;
    }

    private static string? Read(ReadOnlySpan<byte> tag)
    {
        string name = "";
        if (tag.Length > 12 && tag.StartsWith("desc"u8))
        {
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), (uint)(tag.Length - 12));
            name = Encoding.Latin1.GetString(tag.Slice(12, length));
        }
        else if (tag.Length >= 28 && tag.StartsWith("mluc"u8))
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(tag[20..]);
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(tag[24..]);
            name = (ulong)offset + length <= (ulong)tag.Length ? Encoding.BigEndianUnicode.GetString(tag.Slice((int)offset, (int)length)) : "";
        }

        int end = name.IndexOf('\0', StringComparison.Ordinal);
        string text = (end < 0 ? name : name[..end]).Trim();
        return text.Length is 0 or > MaxNameLength ? null : text;
    }
}
