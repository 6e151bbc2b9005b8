using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.Flows;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Server.Trials;

/// <summary>A saved way to try a flow: its input, mocks and faults, and what came out when it was saved.</summary>
/// <param name="ExpectedStatus">The status that a run of it must end with.</param>
/// <param name="ExpectedOutput">The output that it must have; null where only the status counts.</param>
internal sealed record TestCase(string Name, JsonNode? Input, TrialRequest Trial, string? ExpectedStatus, JsonNode? ExpectedOutput, DateTimeOffset SavedAt);

/// <summary>The test cases of flows, in the table <c>flow_case</c>.</summary>
internal sealed class CaseStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly FlowStore _store;
    private readonly TimeProvider _time;

    public CaseStore(FlowStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        store.Write(() => Command("CREATE TABLE IF NOT EXISTS flow_case(definition_id TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, saved_at TEXT NOT NULL, PRIMARY KEY(definition_id, name))").ExecuteNonQuery());
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<TestCase> Of(string definitionId) => _store.Read(() =>
    {
        using var command = Command("SELECT content FROM flow_case WHERE definition_id = $id ORDER BY name COLLATE NOCASE");
        command.Parameters.AddWithValue("$id", definitionId);
        using var rows = command.ExecuteReader();
        List<TestCase> cases = [];
        while (rows.Read())
            cases.Add(JsonSerializer.Deserialize<TestCase>(rows.GetString(0), Json)!);
        return cases;
    });

    /// <summary>Saves a case; one of the same name is replaced.</summary>
    public TestCase Save(string definitionId, TestCase testCase)
    {
        var saved = testCase with { SavedAt = _time.GetUtcNow() };
        _store.Write(() =>
        {
            using var command = Command("INSERT OR REPLACE INTO flow_case(definition_id, name, content, saved_at) VALUES ($id, $name, $content, $at)");
            command.Parameters.AddWithValue("$id", definitionId);
            command.Parameters.AddWithValue("$name", saved.Name);
            command.Parameters.AddWithValue("$content", JsonSerializer.Serialize(saved, Json));
            command.Parameters.AddWithValue("$at", saved.SavedAt.ToString("O", CultureInfo.InvariantCulture));
            return command.ExecuteNonQuery();
        });
        return saved;
    }

    public bool Delete(string definitionId, string name) => _store.Write(() =>
    {
        using var command = Command("DELETE FROM flow_case WHERE definition_id = $id AND name = $name");
        command.Parameters.AddWithValue("$id", definitionId);
        command.Parameters.AddWithValue("$name", name);
        return command.ExecuteNonQuery() > 0;
    });

    private SqliteCommand Command(string text)
    {
        var command = _store.Connection.CreateCommand();
        command.CommandText = text;
        return command;
    }
}
