using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Tests.Engine;

namespace ImageFlow.Tests.Conformance.StepFunctions;

/// <summary>
/// Runs the executions recorded from AWS and compares everything: status, output or error and cause, and the history with its
/// details. What does not match yet stands with its reason in <c>known-failures.json</c>; the test fails when another one fails
/// and when one of these begins to pass.
/// </summary>
public sealed class ExecutionConformanceTests
{
    private const string Data = "conformance/step-functions";

    public static TheoryData<string> Groups
    {
        get
        {
            string? root = SharedData.Find(Data);
            TheoryData<string> groups = [];
            string[] folders = root is null ? [Data] : Directory.GetDirectories(root);
            foreach (string folder in folders.Order(StringComparer.Ordinal))
            {
                if (root is null || Runs(folder).Any())
                {
                    groups.Add(Path.GetFileName(folder));
                }
            }

            return groups;
        }
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Group_RunAgain_GivesWhatAwsGave(string group)
    {
        string folder = SharedData.Require($"{Data}/{group}");
        IReadOnlyDictionary<string, string> known = KnownFailures(group);
        await using EngineHost host = new() { Handler = new TestHandler() };
        await host.OpenAsync();
        StringBuilder report = new();
        int count = 0;
        int passed = 0;
        foreach ((string name, ObjectData run) in Runs(folder))
        {
            count++;
            string? difference = await RunAsync(host, $"c{count}", run, DefinitionOf(run));
            passed += difference is null ? 1 : 0;
            if (difference is not null && !known.ContainsKey(name))
            {
                report.AppendLine($"{name}: {difference}");
            }
            else if (difference is null && known.ContainsKey(name))
            {
                report.AppendLine($"{name}: passes now; take it out of known-failures.json");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{group}: {passed} of {count} as recorded");
        Assert.True(report.Length == 0, report.ToString());
    }

    internal static IEnumerable<(string Name, ObjectData Run)> Runs(string folder)
    {
        foreach (string file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            ObjectData document = (ObjectData)JsonData.Parse(File.ReadAllBytes(file));
            string name = Path.GetFileNameWithoutExtension(file);
            switch ((document["kind"] as StringData)?.Value)
            {
                case "execution":
                    yield return (name, document);
                    break;
                case "executions":
                    int i = 0;
                    foreach (JsonData run in (ArrayData)document["runs"]!)
                    {
                        yield return ($"{name}#{i++}", (ObjectData)run);
                    }

                    break;
            }
        }
    }

    /// <summary>Reasons by case.</summary>
    internal static IReadOnlyDictionary<string, string> KnownFailures(string group)
    {
        string file = Path.Combine(SharedData.RepositoryRoot, "ImageFlow.Tests", "Conformance", "known-failures.json");
        ObjectData all = (ObjectData)JsonData.Parse(File.ReadAllBytes(file));
        return all[group] is ObjectData failures
            ? failures.ToDictionary(failure => failure.Key, failure => ((StringData)failure.Value).Value)
            : new Dictionary<string, string>();
    }

    internal static string DefinitionOf(ObjectData run) => (run["definitionText"] as StringData)?.Value ?? run["definition"]!.ToJson();

    internal static async Task<string?> RunAsync(EngineHost host, string machineName, ObjectData run, string definition)
    {
        string input = (run["inputText"] as StringData)?.Value ?? run["input"]?.ToJson() ?? "{}";
        string type = (run["type"] as StringData)?.Value ?? "STANDARD";
        ObjectData expected = (ObjectData)run["expected"]!;
        ExecutionDescription execution;
        try
        {
            StateMachineDescription machine = host.Engine.CreateStateMachine(machineName, definition, type);
            execution = await host.Engine.StartExecutionAsync(machine.Arn, null, input);
            execution = await host.EndAsync(execution.ExecutionArn);
        }
        catch (EngineException refusal)
        {
            return $"refused with {refusal.Code}: {refusal.Message}";
        }

        ObjectDataBuilder end = new();
        end.Set("status", execution.Status);
        end.SetIfPresent("output", Text(execution.Output)).SetIfPresent("error", Text(execution.Error)).SetIfPresent("cause", Text(execution.Cause));
        ObjectDataBuilder wanted = new();
        foreach (string member in (string[])["status", "output", "error", "cause"])
        {
            wanted.SetIfPresent(member, expected[member]);
        }

        string? difference = Recorded.Difference(wanted.Build(), end.Build(), "end");
        if (difference is not null || expected["events"] is not ArrayData events)
        {
            return difference;
        }

        return RecordedHistory.Difference(events, host.Engine.GetExecutionHistory(execution.ExecutionArn), expected.Contains("gathered"));
    }

    private static StringData? Text(string? value) => value is null ? null : new StringData(value);
}
