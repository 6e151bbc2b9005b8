using System.Globalization;
using System.Text;

namespace ImageFlow.LocalCloud.Queues;

/// <summary>Receipt handles: a message's number and the id of one receiving of it, as Base64 text.</summary>
internal static class Receipts
{
    public static string Write(long number, string id) => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} {id}")));

    /// <summary><see langword="null"/> where it is none.</summary>
    public static (long Number, string Id)? Read(string handle)
    {
        Span<byte> bytes = new byte[handle.Length];
        return Convert.TryFromBase64String(handle, bytes, out int length)
            && Encoding.UTF8.GetString(bytes[..length]).Split(' ') is [var number, var id]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? (value, id)
            : null;
    }
}
