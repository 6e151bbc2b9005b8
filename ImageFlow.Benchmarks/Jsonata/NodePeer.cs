using System.ComponentModel;
using System.Diagnostics;
using ImageFlow.Asl.Values;

namespace ImageFlow.Benchmarks.Jsonata;

/// <summary>npm's jsonata in a Node process of its own.</summary>
internal static class NodePeer
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Its figures for the same cases, or <see langword="null"/> where it cannot run.</summary>
    public static IReadOnlyList<Figures>? Measure(IReadOnlyList<BenchmarkCase> cases)
    {
        string folder = Path.Combine(RepositoryRoot, "ImageFlow.Tests", "Asl", "Jsonata", "peer");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "jsonata")))
        {
            return null;
        }

        try
        {
            using Process node = Process.Start(new ProcessStartInfo("node", "bench.mjs")
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            Task<string> answers = node.StandardOutput.ReadToEndAsync();
            foreach (BenchmarkCase item in cases)
            {
                ObjectData request = ObjectData.Of(("expr", item.Expression));
                node.StandardInput.WriteLine((item.Data is null ? request : request.With("data", item.Data)).ToJson());
            }

            node.StandardInput.Close();
            ObjectData[] figures = [.. answers.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (ObjectData)JsonData.Parse(line))];
            return figures.Length == cases.Count ? [.. figures.Select(f => new Figures(Number(f["parse"]), Number(f["eval"]), 0))] : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static double Number(JsonData? value) => ((NumberData)value!).Value;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImageFlow.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("ImageFlow.sln was not found above the program.");
    }
}
