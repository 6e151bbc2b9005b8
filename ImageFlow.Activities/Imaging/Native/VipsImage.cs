using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>One reference to a <c>VipsImage</c>: pixels in memory, or the promise to compute them.</summary>
internal sealed unsafe class VipsImage : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes over one reference.</summary>
    public VipsImage(nint image)
        : base(ownsHandle: true) => SetHandle(image);

    public int Width => NativeVips.ImageGetWidth(this);

    public int Height => NativeVips.ImageGetHeight(this);

    public int Bands => NativeVips.ImageGetBands(this);

    /// <summary>How many frames or pages the file has; at least 1.</summary>
    public int Pages => NativeVips.ImageGetPages(this);

    /// <summary>The EXIF orientation, 1 to 8.</summary>
    public int Orientation => NativeVips.ImageGetOrientation(this);

    public bool HasAlpha => NativeVips.ImageHasAlpha(this) != 0;

    public int Interpretation => NativeVips.ImageGetInterpretation(this);

    /// <summary>libvips' name of the colour space, such as <c>srgb</c>.</summary>
    public string InterpretationName =>
        Marshal.PtrToStringUTF8((nint)NativeVips.EnumNick(NativeVips.InterpretationGetType(), Interpretation)) ?? "";

    public bool Has(string metadata) => NativeVips.ImageGetTypeOf(this, metadata) != 0;

    /// <summary>A copy of a block of metadata, or <see langword="null"/> where there is none of this name.</summary>
    public byte[]? GetBlob(string metadata) =>
        Has(metadata) && NativeVips.ImageGetBlob(this, metadata, out byte* data, out nuint size) == 0
            ? new ReadOnlySpan<byte>(data, checked((int)size)).ToArray()
            : null;

    /// <summary>Drops a piece of metadata. Only for an image that nothing else uses.</summary>
    public void Remove(string metadata) => _ = NativeVips.ImageRemove(this, metadata);

    /// <summary>Computes every pixel now and keeps them in memory.</summary>
    /// <exception cref="VipsException">The pixels could not be computed, such as when the picture's data are damaged.</exception>
    public VipsImage ToMemory()
    {
        nint copy = NativeVips.ImageCopyMemory(this);
        return copy == 0 ? throw VipsException.Of("copy to memory") : new(copy);
    }

    /// <summary>Computes every pixel into an array, row by row, bands interleaved.</summary>
    /// <exception cref="VipsException">The pixels could not be computed.</exception>
    public byte[] ToBytes()
    {
        byte* data = NativeVips.ImageWriteToMemory(this, out nuint size);
        if (data is null)
        {
            throw VipsException.Of("write to memory");
        }

        try
        {
            return new ReadOnlySpan<byte>(data, checked((int)size)).ToArray();
        }
        finally
        {
            NativeVips.Free(data);
        }
    }

    /// <summary>An image of 8-bit sRGB pixels.</summary>
    public static VipsImage FromRgb(ReadOnlySpan<byte> pixels, int width, int height) => FromPixels(pixels, width, height, bands: 3);

    /// <summary>An image of 8-bit pixels, copied.</summary>
    public static VipsImage FromPixels(ReadOnlySpan<byte> pixels, int width, int height, int bands)
    {
        const int UnsignedChar = 0;
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, width * height * bands);
        VipsRuntime.EnsureStarted();
        fixed (byte* data = pixels)
        {
            nint image = NativeVips.ImageNewFromMemoryCopy(data, (nuint)pixels.Length, width, height, bands, UnsignedChar);
            return image == 0 ? throw VipsException.Of("new from memory") : new(image);
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeVips.ObjectUnref(handle);
        return true;
    }
}
