using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Validation;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Logs;
using ImageFlow.Engine.MapRuns;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.Machines;

/// <summary>The state machines of an engine: what the API does with them, versions and aliases apart. Thread-safe.</summary>
/// <remarks>Requests that AWS would refuse throw <see cref="EngineException"/> with AWS's code.</remarks>
public sealed class StateMachines
{
    private const int MaxTags = 50;
    private readonly EngineCore core;

    internal StateMachines(EngineCore core) => this.core = core;

    private MachineRegistry Registry => core.Machines;

    /// <summary>Makes a state machine. The same name, definition, type and settings give the existing one.</summary>
    /// <param name="type"><c>STANDARD</c> or <c>EXPRESS</c>.</param>
    /// <exception cref="InvalidDefinitionException">The definition cannot run.</exception>
    public StateMachineDescription Create(string name, string definition, string type, StateMachineSettings settings, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        CheckName(name);
        if (type is not ("STANDARD" or "EXPRESS"))
        {
            throw new EngineException("ValidationException", $"1 validation error detected: Value '{type}' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]");
        }

        CheckSettings(settings);
        Machine machine = Compile(definition, type);
        lock (Registry.Gate)
        {
            string arn = Registry.ArnOf(name);
            if (Live(arn) is MachineRow existing)
            {
                return IsSame(existing, definition, type, settings) ? Describe(existing) : throw Exists(existing, arn);
            }

            long id = Registry.NewMachineId();
            RevisionRow revision = Registry.NewRevision(id, definition, settings);
            MachineRow row = new(id, name, type, revision.Created, revision.Id) { Document = MachineDocument.Empty with { Tags = MergeTags([], tags) } };
            Save(row, revision, machine, isNew: true);
            return Describe(row);
        }
    }

    /// <summary>Changes a state machine. Executions that run keep what they began with; where nothing changes, so does the revision.</summary>
    /// <param name="definition"><see langword="null"/> keeps it.</param>
    /// <exception cref="InvalidDefinitionException">The definition cannot run.</exception>
    public StateMachineDescription Update(string arn, string? definition, StateMachineSettings settings)
    {
        if (definition is null && !settings.HasAny)
        {
            throw new EngineException("MissingRequiredParameter", "Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified");
        }

        CheckSettings(settings);
        MachineRow before = Registry.Require(MachineArn.Parse(arn) is { Qualifier: null } own ? own.Machine : arn);
        Machine? machine = definition is null ? null : Compile(definition, before.Type);
        lock (Registry.Gate)
        {
            MachineRow row = RequireActive(arn);
            RevisionRow old = Registry.Revision(row.Revision);
            StateMachineSettings merged = old.Settings.With(settings);
            if ((definition ?? old.Definition) == old.Definition && merged == old.Settings)
            {
                return Describe(row);
            }

            RevisionRow revision = Registry.NewRevision(row.Id, definition ?? old.Definition, merged);
            row = row with { Revision = revision.Id };
            Save(row, revision, machine ?? Registry.Compiled(old.Id), isNew: false);
            return Describe(row);
        }
    }

