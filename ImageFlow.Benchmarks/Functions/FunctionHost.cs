using System.Reflection;
using System.Runtime.Loader;
using System.Text;

namespace ImageFlow.Benchmarks.Functions;

/// <summary>Loads the package and calls its handler as AWS Lambda's host does: by name, in a context that knows the package's folder alone.</summary>
internal static class FunctionHost
{
    public const string Command = "function-host";

    /// <summary>What it says after each step.</summary>
    public static readonly string[] Marks = ["ready", "first", "second"];

    public static int Run(string package)
    {
        Assembly assembly = new PackageContext(Path.Combine(package, "ImageFlow.Lambda.dll")).LoadFromAssemblyPath(Path.Combine(package, "ImageFlow.Lambda.dll"));
        Type type = assembly.GetType("ImageFlow.Lambda.Function", throwOnError: true)!;
        object function = Activator.CreateInstance(type)!;
        Func<Stream, Stream> handle = type.GetMethod("Handle")!.CreateDelegate<Func<Stream, Stream>>(function);
        Console.Out.WriteLine(Marks[0]);
        foreach (string mark in Marks[1..])
        {
            using StreamReader answer = new(handle(new MemoryStream(Encoding.UTF8.GetBytes("""{"bucket":"imageflow-uploads","key":"photo.jpg"}"""))));
            Console.Out.WriteLine(answer.ReadToEnd().Contains("\"jpeg\"", StringComparison.Ordinal) ? mark : "The photo was not recognised.");
        }

        return 0;
    }

    private sealed class PackageContext(string main) : AssemblyLoadContext("package")
    {
        private readonly AssemblyDependencyResolver resolver = new(main);

        protected override Assembly? Load(AssemblyName assemblyName) => resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
