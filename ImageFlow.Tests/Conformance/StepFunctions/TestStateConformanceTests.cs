using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Conformance.StepFunctions;

/// <summary>Sends the recorded TestState requests to the server's AWS address and compares the whole answers.</summary>
public sealed class TestStateConformanceTests
{
    private const string Folder = "conformance/step-functions/test_state";

    [Fact]
    public async Task TestState_RecordedRequests_AreAnsweredAsAwsDid()
    {
        string folder = SharedData.Require(Folder);
        await using RunningServer server = new();
        await server.InitializeAsync();
        using HttpClient client = new() { BaseAddress = server.AwsUrl };
        StringBuilder report = new();
        int count = 0;
        int passed = 0;
        foreach (string file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            ObjectData recorded = (ObjectData)JsonData.Parse(File.ReadAllBytes(file));
            count++;
            string? difference = await DifferenceAsync(client, recorded);
            passed += difference is null ? 1 : 0;
            if (difference is not null)
            {
                report.AppendLine($"{Path.GetFileNameWithoutExtension(file)}: {difference}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{passed} of {count} as recorded");
        Assert.True(report.Length == 0, $"{passed} of {count}\n{report}");
    }

    private static async Task<string?> DifferenceAsync(HttpClient client, ObjectData recorded)
    {
        ObjectDataBuilder request = new();
        foreach ((string name, JsonData value) in (ObjectData)recorded["request"]!)
        {
            bool isText = name is "definition" or "input" or "context" or "variables";
            request.Set(name.EndsWith("Text", StringComparison.Ordinal) ? name[..^"Text".Length] : name, isText ? new StringData(value.ToJson()) : value);
        }

        string body = request.Build().ToJson().Replace("{{uid:1}}", "0a1b2c3d", StringComparison.Ordinal);
        (int status, ObjectData answer) = await StepFunctionsClient.CallAsync(client, "TestState", body);
        ObjectData expected = (ObjectData)recorded["expected"]!;
        if (expected["error"] is ObjectData error)
        {
            return status == 200 ? $"was not refused: {answer.ToJson()}" : StepFunctionsClient.ErrorDifference(error, answer);
        }

        return status == 200 ? Recorded.Difference(expected["response"]!, answer) : $"refused: {answer.ToJson()}";
    }
}
