using System.Text.Json.Nodes;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Engine;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.Trials;

/// <summary>The outcome of trying one step: the execution, or why there is none.</summary>
internal sealed record StepTestResult(ExecutionDescription? Execution, IReadOnlyList<Step> Steps, JsonObject Input, IReadOnlyList<Diagnostic> Diagnostics, string? Refusal);

/// <summary>
/// Tries one step of a flow alone, on the real engine and services: a flow of that step, with the flow's variables and inputs. Variables have the
/// test values that Elsa Studio keeps with the definition, or their defaults; the input is the given one, that of the flow's newest run, or the sample's.
/// </summary>
internal sealed class StepTest(FlowRunner runner, ExecutionHistory history)
{
    /// <summary>Executions of a step alone belong to a state machine of their own, so that they are not counted among the flow's runs.</summary>
    public const string Suffix = "-step";

    private const string TestValues = "VariableTestValues";
    private static readonly TimeSpan LongestTest = TimeSpan.FromSeconds(60);

    /// <summary>Starts it and waits for its end, at most a minute; a step that takes longer is stopped.</summary>
    /// <returns>Null when the definition has no such activity.</returns>
    public async Task<StepTestResult?> RunAsync(FlowVersion version, Func<JsonObject, bool> isStep, JsonObject? input, TrialRequest? trial, CancellationToken cancellation)
    {
        var (started, given) = await StartAsync(version, isStep, input, trial);
        if (started is null)
            return null;
        if (started.Execution is not { } execution)
            return new StepTestResult(null, [], given, started.Diagnostics, started.Refusal);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LongestTest);
        try
        {
            var ended = await history.Engine.WaitForCompletionAsync(execution.ExecutionArn, limit.Token);
            return new StepTestResult(ended, history.Steps(ended), given, started.Diagnostics, null);
        }
        catch (OperationCanceledException)
        {
            await history.Engine.StopExecutionAsync(execution.ExecutionArn, "States.Timeout", $"The test of a step may take {LongestTest.TotalSeconds} seconds.");
            cancellation.ThrowIfCancellationRequested();
            var stopped = history.Engine.DescribeExecution(execution.ExecutionArn);
            return new StepTestResult(stopped, history.Steps(stopped), given, started.Diagnostics, null);
        }
    }

    /// <summary>Starts it; <c>Started</c> is null when the definition has no such activity.</summary>
    public async Task<(StartedRun? Started, JsonObject Input)> StartAsync(FlowVersion version, Func<JsonObject, bool> isStep, JsonObject? input, TrialRequest? trial)
    {
        var definition = version.ToDefinition();
        if (Find(definition["root"], isStep) is not { } step)
            return (null, []);
        var given = input ?? LastInput(version.DefinitionId) ?? await runner.DefaultInputAsync(version) ?? [];
        var alone = Alone(version, definition, step);
        return (await runner.StartAsync(alone, given, null, trial), given);
    }

    private static FlowVersion Alone(FlowVersion version, JsonObject definition, JsonObject step)
    {
        var name = (string?)step["metadata"]?["displayText"] ?? (string?)step["name"] ?? (string?)step["id"];
        var root = new JsonObject
        {
            ["id"] = "step-alone",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["customProperties"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["activities"] = new JsonArray(step.DeepClone()),
            ["variables"] = definition["root"]?["variables"]?.DeepClone() ?? new JsonArray(),
            ["connections"] = new JsonArray(),
        };
        var copy = (JsonObject)definition.DeepClone();
        copy["root"] = root;
        PutTestValues(copy);
        return version with { DefinitionId = version.DefinitionId + Suffix, Name = $"{version.Name}: {name} alone", Json = copy.ToJsonString() };
    }

    // {variableId: value}; a variable's own value is always text, JSON text for complex types.
    private static void PutTestValues(JsonObject definition)
    {
        if (definition["customProperties"]?[TestValues] is not JsonObject values)
            return;
        foreach (var variable in (definition["variables"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if ((string?)variable["id"] is { } id && values[id] is { } value)
                variable["value"] = value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
        }
    }

    private JsonObject? LastInput(string definitionId) =>
        history.List(definitionId, null, 1) is [{ Input: { } input }, ..] ? JsonNode.Parse(input) as JsonObject : null;

    private static JsonObject? Find(JsonNode? node, Func<JsonObject, bool> isStep) => node switch
    {
        JsonObject activity when activity["type"] is JsonValue && activity["id"] is JsonValue && isStep(activity) => activity,
        JsonObject members => members.Select(member => Find(member.Value, isStep)).FirstOrDefault(found => found is not null),
        JsonArray items => items.Select(item => Find(item, isStep)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
