using System.Xml.Linq;

namespace ImageFlow.Tests.Architecture;

/// <summary>Holds the rooms' walls: which project may reference which (docs/architecture.md).</summary>
public class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ImageFlow.Asl"] = [],
        ["ImageFlow.Activities"] = [],
        ["ImageFlow.Engine"] = ["ImageFlow.Asl"],
        ["ImageFlow.Workflows"] = ["ImageFlow.Asl"],
        ["ImageFlow.LocalCloud"] = ["ImageFlow.Asl", "ImageFlow.Engine", "ImageFlow.Activities"],
        ["ImageFlow.Deployment"] = ["ImageFlow.Asl", "ImageFlow.Workflows"],
        ["ImageFlow.Backends"] = ["ImageFlow.Activities"],
        ["ImageFlow.Lambda"] = ["ImageFlow.Activities", "ImageFlow.Backends"],
        ["ImageFlow.Cli"] = ["ImageFlow.Asl", "ImageFlow.Engine", "ImageFlow.Activities", "ImageFlow.Workflows", "ImageFlow.LocalCloud", "ImageFlow.Deployment"],
        ["ImageFlow.Server"] = ["ImageFlow.Asl", "ImageFlow.Engine", "ImageFlow.Activities", "ImageFlow.Backends", "ImageFlow.Workflows", "ImageFlow.LocalCloud", "ImageFlow.Deployment"],
    };

    [Fact]
    public void ProjectReferences_EveryRoom_StayInsideTheAllowedGraph()
    {
        List<string> offenders = [];
        foreach ((string room, string[] allowed) in Allowed)
        {
            string path = Path.Combine(SharedData.RepositoryRoot, room, room + ".csproj");
            IEnumerable<string> references = XDocument.Load(path).Descendants("ProjectReference")
                .Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value));
            offenders.AddRange(references.Except(allowed).Select(r => $"{room} -> {r}"));
        }

        Assert.Empty(offenders);
    }

    [Fact]
    public void Solution_EveryProjectFile_IsInIt()
    {
        string solution = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "ImageFlow.sln"));
        IEnumerable<string> missing = Directory.EnumerateFiles(SharedData.RepositoryRoot, "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileName)
            .Where(name => !solution.Contains(name!, StringComparison.Ordinal))!;

        Assert.Empty(missing);
    }
}
