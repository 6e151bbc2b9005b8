using System.Text;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Conformance.StepFunctions;

/// <summary>Sends the recorded calls of the API (kinds <c>calls</c>, <c>create_error</c> and <c>validate</c>) to the server and compares each answer.</summary>
public sealed partial class CallConformanceTests
{
    private const string Data = "conformance/step-functions";

    public static TheoryData<string> Groups
    {
        get
        {
            string? root = SharedData.Find(Data);
            TheoryData<string> groups = [];
            foreach (string folder in (root is null ? [Data] : Directory.GetDirectories(root)).Order(StringComparer.Ordinal))
            {
                if (root is null || Cases(folder).Any())
                {
                    groups.Add(Path.GetFileName(folder));
                }
            }

            return groups;
        }
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Group_CalledAgain_AnswersAsAwsDid(string group)
    {
        string folder = SharedData.Require($"{Data}/{group}");
        await using RunningServer server = new();
        await server.InitializeAsync();
        using HttpClient client = new() { BaseAddress = server.AwsUrl };
        IReadOnlyDictionary<string, string> known = ExecutionConformanceTests.KnownFailures(group);
        StringBuilder report = new();
        int count = 0;
        int passed = 0;
        foreach ((string name, ObjectData recorded) in Cases(folder))
        {
            string? difference = await RunAsync(client, Steps(recorded), ++count);
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

        Xunit.TestContext.Current.TestOutputHelper?.WriteLine($"{group}: {passed} of {count} as recorded");
        Assert.True(report.Length == 0, $"{passed} of {count}\n{report}");
    }

    private static IEnumerable<(string Name, ObjectData Recorded)> Cases(string folder) => Directory.GetFiles(folder, "*.json")
        .Order(StringComparer.Ordinal)
        .Select(file => (Path.GetFileNameWithoutExtension(file), (ObjectData)JsonData.Parse(File.ReadAllBytes(file))))
        .Where(recorded => ((StringData)recorded.Item2["kind"]!).Value is "calls" or "create_error" or "validate");

    private static IEnumerable<ObjectData> Steps(ObjectData recorded) => recorded["steps"] is ArrayData steps
        ? steps.Cast<ObjectData>()
        : [recorded.With("call", ((StringData)recorded["kind"]!).Value == "validate" ? "ValidateStateMachineDefinition" : "CreateStateMachine")];

    private static async Task<string?> RunAsync(HttpClient client, IEnumerable<ObjectData> steps, int number)
    {
        List<ObjectData> answers = [];
        foreach (ObjectData step in steps)
        {
            if (step["await"] is not null)
            {
                await EndAsync(client, Fill(step["executionArn"]!.ToJson(), answers, number));
                answers.Add(ObjectData.Empty);
                continue;
            }

            string operation = ((StringData)step["call"]!).Value;
            (int status, ObjectData answer) = await StepFunctionsClient.CallAsync(client, operation, Fill(step["request"]!.ToJson(), answers, number));
            answers.Add(answer);
            if (Difference(step["expected"] as ObjectData, operation, status, answer) is string difference)
            {
                return $"step {answers.Count - 1}, {operation}: {difference}";
            }
        }

        return null;
    }

    private static string? Difference(ObjectData? expected, string operation, int status, ObjectData answer)
    {
        if (expected?["error"] is ObjectData error)
        {
            return status == 200 ? $"was not refused: {answer.ToJson()}" : StepFunctionsClient.ErrorDifference(error, answer);
        }

        if (status != 200)
        {
            return $"refused: {answer.ToJson()}";
        }

        if (expected?["response"] is not ObjectData response)
        {
            return null;
        }

        return operation == "GetExecutionHistory" && response["events"] is ArrayData events
            ? RecordedHistory.Difference(events, [.. ((ArrayData)answer["events"]!).Cast<ObjectData>().Select(EventOf)], isGathered: false)
            : Recorded.Difference(response, answer);
    }

    private static HistoryEvent EventOf(ObjectData shown)
    {
        KeyValuePair<string, JsonData> details = shown.FirstOrDefault(member => member.Key.EndsWith("EventDetails", StringComparison.Ordinal));
        return new HistoryEvent(
            (long)((NumberData)shown["id"]!).Value,
            (long)((NumberData)shown["previousEventId"]!).Value,
            ((StringData)shown["type"]!).Value,
            DateTimeOffset.FromUnixTimeMilliseconds((long)(((NumberData)shown["timestamp"]!).Value * 1000)),
            details.Key,
            details.Value as ObjectData);
    }

    private static async Task EndAsync(HttpClient client, string executionArn)
    {
        for (int i = 0; i < 300; i++)
        {
            (_, ObjectData answer) = await StepFunctionsClient.CallAsync(client, "DescribeExecution", $$"""{"executionArn":{{executionArn}}}""");
            if (((StringData)answer["status"]!).Value != "RUNNING")
            {
                return;
            }

            await Task.Delay(100, Xunit.TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{executionArn} did not end within 30 s.");
    }

    private static string Fill(string json, List<ObjectData> answers, int number)
    {
        json = Uid().Replace(json, match => $"{number:x4}{int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture):x4}");
        return CallField().Replace(json, match =>
            answers[int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)][match.Groups[2].Value] is StringData text
                ? text.Value
                : throw new InvalidOperationException($"There is no answer for {match.Value}."));
    }

    [GeneratedRegex(@"\{\{uid:(\d+)\}\}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"\{\{call\[(\d+)\]\.(\w+)\}\}")]
    private static partial Regex CallField();
}
