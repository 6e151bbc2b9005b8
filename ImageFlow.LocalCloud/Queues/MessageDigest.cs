using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Queues;

/// <summary>The MD5 digests by which clients check that messages came over whole (SQS Developer Guide, "Calculating the MD5 message digest").</summary>
internal static class MessageDigest
{
    public static string Of(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Name, type and value of each attribute in the order of names, each with its length before it.</summary>
    public static string Of(ObjectData attributes)
    {
        using MemoryStream all = new();
        foreach ((string name, JsonData value) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            ObjectData attribute = value as ObjectData ?? ObjectData.Empty;
            string type = (attribute["DataType"] as StringData)?.Value ?? "String";
            Add(all, Encoding.UTF8.GetBytes(name));
            Add(all, Encoding.UTF8.GetBytes(type));
            bool binary = type.StartsWith("Binary", StringComparison.Ordinal);
            all.WriteByte(binary ? (byte)2 : (byte)1);
            string content = ((attribute[binary ? "BinaryValue" : "StringValue"] as StringData)?.Value) ?? "";
            Add(all, binary ? Convert.FromBase64String(content) : Encoding.UTF8.GetBytes(content));
        }

        return Convert.ToHexStringLower(MD5.HashData(all.ToArray()));
    }

    private static void Add(MemoryStream all, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        all.Write(length);
        all.Write(bytes);
    }
}
