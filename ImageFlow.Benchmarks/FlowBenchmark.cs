using System.Diagnostics;
using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Benchmarks;

/// <summary>How long does it take to compile a flow of 1,000 nodes, of each shape? Under 200 ms is wanted.</summary>
internal static class FlowBenchmark
{
    private const int Count = 1_000;

    public static int Run()
    {
        ActivityManifest manifest = ActivityManifest.Parse("""{"version":1,"activities":[]}""");
        Console.WriteLine("shape          first ms  median ms  of the processor  states bytes");
        foreach ((string name, List<(string From, string To, string Port)> edges, Func<int, bool> decides) in Shapes())
        {
            WorkflowDefinition definition = WorkflowReader.Read(Draw(edges, decides)).Definition!;
            List<double> times = [];
            List<double> work = [];
            CompileResult result = null!;
            for (int i = 0; i < 21; i++)
            {
                long start = Stopwatch.GetTimestamp();
                TimeSpan before = Environment.CpuUsage.TotalTime;
                result = WorkflowCompiler.Compile(definition, manifest);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                work.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            }

            if (result.AslJson is not { } asl)
            {
                throw new InvalidOperationException($"{name}: {string.Join('\n', result.Diagnostics)}");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-14} {times[0],8:F1} {times.Skip(1).Order().ElementAt(10),10:F1} {work.Skip(1).Order().ElementAt(10),17:F1} {asl.Length,13}"));
        }

        return 0;
    }

    private static IEnumerable<(string Name, List<(string From, string To, string Port)> Edges, Func<int, bool> Decides)> Shapes()
    {
        yield return ("chain", [.. Enumerable.Range(0, Count - 1).Select(i => ($"n{i}", $"n{i + 1}", "Done"))], _ => false);
        yield return ("decisions", [.. Enumerable.Range(0, Count - 2).SelectMany(i => new[] { ($"n{i}", $"n{i + 1}", "True"), ($"n{i}", $"n{i + 2}", "False") })], i => i < Count - 2);
        yield return ("diamonds", [.. Enumerable.Range(0, (Count / 3) - 1).SelectMany(i => new[] { ($"n{3 * i}", $"n{(3 * i) + 1}", "Done"), ($"n{3 * i}", $"n{(3 * i) + 2}", "Done"), ($"n{(3 * i) + 1}", $"n{(3 * i) + 3}", "Done"), ($"n{(3 * i) + 2}", $"n{(3 * i) + 3}", "Done") })], _ => false);
        yield return ("one fork", [.. Enumerable.Range(1, Count - 2).SelectMany(i => new[] { ("n0", $"n{i}", "Done"), ($"n{i}", $"n{Count - 1}", "Done") })], _ => false);
        yield return ("nested forks", [.. Enumerable.Range(0, 50).SelectMany(i => Nest(i, 50))], _ => false);
    }

    /// <summary>Fork i has a path of one node and one that is the next fork; all meet again in the order of nesting.</summary>
    private static IEnumerable<(string From, string To, string Port)> Nest(int i, int depth)
    {
        string inner = i + 1 < depth ? $"n{3 * (i + 1)}" : $"n{(3 * i) + 2}";
        yield return ($"n{3 * i}", $"n{(3 * i) + 1}", "Done");
        yield return ($"n{3 * i}", inner, "Done");
        yield return ($"n{(3 * i) + 1}", $"n{(3 * i) + 2}", "Done");
        if (i > 0)
        {
            yield return ($"n{(3 * i) + 2}", $"n{(3 * (i - 1)) + 2}", "Done");
        }
    }

    private static string Draw(List<(string From, string To, string Port)> edges, Func<int, bool> decides)
    {
        List<string> ids = [.. edges.SelectMany(edge => new[] { edge.From, edge.To }).Distinct()];
        JsonData condition = JsonData.Parse("""{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getInput('n') === 1"}}""");
        return ObjectData.Of(("id", "1"), ("definitionId", "flow"), ("version", NumberData.Of(1)), ("root", ObjectData.Of(
            ("id", "root"),
            ("type", "Elsa.Flowchart"),
            ("activities", new ArrayData([.. ids.Select(id => ObjectData.Of(("id", id), ("type", decides(int.Parse(id[1..], CultureInfo.InvariantCulture)) ? "Elsa.FlowDecision" : "Elsa.WriteLine"), ("condition", condition)))])),
            ("connections", new ArrayData([.. edges.Select(edge => ObjectData.Of(("source", ObjectData.Of(("activity", edge.From), ("port", edge.Port))), ("target", ObjectData.Of(("activity", edge.To), ("port", "In")))))]))))).ToJson();
    }
}
