using System.Reflection;

namespace ImageFlow.Activities.Imaging.Native;

/// <summary>Where the files lie that a build lays beside the program.</summary>
internal static class ProgramFolder
{
    /// <summary>
    /// The folder of the assembly, which under a host of another folder, as AWS Lambda's is, is not the program's. An assembly that was bundled
    /// into the program has no place of its own.
    /// </summary>
    /// <param name="file">What is looked for there.</param>
    public static string Of(Assembly assembly, string file) =>
        Path.GetDirectoryName(assembly.Location) is { Length: > 0 } folder && File.Exists(Path.Combine(folder, file)) ? folder : AppContext.BaseDirectory;
}