    /// <param name="arn">Of the machine, a version or an alias.</param>
    public StateMachineDescription Describe(string arn)
    {
        (MachineRow row, MachineVersion? version, _) = Resolve(arn, null);
        return version is null ? Describe(row) : Describe(row, version);
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<StateMachineDescription> List() => [.. Registry.Page(long.MaxValue, int.MaxValue).Select(Describe)];

    /// <summary>A page of the machines, the newest first.</summary>
    /// <param name="after">The key of the last machine of the page before; 0 for the first page.</param>
    public IReadOnlyList<(long Key, StateMachineDescription Machine)> Page(long after, int max) =>
        [.. Registry.Page(after == 0 ? long.MaxValue : after, max).Select(row => (row.Id, Describe(row)))];

    /// <summary>The machine of this name, or <see langword="null"/>.</summary>
    public StateMachineDescription? Find(string name) => Registry.Find(Registry.ArnOf(name)) is { Document.IsDeleting: false } row ? Describe(row) : null;

    /// <summary>The machine as it was when the execution began.</summary>
    public StateMachineDescription DescribeForExecution(string executionArn)
    {
        ExecutionRow execution = core.Require(executionArn);
        MachineRow row = Registry.Require(execution.Machine);
        StateMachineDescription machine = Describe(row, Registry.Revision(execution.Revision), Registry.ArnOf(row.Name), null);
        if (execution.Iteration is not IterationPlace iteration)
        {
            return machine;
        }

        MapRunRow run = core.Reader.MapRun(iteration.MapRun)!;
        ExecutionDescription shown = core.Executions.Describe(execution);
        return machine with
        {
            Arn = shown.StateMachineArn,
            Name = shown.StateMachineArn.Split(':')[^1],
            Definition = (ProcessorOf(JsonData.Parse(machine.Definition), run.State) ?? ObjectData.Empty).ToJson(),
            MapRunArn = shown.MapRunArn,
            Label = run.Label,
        };
    }

    /// <summary>The item processor of a Map state, wherever it stands in a definition.</summary>
    private static ObjectData? ProcessorOf(JsonData value, string state)
    {
        switch (value)
        {
            case ObjectData members:
                if (members["States"] is ObjectData states && states[state] is ObjectData map && (map["ItemProcessor"] ?? map["Iterator"]) is ObjectData processor)
                {
                    return processor;
                }

                return members.Select(member => ProcessorOf(member.Value, state)).FirstOrDefault(found => found is not null);
            case ArrayData items:
                return items.Select(item => ProcessorOf(item, state)).FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }

    /// <summary>Variable names by state, of those that read variables.</summary>
    /// <param name="definition">A definition that can run.</param>
    public static ObjectData VariableReferencesOf(string definition, bool isExpress)
    {
        ObjectDataBuilder references = new();
        if (StateMachineReader.Read(definition, isExpress).StateMachine is { } machine)
        {
            foreach ((string state, IReadOnlyList<string> names) in VariableReferences.Of(machine))
            {
                references.Set(state, new ArrayData([.. names.Select(name => (JsonData)name)]));
            }
        }

        return references.Build();
    }

    /// <summary>Deletes a machine with its versions and aliases. Executions that run go on; one that is not there is deleted already.</summary>
    public void Delete(string arn)
    {
        string own = MachineArn.Parse(arn).Machine;
        lock (Registry.Gate)
        {
            if (Live(own) is MachineRow row && !row.Document.IsDeleting)
            {
                MachineDocument document = row.Document with { IsDeleting = true, Versions = [], Aliases = [] };
                Save(row with { Document = document, IsDeleted = !HasRunning(row) }, null, null, isNew: false);
            }
        }
    }

    /// <summary>Adds tags, or gives those of the same key another value.</summary>
    public void Tag(string arn, IReadOnlyList<KeyValuePair<string, string>> tags) => ChangeTags(arn, document => MergeTags(document.Tags, tags));

    public void Untag(string arn, IReadOnlyCollection<string> keys) => ChangeTags(arn, document => [.. document.Tags.Where(tag => !keys.Contains(tag.Key))]);

    public IReadOnlyList<KeyValuePair<string, string>> Tags(string arn) => RequireTagged(arn).Document.Tags;

    /// <summary>The machine of an ARN with the version that it stands for.</summary>
    /// <param name="share">0 to 100: which of an alias' two versions is meant; <see langword="null"/> for the first.</param>
    internal (MachineRow Row, MachineVersion? Version, MachineAlias? Alias) Resolve(string arn, double? share)
    {
        MachineArn parsed = MachineArn.Parse(arn);
        lock (Registry.Gate)
        {
            MachineRow row = Live(parsed.Machine) ?? throw MachineRegistry.Missing(arn);
            if (parsed.Qualifier is null)
            {
                return (row, null, null);
            }

            MachineAlias? alias = row.Document.Aliases.FirstOrDefault(each => each.Name == parsed.Qualifier);
            int number = parsed.Version ?? (alias is null ? throw MachineRegistry.Missing(arn) : Route(alias, share));
            MachineVersion version = row.Document.Versions.FirstOrDefault(each => each.Number == number) ?? throw MachineRegistry.Missing(arn);
            return (row, version, parsed.Version is null ? alias : null);
        }
    }

    /// <exception cref="EngineException"><c>StateMachineDoesNotExist</c> or <c>StateMachineDeleting</c></exception>
    internal MachineRow RequireActive(string arn)
    {
        MachineArn parsed = MachineArn.Parse(arn);
        MachineRow row = (parsed.Qualifier is null ? Live(parsed.Machine) : null) ?? throw MachineRegistry.Missing(arn);
        return row.Document.IsDeleting ? throw new EngineException("StateMachineDeleting", $"State Machine is being deleted: '{arn}'") : row;
    }

    internal void Save(MachineRow row, RevisionRow? revision, Machine? machine, bool isNew)
    {
        MachineWrite write = new(row, revision, isNew);
        core.Journal.Enqueue(write);
        write.Committed.GetAwaiter().GetResult();
        Registry.Remember(row);
        if (revision is not null)
        {
            Registry.Remember(revision, machine);
        }
    }

    private static int Route(MachineAlias alias, double? share) =>
        alias.Routes.Count == 1 || share is not double given || given < alias.Routes[0].Weight ? alias.Routes[0].Version : alias.Routes[1].Version;

    /// <summary>The machine, unless the last execution of a deleted one has ended meanwhile.</summary>
    private MachineRow? Live(string arn)
    {
        MachineRow? row = Registry.Find(arn);
        if (row is { Document.IsDeleting: true } && !HasRunning(row))
        {
            Save(row with { IsDeleted = true }, null, null, isNew: false);
            return null;
        }

        return row;
    }

    private bool HasRunning(MachineRow row) => core.Reader.Executions(new ExecutionFilter { Machine = row.Id, Status = (int)ExecutionStatus.Running }, long.MaxValue, 1).Count > 0;

    private bool IsSame(MachineRow row, string definition, string type, StateMachineSettings settings)
    {
        RevisionRow revision = Registry.Revision(row.Revision);
        return !row.Document.IsDeleting && row.Type == type && revision.Definition == definition && revision.Settings with { RoleArn = null } == settings with { RoleArn = null };
    }

    private static EngineException Exists(MachineRow row, string arn) => row.Document.IsDeleting
        ? new EngineException("StateMachineDeleting", $"State Machine is being deleted: '{arn}'")
        : new EngineException("StateMachineAlreadyExists", $"State Machine Already Exists: '{arn}'");

    private StateMachineDescription Describe(MachineRow row) => Describe(row, Registry.Revision(row.Revision), Registry.ArnOf(row.Name), null);

    private StateMachineDescription Describe(MachineRow row, MachineVersion version) =>
        Describe(row, Registry.Revision(version.Revision), $"{Registry.ArnOf(row.Name)}:{version.Number}", version);

    private StateMachineDescription Describe(MachineRow row, RevisionRow revision, string arn, MachineVersion? version)
    {
        StateMachineDescription description = new(arn, row.Name, row.Type, revision.Definition, DateTimeOffset.FromUnixTimeMilliseconds(version?.Created ?? row.Created), revision.RevisionId)
        {
            IsFirstRevision = Registry.IsFirst(revision),
            Status = row.Document.IsDeleting ? "DELETING" : "ACTIVE",
            UpdateDate = DateTimeOffset.FromUnixTimeMilliseconds(revision.Created),
            Description = version?.Description,
            RoleArn = revision.Settings.RoleArn ?? core.Options.RoleArn,
        };
        StateMachineSettings settings = revision.Settings;
        return description with
        {
            LoggingConfiguration = settings.LoggingConfiguration is ObjectData logging ? Logging(logging) : description.LoggingConfiguration,
            TracingConfiguration = settings.TracingConfiguration ?? description.TracingConfiguration,
            EncryptionConfiguration = settings.EncryptionConfiguration ?? description.EncryptionConfiguration,
        };
    }

    /// <summary>With the default of what was not given.</summary>
    private static ObjectData Logging(ObjectData given)
    {
        ObjectData logging = given.Contains("level") ? given : given.With("level", "OFF");
        return logging.Contains("includeExecutionData") ? logging : logging.With("includeExecutionData", false);
    }

    private void ChangeTags(string arn, Func<MachineDocument, IReadOnlyList<KeyValuePair<string, string>>> change)
    {
        lock (Registry.Gate)
        {
            MachineRow row = RequireTagged(arn);
            Save(row with { Document = row.Document with { Tags = change(row.Document) } }, null, null, isNew: false);
        }
    }

    private MachineRow RequireTagged(string arn)
    {
        lock (Registry.Gate)
        {
            return Live(MachineArn.Parse(arn).Machine) ?? throw new EngineException("ResourceNotFound", $"Resource not found: '{arn}'");
        }
    }

    /// <exception cref="EngineException"><c>TooManyTags</c></exception>
    internal static List<KeyValuePair<string, string>> MergeTags(IReadOnlyList<KeyValuePair<string, string>> old, IReadOnlyList<KeyValuePair<string, string>> added)
    {
        List<KeyValuePair<string, string>> tags = [.. old];
        foreach (KeyValuePair<string, string> tag in added)
        {
            int at = tags.FindIndex(each => each.Key == tag.Key);
            if (at < 0)
            {
                tags.Add(tag);
            }
            else
            {
                tags[at] = tag;
            }
        }

        return tags.Count > MaxTags ? throw new EngineException("TooManyTags", $"A resource has at most {MaxTags} tags; this would make {tags.Count}.") : tags;
    }

    /// <exception cref="EngineException"><c>InvalidName</c></exception>
    internal static void CheckName(string name)
    {
        if (name.Length is 0 or > 80 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '+' or '!' or '@' or '(' or ')' or '=' or '\'')))
        {
            throw new EngineException("InvalidName", $"Invalid Name: '{name}'");
        }
    }

    private static void CheckSettings(StateMachineSettings settings)
    {
        EncryptionRules.Check(settings.EncryptionConfiguration);
        if (settings.LoggingConfiguration is not ObjectData logging)
        {
            return;
        }

        int destinations = (logging["destinations"] as ArrayData)?.Count ?? 0;
        bool isOff = logging["level"] is not StringData level || level.Value == "OFF";
        if (destinations > 1 || (destinations == 0 && !isOff))
        {
            throw new EngineException("InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.");
        }

        if (destinations == 1 && LogTarget.GroupOf(logging) is null)
        {
            throw new EngineException("InvalidLoggingConfiguration", "Invalid Logging Configuration: The destination needs a cloudWatchLogsLogGroup whose logGroupArn is the ARN of a log group (arn:aws:logs:<region>:<account>:log-group:<name>:*).");
        }
    }

    private static Machine Compile(string definition, string type)
    {
        ReadResult read = StateMachineReader.Read(definition, isExpress: type == "EXPRESS");
        return read.StateMachine is null || read.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error)
            ? throw new InvalidDefinitionException(read.Diagnostics)
            : new Machine(read.StateMachine);
    }
}
