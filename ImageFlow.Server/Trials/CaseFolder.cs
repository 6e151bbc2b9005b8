using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.Trials;

/// <summary>The test cases of a flow as files that <c>imageflow run</c> takes: the flow, a mock file with a case for each, their inputs, and the commands.</summary>
internal static class CaseFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="cases">In the order in which they are to stand.</param>
    /// <exception cref="TrialException">The flow does not compile, or a case does not fit it any more.</exception>
    public static IReadOnlyList<(string Name, string Text)> Files(FlowVersion flow, CompiledFlow compiled, IReadOnlyList<TestCase> cases)
    {
        if (!compiled.IsValid)
            throw new TrialException("The flow does not compile, so its test cases cannot be run: see its problems.");
        JsonObject testCases = [];
        JsonObject responses = [];
        List<(string Name, string Text)> files = [("workflow.json", DefinitionBody.Export(flow).ToJsonString(Indented))];
        StringBuilder commands = new();
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (var testCase in cases)
        {
            var name = FileName(testCase.Name, taken);
            JsonObject states = [];
            foreach (var (target, answers) in testCase.Trial.Mocks ?? new Dictionary<string, JsonArray>())
            {
                var response = $"{name}-{target}";
                responses[response] = new JsonObject(answers.Select((answer, attempt) => KeyValuePair.Create(attempt.ToString(CultureInfo.InvariantCulture), answer?.DeepClone())));
                foreach (var state in TrialReader.TaskStatesOf(target, compiled.SourceMap, compiled.AslJson!))
                    states[state] = response;
            }

            testCases[name] = states;
            files.Add(($"{name}.input.json", (testCase.Input ?? new JsonObject()).ToJsonString(Indented)));
            commands.Append(CultureInfo.InvariantCulture, $"imageflow run workflow.json --input {name}.input.json --mock mocks.json#{name}");
            foreach (var fault in TrialReader.Read(testCase.Trial, compiled.SourceMap, compiled.AslJson!).Faults)
                commands.Append(CultureInfo.InvariantCulture, $" --fault \"{fault.State}{(fault.Attempt is { } attempt ? $"@{attempt}" : "")}={(fault.Error is { } error ? $"error:{error}" : $"delay:{fault.Delay.TotalSeconds}")}\"");
            commands.Append(testCase.Trial.SkipWaits ? " --time-skip\n" : "\n");
        }

        JsonObject mocks = new()
        {
            ["StateMachines"] = new JsonObject { [ExecutionIds.StateMachineName(flow.DefinitionId)] = new JsonObject { ["TestCases"] = testCases } },
            ["MockedResponses"] = responses,
        };
        return [.. files, ("mocks.json", mocks.ToJsonString(Indented)), ("commands.txt", commands.ToString())];
    }

    // Letters that every shell takes as they are; two cases never share a name.
    private static string FileName(string name, HashSet<string> taken)
    {
        var plain = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-') is { Length: > 0 } some ? some : "case";
        var free = plain;
        for (var number = 2; !taken.Add(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{plain}-{number}");
        return free;
    }
}
