using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.Machines;

/// <summary>Versions and aliases of state machines. Thread-safe.</summary>
/// <remarks>Requests that AWS would refuse throw <see cref="EngineException"/> with AWS's code.</remarks>
public sealed class StateMachineVersions
{
    private readonly EngineCore core;

    internal StateMachineVersions(EngineCore core) => this.core = core;

    private MachineRegistry Registry => core.Machines;

    /// <summary>Publishes the current revision. One that was published already keeps its version.</summary>
    /// <param name="revisionId">Refuses with <c>ConflictException</c> where this is not the current revision; <see langword="null"/> does not ask.</param>
    public StateMachineVersion Publish(string machineArn, string? description, string? revisionId)
    {
        lock (Registry.Gate)
        {
            MachineRow row = core.StateMachines.RequireActive(machineArn);
            RevisionRow revision = Registry.Revision(row.Revision);
            string? current = Registry.IsFirst(revision) ? null : revision.RevisionId;
            if (revisionId is not null && revisionId != current)
            {
                throw new EngineException("ConflictException", $"Failed to publish the State Machine version for revision {revisionId}. The current State Machine revision is {current ?? "INITIAL"}.");
            }

            MachineDocument document = row.Document;
            if (document.Versions.FirstOrDefault(version => version.Revision == revision.Id) is MachineVersion published)
            {
                return Show(row, published);
            }

            MachineVersion added = new(document.LastVersion + 1, revision.Id, Now(), description);
            Save(row with { Document = document with { Versions = [.. document.Versions, added], LastVersion = added.Number } });
            return Show(row, added);
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<StateMachineVersion> List(string machineArn)
    {
        MachineRow row = core.StateMachines.Resolve(machineArn, null).Row;
        return [.. row.Document.Versions.Reverse().Select(version => Show(row, version))];
    }

    /// <summary>Deletes a version that no alias stands for; one that is not there is deleted already.</summary>
    public void Delete(string versionArn)
    {
        MachineArn arn = MachineArn.Parse(versionArn);
        if (arn.Version is not int number)
        {
            throw new EngineException("ValidationException", $"The ARN '{versionArn}' names no version.");
        }

        lock (Registry.Gate)
        {
            if (Registry.Find(arn.Machine) is not MachineRow row)
            {
                return;
            }

            string[] users = [.. row.Document.Aliases.Where(alias => alias.Routes.Any(route => route.Version == number)).Select(alias => alias.Name)];
            if (users.Length > 0)
            {
                throw new EngineException("ConflictException", $"Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [{string.Join(", ", users)}]");
            }

            Save(row with { Document = row.Document with { Versions = [.. row.Document.Versions.Where(version => version.Number != number)] } });
        }
    }

    /// <summary>Makes an alias. The same name, description and routes give the existing one.</summary>
    /// <param name="routes">One or two version ARNs of one machine with weights that sum up to 100.</param>
    public StateMachineAlias CreateAlias(string name, string? description, IReadOnlyList<StateMachineRoute> routes)
    {
        if (name.Length is 0 or > 80 || name.All(char.IsAsciiDigit) || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            throw new EngineException("ValidationException", $"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$");
        }

        lock (Registry.Gate)
        {
            (MachineRow row, IReadOnlyList<(int, int)> checkedRoutes) = Check(routes);
            if (row.Document.Aliases.FirstOrDefault(alias => alias.Name == name) is MachineAlias existing)
            {
                return existing.Description == description && existing.Routes.SequenceEqual(checkedRoutes)
                    ? Show(row, existing)
                    : throw new EngineException("ConflictException", "Failed to create alias because an alias with the same name and a different routing configuration already exists.");
            }

            MachineAlias added = new(name, description, checkedRoutes, Now(), Now());
            Save(row with { Document = row.Document with { Aliases = [.. row.Document.Aliases, added] } });
            return Show(row, added);
        }
    }

    /// <param name="routes"><see langword="null"/> keeps them.</param>
    public StateMachineAlias UpdateAlias(string aliasArn, string? description, IReadOnlyList<StateMachineRoute>? routes)
    {
        if (description is null && routes is null)
        {
            throw new EngineException("ValidationException", "Either the description or the routing configuration must be specified");
        }

        lock (Registry.Gate)
        {
            (MachineRow row, MachineAlias alias) = RequireAlias(aliasArn);
            MachineAlias changed = alias with { Description = description ?? alias.Description, Routes = routes is null ? alias.Routes : Check(routes).Routes, Updated = Now() };
            Save(row with { Document = row.Document with { Aliases = [.. row.Document.Aliases.Select(each => each == alias ? changed : each)] } });
            return Show(row, changed);
        }
    }

    public StateMachineAlias DescribeAlias(string aliasArn)
    {
        (MachineRow row, MachineAlias alias) = RequireAlias(aliasArn);
        return Show(row, alias);
    }

    public void DeleteAlias(string aliasArn)
    {
        lock (Registry.Gate)
        {
            (MachineRow row, MachineAlias alias) = RequireAlias(aliasArn);
            Save(row with { Document = row.Document with { Aliases = [.. row.Document.Aliases.Where(each => each != alias)] } });
        }
    }

    /// <summary>In the order in which they were made.</summary>
    /// <param name="arn">Of the machine, or of a version: only its aliases then.</param>
    public IReadOnlyList<StateMachineAlias> ListAliases(string arn)
    {
        (MachineRow row, MachineVersion? version, _) = core.StateMachines.Resolve(arn, null);
        return [.. row.Document.Aliases.Where(alias => version is null || alias.Routes.Any(route => route.Version == version.Number)).Select(alias => Show(row, alias))];
    }

    private (MachineRow Row, MachineAlias Alias) RequireAlias(string aliasArn)
    {
        MachineArn arn = MachineArn.Parse(aliasArn);
        EngineException missing = new("ResourceNotFound", "Request references a resource that does not exist.");
        MachineRow row = Registry.Find(arn.Machine) ?? throw missing;
        return (row, row.Document.Aliases.FirstOrDefault(alias => alias.Name == arn.Qualifier) ?? throw missing);
    }

    private (MachineRow Row, IReadOnlyList<(int Version, int Weight)> Routes) Check(IReadOnlyList<StateMachineRoute> routes)
    {
        if (routes.Count is 0 or > 2 || routes.DistinctBy(route => route.VersionArn).Count() != routes.Count)
        {
            throw new EngineException("ValidationException", $"Routing configuration must contain distinct state machine version ARNs. Received: [{Text(routes)}]");
        }

        if (routes.Sum(route => route.Weight) != 100)
        {
            throw new EngineException("ValidationException", $"Sum of routing configuration weights must equal 100. Received: [{Text(routes)}]");
        }

        List<(int, int)> found = [];
        MachineRow? machine = null;
        foreach (StateMachineRoute route in routes)
        {
            (MachineRow row, MachineVersion? version, MachineAlias? alias) = core.StateMachines.Resolve(route.VersionArn, null);
            if (version is null || alias is not null || (machine is not null && machine.Id != row.Id))
            {
                throw new EngineException("ValidationException", $"Routing configuration must contain version ARNs of one state machine. Received: [{Text(routes)}]");
            }

            machine = row;
            found.Add((version.Number, route.Weight));
        }

        return (machine!, found);
    }

    private static string Text(IReadOnlyList<StateMachineRoute> routes) => string.Join(", ", routes.Select(route => route.VersionArn));

    private void Save(MachineRow row) => core.StateMachines.Save(row, null, null, isNew: false);

    private long Now() => core.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private StateMachineVersion Show(MachineRow row, MachineVersion version) =>
        new($"{Registry.ArnOf(row.Name)}:{version.Number}", DateTimeOffset.FromUnixTimeMilliseconds(version.Created));

    private StateMachineAlias Show(MachineRow row, MachineAlias alias) => new(
        $"{Registry.ArnOf(row.Name)}:{alias.Name}",
        alias.Name,
        alias.Description,
        [.. alias.Routes.Select(route => new StateMachineRoute($"{Registry.ArnOf(row.Name)}:{route.Version}", route.Weight))],
        DateTimeOffset.FromUnixTimeMilliseconds(alias.Created),
        DateTimeOffset.FromUnixTimeMilliseconds(alias.Updated));
}

public sealed record StateMachineVersion(string Arn, DateTimeOffset CreationDate);

/// <param name="Weight">Per cent of the starts, 0 to 100.</param>
public sealed record StateMachineRoute(string VersionArn, int Weight);

public sealed record StateMachineAlias(
    string Arn,
    string Name,
    string? Description,
    IReadOnlyList<StateMachineRoute> Routes,
    DateTimeOffset CreationDate,
    DateTimeOffset UpdateDate);
