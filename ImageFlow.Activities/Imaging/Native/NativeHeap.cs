using System.Runtime.InteropServices;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>
/// Keeps a process that works on pictures for days as small as it was in its first minutes. As it comes, the GNU C library learns from
/// every large block that is freed to take later ones of that size from its heaps, which never give a hole in their middle back; and it
/// makes up to eight heaps per processor, so that each picture that meets another thread leaves holes in another heap.
/// </summary>
internal static unsafe class NativeHeap
{
    // Parameters of mallopt (malloc.h).
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>
    /// Blocks of this size and more, encoded pictures and pixels, come from the kernel and go back to it. Setting it ends the learning.
    /// Not less: every such block costs the clearing of its pages.
    /// </summary>
    private const int LargeBlock = 4 * 1024 * 1024;

    /// <summary>Threads that allocate at the same time seldom wait: a picture's time goes to pixels and not to allocating.</summary>
    private const int Heaps = 2;

    /// <summary>Elsewhere, such as with musl, whose allocator has neither habit, it does nothing.</summary>
    public static void Configure()
    {
        if (OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc.so.6", out nint library)
            && NativeLibrary.TryGetExport(library, "mallopt", out nint address))
        {
            delegate* unmanaged[Cdecl]<int, int, int> setOption = (delegate* unmanaged[Cdecl]<int, int, int>)address;
            _ = setOption(MmapThreshold, LargeBlock);
            _ = setOption(ArenaMax, Heaps);
        }
    }
}
