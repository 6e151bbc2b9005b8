using System.Security.Cryptography;
using System.Text;

namespace ImageFlow.LocalCloud;

/// <summary>Ids that are the same whenever the same thing is done again.</summary>
internal static class Identifiers
{
    /// <summary>A UUID that derives from the text (SHA-256, with version and variant bits of a name-based one).</summary>
    public static string Uuid(string text)
    {
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The first <paramref name="length"/> hexadecimal digits of the text's SHA-256.</summary>
    public static string Hash(string text, int length) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];

    /// <summary>A UUID of chance.</summary>
    public static string New() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
}
