using System.Reflection;
using System.Runtime.InteropServices;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>Finds the file of libvips: what <c>VIPS_LIB</c> names, else the one that the build laid beside the program.</summary>
internal static class NativeLibraryFile
{
    public const string LogicalName = "libvips";

    /// <summary>The environment variable that names another file of libvips.</summary>
    public const string PathVariable = "VIPS_LIB";

    private static string FileName =>
        OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips-cpp.dylib" : "libvips-cpp.so";

    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryFile).Assembly, Resolve);

    /// <exception cref="NativeLibraryMissingException">The file is absent or cannot be loaded here.</exception>
    internal static nint Load(string? configuredPath, string programDirectory)
    {
        string path = string.IsNullOrEmpty(configuredPath) ? Path.Combine(programDirectory, FileName) : configuredPath;
        if (!File.Exists(path))
        {
            throw new NativeLibraryMissingException(path, "is not there");
        }

        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeLibraryMissingException(path, $"cannot be loaded on this system ({e.Message.ReplaceLineEndings(" ").Trim()})", e);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == LogicalName ? Load(Environment.GetEnvironmentVariable(PathVariable), ProgramFolder.Of(assembly, FileName)) : 0;
}

/// <summary>libvips, which decodes and encodes every picture, could not be loaded.</summary>
public sealed class NativeLibraryMissingException(string path, string reason, Exception? innerException = null)
    : Exception(
        $"The image library libvips {reason}: '{path}'; build again with Node.js 20 or newer on PATH, which fetches it, or set {NativeLibraryFile.PathVariable} to the file of an installed libvips 8.15 or newer.",
        innerException)
{
    public string LibraryPath { get; } = path;
}
