using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Server.Flows;

/// <summary>Which version of which flow an execution runs, as it was when it started.</summary>
/// <param name="Definition">The workflow definition.</param>
/// <param name="SourceMap">The compiler's map from nodes to states, as JSON.</param>
internal sealed record FlowRun(string ExecutionArn, string DefinitionId, string VersionId, int Version, string Name, string Definition, string SourceMap, DateTimeOffset StartedAt);

/// <summary>The table <c>flow_run</c>. A row is written before its execution starts, so that none is ever without one.</summary>
internal sealed class FlowRuns(FlowStore store)
{
    private const string Columns = "execution_arn, definition_id, version_id, version, name, definition, source_map, started_at";

    public void Add(FlowRun run) => store.Write(() =>
    {
        using var command = store.Connection.CreateCommand();
        command.CommandText = $"INSERT OR REPLACE INTO flow_run({Columns}) VALUES ($arn, $definition_id, $version_id, $version, $name, $definition, $source_map, $started)";
        command.Parameters.AddWithValue("$arn", run.ExecutionArn);
        command.Parameters.AddWithValue("$definition_id", run.DefinitionId);
        command.Parameters.AddWithValue("$version_id", run.VersionId);
        command.Parameters.AddWithValue("$version", run.Version);
        command.Parameters.AddWithValue("$name", run.Name);
        command.Parameters.AddWithValue("$definition", run.Definition);
        command.Parameters.AddWithValue("$source_map", run.SourceMap);
        command.Parameters.AddWithValue("$started", run.StartedAt.ToString("O", CultureInfo.InvariantCulture));
        return command.ExecuteNonQuery();
    });

    public FlowRun? Find(string executionArn) => Query("WHERE execution_arn = $key", executionArn, 1).FirstOrDefault();

    /// <summary>The newest runs of one flow.</summary>
    public IReadOnlyList<FlowRun> Of(string definitionId, int max) => Query("WHERE definition_id = $key ORDER BY started_at DESC", definitionId, max);

    private List<FlowRun> Query(string where, string key, int max) => store.Read(() =>
    {
        using var command = store.Connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM flow_run {where} LIMIT $max";
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$max", max);
        using var reader = command.ExecuteReader();
        List<FlowRun> runs = [];
        while (reader.Read())
            runs.Add(Row(reader));
        return runs;
    });

    private static FlowRun Row(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetString(5), row.GetString(6),
        DateTimeOffset.Parse(row.GetString(7), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));
}
