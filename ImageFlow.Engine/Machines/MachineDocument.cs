using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Machines;

/// <summary>What belongs to a state machine over all its revisions: tags, versions and aliases. One JSON document in the machine's row.</summary>
internal sealed record MachineDocument
{
    public static MachineDocument Empty { get; } = new();

    /// <summary>In the order in which they were set.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<MachineVersion> Versions { get; init; } = [];

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<MachineAlias> Aliases { get; init; } = [];

    /// <summary>The greatest version number that was ever given; a number is never given twice.</summary>
    public int LastVersion { get; init; }

    /// <summary>Whether it was deleted while executions ran, which still go on.</summary>
    public bool IsDeleting { get; init; }

    public string ToJson()
    {
        ObjectDataBuilder members = new();
        ArrayData tags = new([.. Tags.Select(tag => (JsonData)ObjectData.Of(("key", tag.Key), ("value", tag.Value)))]);
        return members.Set("tags", tags)
            .Set("versions", new ArrayData([.. Versions.Select(version => (JsonData)version.ToData())]))
            .Set("aliases", new ArrayData([.. Aliases.Select(alias => (JsonData)alias.ToData())]))
            .Set("lastVersion", NumberData.Of(LastVersion))
            .Set("isDeleting", IsDeleting)
            .Build().ToJson();
    }

    public static MachineDocument Parse(string? json)
    {
        if (json is null)
        {
            return Empty;
        }

        ObjectData members = (ObjectData)JsonData.Parse(json);
        return new MachineDocument
        {
            Tags = [.. ((ArrayData)members["tags"]!).Cast<ObjectData>().Select(tag => KeyValuePair.Create(((StringData)tag["key"]!).Value, ((StringData)tag["value"]!).Value))],
            Versions = [.. ((ArrayData)members["versions"]!).Cast<ObjectData>().Select(MachineVersion.From)],
            Aliases = [.. ((ArrayData)members["aliases"]!).Cast<ObjectData>().Select(MachineAlias.From)],
            LastVersion = (int)((NumberData)members["lastVersion"]!).Value,
            IsDeleting = ((BooleanData)members["isDeleting"]!).Value,
        };
    }
}

/// <summary>A published revision.</summary>
/// <param name="Revision">The revision's number in the journal.</param>
/// <param name="Created">Milliseconds since 1970.</param>
internal sealed record MachineVersion(int Number, long Revision, long Created, string? Description)
{
    public ObjectData ToData() => new ObjectDataBuilder()
        .Set("number", NumberData.Of(Number)).Set("revision", NumberData.Of(Revision)).Set("created", NumberData.Of(Created))
        .SetIfPresent("description", Description is null ? null : new StringData(Description))
        .Build();

    public static MachineVersion From(ObjectData data) => new(
        (int)((NumberData)data["number"]!).Value,
        (long)((NumberData)data["revision"]!).Value,
        (long)((NumberData)data["created"]!).Value,
        (data["description"] as StringData)?.Value);
}

/// <summary>A name for one version, or for two of which each gets its share of the starts.</summary>
/// <param name="Routes">Version numbers and weights that sum up to 100.</param>
internal sealed record MachineAlias(string Name, string? Description, IReadOnlyList<(int Version, int Weight)> Routes, long Created, long Updated)
{
    public ObjectData ToData() => new ObjectDataBuilder()
        .Set("name", Name)
        .SetIfPresent("description", Description is null ? null : new StringData(Description))
        .Set("routes", string.Join(',', Routes.Select(route => string.Create(CultureInfo.InvariantCulture, $"{route.Version}:{route.Weight}"))))
        .Set("created", NumberData.Of(Created)).Set("updated", NumberData.Of(Updated))
        .Build();

    public static MachineAlias From(ObjectData data) => new(
        ((StringData)data["name"]!).Value,
        (data["description"] as StringData)?.Value,
        [.. ((StringData)data["routes"]!).Value.Split(',').Select(route => route.Split(':')).Select(parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture)))],
        (long)((NumberData)data["created"]!).Value,
        (long)((NumberData)data["updated"]!).Value);
}
