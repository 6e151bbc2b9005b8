using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageFlow.Server.Flows;

/// <summary>
/// The sample flows that travel with the program. Each is copied into the store once; one that a person has edited, published or deleted is theirs and is never
/// touched again, one that is still as it came is renewed when the program brings a newer one.
/// </summary>
internal sealed class FlowSamples(FlowStore store)
{
    /// <summary>The folder of samples beside the program: <c>samples/&lt;name&gt;/workflow.json</c> and <c>sample-input.json</c>.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "samples");

    public void Seed(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var sample in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Where(d => File.Exists(Path.Combine(d, "workflow.json"))))
        {
            var definition = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(sample, "workflow.json")))!;
            var input = Path.Combine(sample, "sample-input.json");
            SeedOne(definition, File.Exists(input) ? File.ReadAllText(input) : null);
        }
    }

    public bool IsSample(string definitionId) => Row(definitionId) is not null;

    /// <summary>The input that comes with a sample; null for other flows.</summary>
    public JsonObject? InputOf(string definitionId) => Row(definitionId)?.Input is { } input ? JsonNode.Parse(input) as JsonObject : null;

    private void SeedOne(JsonObject definition, string? input)
    {
        var definitionId = (string)definition["definitionId"]!;
        var seeded = Hash(definition);
        var row = Row(definitionId);
        var stored = store.Versions(definitionId);
        var untouched = row is not null && stored is [{ IsPublished: false, Version: 1 } only] && StoredHash(only) == row.Value.Stored;
        if (row is null ? stored.Count > 0 : !untouched)
            return;
        if (row?.Seeded == seeded)
            return;
        var saved = store.Save(definition, publish: false);
        Put(definitionId, $"{seeded} {StoredHash(saved)}", input);
    }

    private (string Seeded, string Stored, string? Input)? Row(string definitionId) => store.Read(() =>
    {
        using var command = store.Connection.CreateCommand();
        command.CommandText = "SELECT seeded, sample_input FROM flow_sample WHERE definition_id = $id";
        command.Parameters.AddWithValue("$id", definitionId);
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return ((string, string, string?)?)null;
        var hashes = reader.GetString(0).Split(' ');
        return (hashes[0], hashes[1], reader.IsDBNull(1) ? null : reader.GetString(1));
    });

    private void Put(string definitionId, string hashes, string? input) => store.Write(() =>
    {
        using var command = store.Connection.CreateCommand();
        command.CommandText = "INSERT OR REPLACE INTO flow_sample(definition_id, seeded, sample_input) VALUES ($id, $seeded, $input)";
        command.Parameters.AddWithValue("$id", definitionId);
        command.Parameters.AddWithValue("$seeded", hashes);
        command.Parameters.AddWithValue("$input", (object?)input ?? DBNull.Value);
        return command.ExecuteNonQuery();
    });

    private static string StoredHash(FlowVersion version) => Hash(version.Json);

    private static string Hash(JsonObject definition) => Hash(definition.ToJsonString());

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
