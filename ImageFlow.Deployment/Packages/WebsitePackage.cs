using System.Text.RegularExpressions;

namespace ImageFlow.Deployment.Packages;

/// <summary>The page that a deployed flow's website shows: the gallery with the files that it needs, in the folder <see cref="FolderName"/>.</summary>
public static partial class WebsitePackage
{
    public const string FolderName = "website";

    /// <summary>The page, which a bucket and CloudFront serve at their root.</summary>
    public const string Page = "index.html";

    /// <summary>Where the page reads the address of its API; written at deployment, when that is known.</summary>
    public const string ConfigFile = "gallery-config.json";

    private const string Gallery = "gallery.html";

    /// <summary>Builds the page and copies it with what it needs.</summary>
    /// <param name="sourceFolder">The folder with <c>ImageFlow.sln</c>.</param>
    /// <returns>The files, by their paths on the website.</returns>
    /// <exception cref="DeploymentException">The source is not there, or the page cannot be built.</exception>
    public static async Task<IReadOnlyList<string>> BuildAsync(string sourceFolder, string targetFolder, CancellationToken cancellationToken = default)
    {
        string web = Path.Combine(sourceFolder, "ImageFlow.Server", "web");
        if (!File.Exists(Path.Combine(web, "build.mjs")))
        {
            throw new DeploymentException($"'{Path.Combine(web, "build.mjs")}' is not there: the page is built from source; run this in ImageFlow's folder, or name it with --source.");
        }

        ProcessResult built = await Processes.RunAsync("node", [Path.Combine(web, "build.mjs")], "Install Node.js 20.19 or newer, which builds the page.", cancellationToken);
        if (built.ExitCode != 0)
        {
            throw new DeploymentException($"The page could not be built:\n{built.Output}{built.Error}");
        }

        return Collect(Path.Combine(web, "dist"), Path.Combine(targetFolder, FolderName));
    }

    /// <summary>Copies the gallery's page and every file that it, or one of them, names.</summary>
    internal static IReadOnlyList<string> Collect(string distribution, string target)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        OrderedDictionary<string, string> files = new() { [Gallery] = Page };
        for (int i = 0; i < files.Count; i++)
        {
            (string source, string path) = files.GetAt(i);
            string file = Path.Combine(distribution, source);
            string copy = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            // Parts of a program name one another by what lies beside them.
            string folder = Path.GetDirectoryName(source) ?? "";
            string text = File.ReadAllText(file);
            IEnumerable<string> named = Names().Matches(text).Select(match => match.Value).Concat(Neighbours().Matches(text).Select(match => Path.Combine(folder, match.Groups["name"].Value)));
            foreach (string name in named.Where(name => File.Exists(Path.Combine(distribution, name))))
            {
                files.TryAdd(name, name);
            }
        }

        return [.. files.Values];
    }

    [GeneratedRegex(@"assets/[\w.-]+|icon\.svg")]
    private static partial Regex Names();

    [GeneratedRegex(@"[""'`(]\./(?<name>[\w.-]+)")]
    private static partial Regex Neighbours();
}
