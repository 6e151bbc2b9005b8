using System.Runtime.InteropServices;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>GLib's <c>GValue</c>: a type and two words of data. Fill it with zeros before <c>g_value_init</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    private nuint type;
    private ulong data0;
    private ulong data1;
}

/// <summary>GLib's fundamental types; the number is shifted by two bits (gtype.h).</summary>
internal static class GType
{
    public const nuint Boolean = 5 << 2;
    public const nuint Int = 6 << 2;
    public const nuint Double = 15 << 2;
    public const nuint String = 16 << 2;
}
