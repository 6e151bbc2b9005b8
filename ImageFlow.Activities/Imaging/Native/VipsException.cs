using System.Runtime.InteropServices;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>A libvips operation failed.</summary>
/// <param name="operation">Its name.</param>
/// <param name="details">
/// libvips' error lines. The buffer is one for the whole process and keeps old lines, so that they help a person and decide nothing.
/// </param>
internal sealed class VipsException(string operation, string details) : Exception($"libvips failed in {operation}: {details}")
{
    public string Operation { get; } = operation;

    public static unsafe VipsException Of(string operation)
    {
        // The copy clears the buffer.
        byte* text = NativeVips.ErrorBufferCopy();
        try
        {
            string lines = Marshal.PtrToStringUTF8((nint)text)?.Trim().ReplaceLineEndings("; ") ?? "";
            return new(operation, lines.Length == 0 ? "no details" : lines);
        }
        finally
        {
            NativeVips.Free(text);
        }
    }
}
