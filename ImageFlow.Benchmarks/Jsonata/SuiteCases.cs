using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;

namespace ImageFlow.Benchmarks.Jsonata;

/// <summary>The cases of the reference suite that give a value quickly.</summary>
internal static class SuiteCases
{
    /// <summary>Cases that take longer than this measure the machine's patience, not the language.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    public static IReadOnlyList<BenchmarkCase> Read(JsonataBindings bindings)
    {
        string folder = Path.Combine(NodePeer.RepositoryRoot, "..", "shared", "conformance", "jsonata");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        List<BenchmarkCase> cases = [];
        foreach (ObjectData item in Directory.EnumerateFiles(Path.Combine(folder, "groups"), "*.ndjson").Order()
            .SelectMany(File.ReadLines).Where(line => line.Length > 0).Select(line => (ObjectData)JsonData.Parse(line)))
        {
            if (item["error"] is null && item["bindings"] is null or ObjectData { Count: 0 })
            {
                JsonData? data = item["data"] ?? (item["dataset"] is StringData name
                    ? JsonData.Parse(File.ReadAllText(Path.Combine(folder, "datasets", name.Value + ".json")))
                    : null);
                BenchmarkCase candidate = new(((StringData)item["expr"]!).Value, data);
                if (item["timelimit"] is null && IsQuick(candidate, bindings))
                {
                    cases.Add(candidate);
                }
            }
        }

        return cases;
    }

    private static bool IsQuick(BenchmarkCase item, JsonataBindings bindings)
    {
        try
        {
            JsonataExpression.Parse(item.Expression).Evaluate(item.Data, bindings with { Limits = new JsonataLimits { Time = Longest } });
            return true;
        }
        catch (JsonataException)
        {
            return false;
        }
    }
}
