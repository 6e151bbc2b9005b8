using System.Collections.Concurrent;
using System.Text.Json;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Mocks;
using ImageFlow.Server.Flows;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Server.Trials;

/// <summary>
/// The trials of executions, in the table <c>flow_trial</c>: written before the execution starts, so that a server that was killed goes on with
/// the same mocks and faults. The iterations of a distributed Map, which are executions of their own, are tried like the execution that runs the Map.
/// </summary>
internal sealed class TrialStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>How long an iteration that goes on at the server's start waits for the rest of the server.</summary>
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(30);

    private readonly FlowStore _store;
    private readonly ConcurrentDictionary<string, TrialSetup> _setups = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _machines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _ownersOfMapRuns = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<StepFunctionsEngine> _engine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TrialStore(FlowStore store)
    {
        _store = store;
        store.Write(() => Command("CREATE TABLE IF NOT EXISTS flow_trial(execution_arn TEXT PRIMARY KEY, trial TEXT NOT NULL, source_map TEXT NOT NULL, machine TEXT NOT NULL)").ExecuteNonQuery());
        foreach (var (arn, trial, map, machine) in store.Read(All))
            Remember(arn, TrialReader.Read(trial, map, machine));
    }

    /// <summary>Tells the engine that knows which execution an iteration belongs to. Until then, iterations of machines with trials wait: they must not call real services unseen.</summary>
    public void Use(StepFunctionsEngine engine) => _engine.TrySetResult(engine);

    public TrialSetup? Find(string executionArn) =>
        _setups.TryGetValue(executionArn, out var own) ? own
        : MapPath(executionArn) is [var machine, _] && _machines.ContainsKey(machine) && OwnerOf(executionArn) is { } owner ? _setups.GetValueOrDefault(owner)
        : null;

    /// <exception cref="TrialException">The trial does not fit the flow.</exception>
    public void Add(string executionArn, TrialRequest trial, string sourceMap, string machine)
    {
        var setup = TrialReader.Read(trial, sourceMap, machine);
        _store.Write(() =>
        {
            using var command = Command("INSERT OR REPLACE INTO flow_trial(execution_arn, trial, source_map, machine) VALUES ($arn, $trial, $map, $machine)");
            command.Parameters.AddWithValue("$arn", executionArn);
            command.Parameters.AddWithValue("$trial", JsonSerializer.Serialize(trial, Json));
            command.Parameters.AddWithValue("$map", sourceMap);
            command.Parameters.AddWithValue("$machine", machine);
            return command.ExecuteNonQuery();
        });
        Remember(executionArn, setup);
    }

    private void Remember(string executionArn, TrialSetup setup)
    {
        _setups[executionArn] = setup;
        _machines[MapPath(executionArn)[0]] = true;
    }

    /// <summary>The machine's name and, of an iteration, the label of its Map behind it.</summary>
    private static string[] MapPath(string executionArn) => executionArn.Split(':') is { Length: > 6 } parts ? parts[6].Split('/') : [executionArn];

    /// <summary>The execution whose Map Run an iteration belongs to.</summary>
    private string? OwnerOf(string iterationArn)
    {
        if (!_engine.Task.Wait(MostWait))
            throw new InvalidOperationException($"The execution that '{iterationArn}' belongs to is not known yet.");
        var engine = _engine.Task.Result;
        return engine.DescribeExecution(iterationArn).MapRunArn is { } run ? _ownersOfMapRuns.GetOrAdd(run, arn => engine.MapRuns.Describe(arn).ExecutionArn) : null;
    }

    /// <summary>The trial as it was asked for; null for an execution that was started plainly.</summary>
    public TrialRequest? RequestOf(string executionArn) => !_setups.ContainsKey(executionArn) ? null : _store.Read(() =>
    {
        using var command = Command("SELECT trial FROM flow_trial WHERE execution_arn = $arn");
        command.Parameters.AddWithValue("$arn", executionArn);
        return command.ExecuteScalar() is string trial ? JsonSerializer.Deserialize<TrialRequest>(trial, Json) : null;
    });

    private List<(string Arn, TrialRequest Trial, string SourceMap, string Machine)> All()
    {
        using var command = Command("SELECT execution_arn, trial, source_map, machine FROM flow_trial");
        using var rows = command.ExecuteReader();
        List<(string, TrialRequest, string, string)> all = [];
        while (rows.Read())
            all.Add((rows.GetString(0), JsonSerializer.Deserialize<TrialRequest>(rows.GetString(1), Json)!, rows.GetString(2), rows.GetString(3)));
        return all;
    }

    private SqliteCommand Command(string text)
    {
        var command = _store.Connection.CreateCommand();
        command.CommandText = text;
        return command;
    }
}
