using System.Text.Json.Nodes;
using ImageFlow.Activities;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Tasks;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Trials;

namespace ImageFlow.Server.Executions;

/// <summary>The outcome of starting a flow: the execution, or the findings that keep it from starting.</summary>
internal sealed record StartedRun(ExecutionDescription? Execution, IReadOnlyList<Diagnostic> Diagnostics, string? Refusal = null)
{
    public string Id => ExecutionIds.OfArn(Execution!.ExecutionArn);
}

/// <summary>Starts flows: compiles the version that is asked for and runs exactly the document that an export of it would write.</summary>
internal sealed class FlowRunner(FlowCompilation compilation, FlowStore flows, FlowRuns runs, FlowSamples samples, TrialStore trials, LocalCloudHost cloud, TimeProvider time)
{
    // Two starts at once must not exchange each other's definition between update and start.
    private readonly SemaphoreSlim _starting = new(1, 1);

    /// <param name="input">The execution's input; null takes the sample's input with the newest upload put into it.</param>
    /// <param name="trial">Mocks, faults and skipped waits; null starts plainly.</param>
    /// <exception cref="TrialException">The trial does not fit the flow.</exception>
    public async Task<StartedRun> StartAsync(FlowVersion version, JsonNode? input, string? executionName, TrialRequest? trial = null)
    {
        var definition = version.ToDefinition().ToJsonString();
        var compiled = compilation.Compile(definition);
        if (!compiled.IsValid)
            return new StartedRun(null, compiled.Diagnostics);

        // What would fail in the middle of the run is said before it, but for what the trial answers in the service's place.
        var setup = trial is { IsEmpty: false } ? TrialReader.Read(trial, compiled.SourceMap, compiled.AslJson!) : null;
        bool IsAnswered(string state) => setup is not null && (setup.Mocks.ContainsKey(state) || setup.Faults.Any(fault => fault.State == state && fault.Error is not null));
        if (compiled.Unserved.Where(d => !IsAnswered(ResourceCheck.StateOf(d))).ToArray() is { Length: > 0 } unsupported)
            return new StartedRun(null, unsupported);
        var start = input ?? await DefaultInputAsync(version);
        if (start is null)
            return new StartedRun(null, [], "There is no picture to run this flow on yet: upload one, or give an input.");

        var machineName = ExecutionIds.StateMachineName(version.DefinitionId);
        var name = string.IsNullOrWhiteSpace(executionName) ? Guid.NewGuid().ToString() : executionName;
        await _starting.WaitAsync();
        try
        {
            var (machine, _) = cloud.PutStateMachine(machineName, compiled.AslJson!);
            PutCalled(compiled, [version.DefinitionId]);
            var arn = ExecutionIds.ExecutionArn(machineName, name);
            if (runs.Find(arn) is null)
                runs.Add(new FlowRun(arn, version.DefinitionId, version.VersionId, version.Version, version.Name, definition, compiled.SourceMap, time.GetUtcNow()));
            if (trial is { IsEmpty: false })
                trials.Add(arn, trial, compiled.SourceMap, compiled.AslJson!);
            return new StartedRun(await cloud.Engine.StartExecutionAsync(machine, name, start.ToJsonString()), compiled.Diagnostics);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Workflows that this one starts are state machines of their own, as they are stored now.</summary>
    private void PutCalled(CompiledFlow flow, HashSet<string> known)
    {
        foreach (var id in flow.Calls.Where(known.Add))
        {
            if ((flows.Find(id, VersionChoice.Published) ?? flows.Find(id, VersionChoice.Latest)) is not { } version)
                continue;
            var called = compilation.Compile(version.ToDefinition().ToJsonString());
            if (!called.IsValid)
                continue;
            cloud.PutStateMachine(ExecutionIds.StateMachineName(id), called.AslJson!);
            PutCalled(called, known);
        }
    }

    /// <summary>The sample's input (or an empty one) with bucket, key and size of the newest upload where the flow takes them; null when it needs a picture and there is none.</summary>
    public async Task<JsonObject?> DefaultInputAsync(FlowVersion version)
    {
        var input = (JsonObject?)samples.InputOf(version.DefinitionId)?.DeepClone() ?? [];
        var declared = (version.ToDefinition()["inputs"] as JsonArray ?? []).Select(i => (string?)i?["name"]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!input.ContainsKey("key") && !declared.Contains("key"))
            return input;
        ObjectInfo? newest = null;
        await foreach (var upload in cloud.Objects.ListAsync(LocalNames.UploadsBucket))
        {
            if (newest is null || upload.LastModified > newest.LastModified)
                newest = upload;
        }

        if (newest is null)
            return null;
        input["bucket"] = newest.Bucket;
        input["key"] = newest.Key;
        if (input["size"] is JsonValue)
            input["size"] = newest.Size; // bytes, as in S3's own event
        return input;
    }
}
