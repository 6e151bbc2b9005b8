using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Server.Flows;

/// <summary>
/// The flows and their versions, in <c>workflows.db</c>. Elsa's rules: saving changes the draft, or begins a new one after the latest version was published;
/// at most one version is published, and the latest is the one that people edit.
/// </summary>
internal sealed class FlowStore
{
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    public FlowStore(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        FlowRows.CreateTables(connection);
    }

    public IReadOnlyList<FlowVersion> List(VersionChoice choice) => Read(() => FlowRows.All(_connection).Where(choice.Includes).ToList());

    public IReadOnlyList<FlowVersion> Versions(string definitionId) => Read(() => FlowRows.Of(_connection, definitionId));

    public FlowVersion? Find(string definitionId, VersionChoice choice) => Versions(definitionId).FirstOrDefault(choice.Includes);

    public FlowVersion? FindVersion(string versionId) => Read(() => FlowRows.ById(_connection, versionId));

    public bool IsNameUnique(string name, string? exceptDefinitionId) =>
        !List(VersionChoice.Latest).Any(v => string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase) && v.DefinitionId != exceptDefinitionId);

    /// <summary>Saves a definition as the draft of its flow (a new flow when it names none), and publishes it when asked to.</summary>
    public FlowVersion Save(JsonObject definition, bool publish) => Write(() =>
    {
        var definitionId = Text(definition, "definitionId") ?? NewId();
        var versions = FlowRows.Of(_connection, definitionId);
        var latest = versions.FirstOrDefault(v => v.IsLatest);
        var now = _time.GetUtcNow();
        var draft = latest is { IsPublished: false }
            ? latest
            : new FlowVersion(FreeVersionId(definition, latest), definitionId, (versions.FirstOrDefault()?.Version ?? 0) + 1, "", null, true, false, now, now, "{}");
        var saved = draft with { Name = Text(definition, "name") ?? "Unnamed", Description = Text(definition, "description"), UpdatedAt = now, Json = Stored(definition) };
        if (latest is not null && latest.VersionId != saved.VersionId)
            FlowRows.Put(_connection, latest with { IsLatest = false });
        FlowRows.Put(_connection, saved);
        return publish ? PublishLatest(definitionId)! : saved;
    });

    /// <summary>Publishes the latest version; null when there is no such flow.</summary>
    public FlowVersion? Publish(string definitionId) => Write(() => PublishLatest(definitionId));

    /// <summary>Takes the published version back; null when there is no such flow.</summary>
    public FlowVersion? Retract(string definitionId) => Write(() =>
    {
        foreach (var version in FlowRows.Of(_connection, definitionId).Where(v => v.IsPublished))
            FlowRows.Put(_connection, version with { IsPublished = false, UpdatedAt = _time.GetUtcNow() });
        return FlowRows.Of(_connection, definitionId).FirstOrDefault(v => v.IsLatest);
    });

    /// <summary>Makes an older version's content the draft; null when there is no such version.</summary>
    public FlowVersion? Revert(string definitionId, int version)
    {
        var old = Versions(definitionId).FirstOrDefault(v => v.Version == version);
        return old is null ? null : Save(old.ToDefinition(), publish: false);
    }

    public bool Delete(string definitionId) => Write(() => FlowRows.DeleteFlow(_connection, definitionId));

    /// <summary>Deletes one version; the newest of the others becomes the latest.</summary>
    public bool DeleteVersion(string versionId) => Write(() =>
    {
        if (FlowRows.ById(_connection, versionId) is not { } gone)
            return false;
        FlowRows.DeleteVersion(_connection, versionId);
        if (gone.IsLatest && FlowRows.Of(_connection, gone.DefinitionId) is [var next, ..])
            FlowRows.Put(_connection, next with { IsLatest = true });
        return true;
    });

    /// <summary>Runs several reads and writes as one transaction, alone.</summary>
    public T Write<T>(Func<T> change)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            var result = change();
            transaction.Commit();
            return result;
        }
    }

    public T Read<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }

    internal SqliteConnection Connection => _connection;

    private FlowVersion? PublishLatest(string definitionId)
    {
        foreach (var version in FlowRows.Of(_connection, definitionId).Where(v => v.IsPublished && !v.IsLatest))
            FlowRows.Put(_connection, version with { IsPublished = false });
        if (FlowRows.Of(_connection, definitionId).FirstOrDefault(v => v.IsLatest) is not { } latest)
            return null;
        var published = latest with { IsPublished = true, UpdatedAt = _time.GetUtcNow() };
        FlowRows.Put(_connection, published);
        return published;
    }

    // An imported document keeps its version id when that is free, as Elsa does.
    private string FreeVersionId(JsonObject definition, FlowVersion? latest) =>
        latest is null && Text(definition, "id") is { } given && FlowRows.ById(_connection, given) is null ? given : NewId();

    private static string Stored(JsonObject definition)
    {
        var copy = (JsonObject)definition.DeepClone();
        copy.Remove("links");
        return copy.ToJsonString();
    }

    private static string? Text(JsonObject definition, string member) =>
        definition[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Trim() is { Length: > 0 } text ? text : null;

    private static string NewId() => Guid.NewGuid().ToString("N")[..16];
}
