using Microsoft.Win32.SafeHandles;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>One reference to a block of bytes that libvips made, such as an encoded picture.</summary>
internal sealed unsafe class VipsBlob : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly byte* data;

    /// <summary>Takes over one reference.</summary>
    public VipsBlob(nint blob)
        : base(ownsHandle: true)
    {
        SetHandle(blob);
        data = NativeVips.BlobGet(blob, out nuint size);
        Length = checked((int)size);
    }

    public int Length { get; }

    /// <summary>Valid until this object is disposed.</summary>
    public ReadOnlySpan<byte> Span => new(data, Length);

    /// <summary>Reads the bytes where they lie; valid until this object is disposed.</summary>
    public Stream OpenRead() => new UnmanagedMemoryStream(data, Length);

    protected override bool ReleaseHandle()
    {
        NativeVips.AreaUnref(handle);
        return true;
    }
}
