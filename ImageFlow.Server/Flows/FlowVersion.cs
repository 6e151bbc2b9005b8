using System.Text.Json.Nodes;

namespace ImageFlow.Server.Flows;

/// <summary>One stored version of a flow: what Elsa calls a workflow definition version.</summary>
/// <param name="VersionId">Unique for each version; Elsa's <c>id</c>.</param>
/// <param name="DefinitionId">The flow, the same over all its versions.</param>
/// <param name="Json">The workflow definition as it was saved, unknown members included.</param>
internal sealed record FlowVersion(
    string VersionId, string DefinitionId, int Version, string Name, string? Description, bool IsLatest, bool IsPublished, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Json)
{
    /// <summary>Another for every other content; the same when the version is only published or retracted.</summary>
    public string Revision => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(VersionId + Json)))[..16];

    /// <summary>The stored definition with the members that the store decides put over what the document says of them.</summary>
    public JsonObject ToDefinition()
    {
        var definition = (JsonObject)JsonNode.Parse(Json)!;
        definition["id"] = VersionId;
        definition["definitionId"] = DefinitionId;
        definition["name"] = Name;
        definition["description"] = Description;
        definition["version"] = Version;
        definition["isLatest"] = IsLatest;
        definition["isPublished"] = IsPublished;
        definition["createdAt"] = CreatedAt.ToString("O");
        return definition;
    }
}

/// <summary>Which versions a request means, in the words of Elsa's <c>versionOptions</c>.</summary>
internal sealed record VersionChoice(Func<FlowVersion, bool> Includes)
{
    public static VersionChoice Latest { get; } = new(v => v.IsLatest);

    public static VersionChoice Published { get; } = new(v => v.IsPublished);

    /// <summary>Reads <c>AllVersions, Draft, Latest, Published, LatestOrPublished, LatestAndPublished</c> or a number; the default is <see cref="Latest"/>.</summary>
    public static VersionChoice Parse(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        "allversions" or "all" => new VersionChoice(_ => true),
        "draft" => new VersionChoice(v => v.IsLatest && !v.IsPublished),
        "published" => Published,
        "latestorpublished" => new VersionChoice(v => v.IsLatest || v.IsPublished),
        "latestandpublished" => new VersionChoice(v => v.IsLatest && v.IsPublished),
        { } number when int.TryParse(number, out var version) => new VersionChoice(v => v.Version == version),
        _ => Latest,
    };
}
