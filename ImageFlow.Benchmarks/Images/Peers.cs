using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImageFlow.Benchmarks.Images;

/// <summary>The programs that the figures are compared with. Each returns CPU milliseconds per picture, or null where it is absent.</summary>
internal static partial class Peers
{
    public static string Folder { get; } = FindFolder();

    /// <summary>libjpeg-turbo's scaled decode alone, less what starting the program costs.</summary>
    public static double? Djpeg(string photo, string tinyPhoto, int repeats)
    {
        double? whole = Shell($"djpeg -scale 1/8 -outfile /dev/null '{photo}'", repeats);
        double? start = Shell($"djpeg -scale 1/8 -outfile /dev/null '{tinyPhoto}'", repeats);
        return whole - start;
    }

    /// <param name="mode"><c>clone</c> or <c>once</c>; the script says what they are.</param>
    public static double? Sharp(string photo, string mode, int repeats, IEnumerable<int> widths) =>
        Only(Run("node", ["sharp.mjs", photo, "1", Text(repeats), mode, .. widths.Select(Text)]));

    /// <summary>Debian's Python, which is where the package python3-pil lies.</summary>
    /// <param name="mode"><c>copy</c> or <c>draft</c>; the script says what they are.</param>
    public static double? Pillow(string photo, string mode, int repeats, IEnumerable<int> widths) =>
        Only(Run("/usr/bin/python3", ["pillow.py", photo, "1", Text(repeats), mode, .. widths.Select(Text)]));

    /// <summary>Brings sharp by its lock file where it is not there yet.</summary>
    public static void Install()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            _ = Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double? Only(string? json) => json is null ? null : JsonSerializer.Deserialize<double[]>(json)!.Single();

    /// <summary>The shell adds up its children's CPU time, to the millisecond.</summary>
    private static double? Shell(string command, int repeats)
    {
        string? output = Run("bash", ["-c", $"for i in $(seq {repeats}); do {command} || exit 1; done; times"]);
        MatchCollection? times = output is null ? null : Minutes().Matches(output);
        return times is { Count: 4 }
            ? times.Skip(2).Sum(m => (double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) * 60) + double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)) * 1000 / repeats
            : null;
    }

    private static string? Run(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Console.Error.WriteLine($"{program} is left out: {e.Message}");
            return null;
        }
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string peers = Path.Combine(folder.FullName, "ImageFlow.Benchmarks", "peers");
            if (Directory.Exists(peers))
            {
                return peers;
            }
        }

        throw new DirectoryNotFoundException("ImageFlow.Benchmarks/peers was not found above the program.");
    }

    [GeneratedRegex(@"(\d+)m([\d.]+)s")]
    private static partial Regex Minutes();
}
