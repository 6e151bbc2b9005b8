using System.Runtime.InteropServices;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>
/// The bytes of a picture file in memory outside the garbage collector's: libvips reads them where they lie, and they go when the work
/// is done and not at some later collection.
/// </summary>
internal sealed class EncodedImage : IDisposable
{
    private EncodedImage(int length)
    {
        Length = length;
        unsafe
        {
            Pointer = (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1));
        }
    }

    ~EncodedImage() => Free();

    public int Length { get; }

    /// <summary>Valid until this object is disposed.</summary>
    public unsafe byte* Pointer { get; private set; }

    public unsafe ReadOnlySpan<byte> Span => new(Pointer, Length);

    public static unsafe EncodedImage Copy(ReadOnlySpan<byte> bytes)
    {
        EncodedImage image = new(bytes.Length);
        bytes.CopyTo(new Span<byte>(image.Pointer, bytes.Length));
        return image;
    }

    /// <summary>Reads exactly <paramref name="length"/> bytes.</summary>
    /// <exception cref="EndOfStreamException">The stream is shorter.</exception>
    public static async Task<EncodedImage> ReadAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        EncodedImage image = new(length);
        try
        {
            using NativeMemoryManager memory = new(image);
            await stream.ReadExactlyAsync(memory.Memory, cancellationToken);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private unsafe void Free()
    {
        NativeMemory.Free(Pointer);
        Pointer = null;
    }

    private sealed unsafe class NativeMemoryManager(EncodedImage image) : System.Buffers.MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(image.Pointer, image.Length);

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => new(image.Pointer + elementIndex);

        public override void Unpin()
        {
            // Native memory does not move.
        }

        protected override void Dispose(bool disposing)
        {
            // The image owns the memory.
        }
    }
}
