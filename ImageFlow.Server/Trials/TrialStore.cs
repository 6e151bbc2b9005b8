using System.Collections.Concurrent;
using System.Text.Json;
using ImageFlow.LocalCloud.Mocks;
using ImageFlow.Server.Flows;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Server.Trials;

/// <summary>
/// The trials of executions, in the table <c>flow_trial</c>: written before the execution starts, so that a server that was killed goes on with
/// the same mocks and faults.
/// </summary>
internal sealed class TrialStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly FlowStore _store;
    private readonly ConcurrentDictionary<string, TrialSetup> _setups = new(StringComparer.Ordinal);

    public TrialStore(FlowStore store)
    {
        _store = store;
        store.Write(() => Command("CREATE TABLE IF NOT EXISTS flow_trial(execution_arn TEXT PRIMARY KEY, trial TEXT NOT NULL, source_map TEXT NOT NULL, machine TEXT NOT NULL)").ExecuteNonQuery());
        foreach (var (arn, trial, map, machine) in store.Read(All))
            _setups[arn] = TrialReader.Read(trial, map, machine);
    }

    public TrialSetup? Find(string executionArn) => _setups.GetValueOrDefault(executionArn);

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
        _setups[executionArn] = setup;
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
