using System.Text.Json.Nodes;
using ImageFlow.LocalCloud.Mocks;
using ImageFlow.Server.Executions;

namespace ImageFlow.Server.Trials;

/// <summary>Turns what a person asked for into what the engine is told: nodes into the states that do their work.</summary>
internal static class TrialReader
{
    private const double MaxDelaySeconds = 86_400;
    private static readonly string[] WorkingRoles = ["task"];

    /// <param name="sourceMap">The compiler's map from nodes to states, as JSON.</param>
    /// <param name="stateMachine">The state machine that will run, as JSON.</param>
    /// <exception cref="TrialException">A mock or fault names no Task state, or is not of its form.</exception>
    public static TrialSetup Read(TrialRequest request, string sourceMap, string stateMachine)
    {
        var nodes = StatesOfNodes(sourceMap);
        var tasks = TaskNames(JsonNode.Parse(stateMachine)!).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, MockedResponse> mocks = new(StringComparer.Ordinal);
        foreach (var (target, answers) in request.Mocks ?? new Dictionary<string, JsonArray>())
        {
            foreach (var state in StatesOf(target, nodes, tasks))
                mocks[state] = Mock(state, answers);
        }

        List<Fault> faults = [];
        foreach (var fault in request.Faults ?? [])
        {
            if (fault.Error is null == fault.DelaySeconds is null)
                throw new TrialException($"The fault of '{fault.Target}' needs either an error or a delay.");
            if (fault.DelaySeconds is < 0 or > MaxDelaySeconds or double.NaN || fault.Attempt < 0)
                throw new TrialException($"The fault of '{fault.Target}' has a delay or an attempt that cannot be: 0 to {MaxDelaySeconds} seconds, attempts from 0.");
            faults.AddRange(StatesOf(fault.Target ?? "", nodes, tasks).Select(state => new Fault(state, fault.Attempt, fault.Error, TimeSpan.FromSeconds(fault.DelaySeconds ?? 0))));
        }

        return new TrialSetup(mocks, faults, request.SkipWaits);
    }

    /// <summary>The Task states that a node became, or the one that is named.</summary>
    /// <exception cref="TrialException">There is none.</exception>
    public static IEnumerable<string> TaskStatesOf(string target, string sourceMap, string stateMachine) =>
        StatesOf(target, StatesOfNodes(sourceMap), TaskNames(JsonNode.Parse(stateMachine)!).ToHashSet(StringComparer.Ordinal));

    private static IEnumerable<string> StatesOf(string target, ILookup<string, string> nodes, HashSet<string> tasks)
    {
        string[] states = tasks.Contains(target) ? [target] : [.. nodes[target].Where(tasks.Contains)];
        return states.Length > 0
            ? states
            : throw new TrialException($"'{target}' is no Task state and no node that becomes one, so it can be neither mocked nor made to fail. The Task states are: {string.Join(", ", tasks.Order(StringComparer.Ordinal))}.");
    }

    // The file's own reader, so that a mock means here what it means on the command line.
    private static MockedResponse Mock(string state, JsonArray answers)
    {
        JsonObject byAttempt = [];
        foreach (var (index, answer) in answers.Index())
            byAttempt[index.ToString(System.Globalization.CultureInfo.InvariantCulture)] = answer?.DeepClone();
        JsonObject file = new()
        {
            ["StateMachines"] = new JsonObject { ["flow"] = new JsonObject { ["TestCases"] = new JsonObject { ["trial"] = new JsonObject { [state] = "answers" } } } },
            ["MockedResponses"] = new JsonObject { ["answers"] = byAttempt },
        };
        try
        {
            return MockFile.Read(file.ToJsonString(), state, "flow", "trial")[state];
        }
        catch (MockFileException e)
        {
            throw new TrialException($"The mock of '{state}' cannot be used. {e.Message}");
        }
    }

    private static ILookup<string, string> StatesOfNodes(string sourceMap) =>
        (JsonText.Parse(sourceMap).TryGetProperty("nodes", out var nodes) ? nodes.EnumerateArray().ToArray() : [])
            .SelectMany(node => node.GetProperty("states").EnumerateArray().Select(state => (Node: node.GetProperty("nodeId").GetString()!, State: state)))
            .Where(pair => WorkingRoles.Contains(pair.State.GetProperty("role").GetString()))
            .ToLookup(pair => pair.Node, pair => pair.State.GetProperty("name").GetString()!);

    private static IEnumerable<string> TaskNames(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "States", Value: JsonObject states }
            ? states.SelectMany(state => ((string?)state.Value?["Type"] == "Task" ? new[] { state.Key } : []).Concat(state.Value is null ? [] : TaskNames(state.Value)))
            : member.Value is null ? [] : TaskNames(member.Value)),
        JsonArray items => items.OfType<JsonNode>().SelectMany(TaskNames),
        _ => [],
    };
}
