using ImageFlow.Asl.Jsonata;

namespace ImageFlow.Tests.Asl.Jsonata;

public class JsonataConformanceTests
{
    private const string Folder = "conformance/jsonata";

    public static TheoryData<string> Groups
    {
        get
        {
            string? folder = SharedData.Find(Folder);
            return folder is null
                ? new TheoryData<string>("all")
                : new TheoryData<string>(Directory.EnumerateFiles(Path.Combine(folder, "groups"), "*.ndjson").Select(f => Path.GetFileNameWithoutExtension(f)!).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Evaluate_CaseOfTheReferenceSuite_GivesItsResult(string group)
    {
        string folder = SharedData.Require(Folder);
        string[] failures = [.. JsonataSuite.Read(folder, group).Select(c => c.Run(JsonataMode.Standard)).OfType<string>()];
        Assert.True(failures.Length == 0, string.Join('\n', failures));
    }
}
