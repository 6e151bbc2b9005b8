using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>Starts libvips once per process, locked down for pictures that strangers upload.</summary>
internal static unsafe class VipsRuntime
{
    private const string AllLoaders = "VipsForeignLoad";

    /// <summary>Everything else that libvips could open stays blocked, whatever its own list of untrusted loaders says.</summary>
    private static readonly string[] AllowedLoaders =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadHeif", "VipsForeignLoadTiff",
    ];

    private static readonly Lazy<string> Started = new(Start);

    /// <summary>The first critical message that GLib logged on this thread since it was last taken.</summary>
    [ThreadStatic]
    private static string? critical;

    /// <summary>libvips' version, such as <c>8.18.7</c>. Starts the library where it has not been.</summary>
    /// <exception cref="NativeLibraryMissingException">There is no usable libvips.</exception>
    public static string Version => Started.Value;

    public static void EnsureStarted() => _ = Started.Value;

    /// <summary>GLib only logs a property that does not exist or has another type; the binding makes an exception of it.</summary>
    public static string? TakeCritical()
    {
        string? message = critical;
        critical = null;
        return message;
    }

    private static string Start()
    {
        NativeHeap.Configure();
        NativeLibraryFile.Register();
        if (NativeVips.Init("imageflow") != 0)
        {
            throw new InvalidOperationException("libvips could not be initialised.");
        }

        NativeVips.LogSetDefaultHandler(&OnLog, 0);

        // A cache would keep decoded pictures of others alive; nothing here asks for the same operation twice.
        NativeVips.CacheSetMax(0);

        // One thread per picture: the work comes as many pictures at a time, and a Lambda has one processor.
        NativeVips.ConcurrencySet(1);
        NativeVips.BlockUntrustedSet(1);
        NativeVips.OperationBlockSet(AllLoaders, 1);
        foreach (string loader in AllowedLoaders)
        {
            NativeVips.OperationBlockSet(loader, 0);
        }

        return $"{NativeVips.Version(0)}.{NativeVips.Version(1)}.{NativeVips.Version(2)}";
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(byte* domain, int level, byte* message, void* data)
    {
        const int CriticalOrError = (1 << 2) | (1 << 3);
        string text = Marshal.PtrToStringUTF8((nint)message) ?? "";
        if ((level & CriticalOrError) != 0)
        {
            critical ??= text;
        }

        // What a decoder warns of goes where a debugger sees it and not onto the program's own output.
        Trace.WriteLine(text, "libvips");
    }
}
