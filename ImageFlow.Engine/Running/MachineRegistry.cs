using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Running;

/// <summary>The state machines and their revisions. Thread-safe.</summary>
internal sealed class MachineRegistry
{
    private readonly EngineOptions options;
    private readonly object gate = new();
    private readonly Dictionary<string, MachineRow> byArn = new(StringComparer.Ordinal);
    private readonly Dictionary<long, RevisionRow> revisions = [];
    private readonly Dictionary<long, Machine> compiled = [];

    public MachineRegistry(EngineOptions options, JournalReader reader)
    {
        this.options = options;
        foreach (MachineRow row in reader.Machines())
        {
            byArn[ArnOf(row.Name)] = row;
        }

        foreach (RevisionRow row in reader.Revisions())
        {
            revisions[row.Id] = row;
        }
    }

    public string ArnOf(string name) => $"arn:aws:states:{options.Region}:{options.AccountId}:stateMachine:{name}";

    public MachineRow Require(string arn)
    {
        lock (gate)
        {
            return byArn.TryGetValue(arn, out MachineRow? row) ? row : throw new EngineException("StateMachineDoesNotExist", $"State Machine Does Not Exist: '{arn}'");
        }
    }

    public MachineRow Require(long id)
    {
        lock (gate)
        {
            return byArn.Values.First(row => row.Id == id);
        }
    }

    public StateMachineDescription Describe(string arn)
    {
        lock (gate)
        {
            return Describe(Require(arn));
        }
    }

    public IReadOnlyList<StateMachineDescription> List()
    {
        lock (gate)
        {
            return [.. byArn.Values.OrderByDescending(row => row.Id).Select(Describe)];
        }
    }

    /// <summary>The machine of a revision, ready to run.</summary>
    public Machine Compiled(long revision)
    {
        lock (gate)
        {
            return compiled.TryGetValue(revision, out Machine? known) ? known : compiled[revision] = StoredDefinition.Read(revisions[revision].Definition, Require(revisions[revision].Machine).Type == "EXPRESS");
        }
    }

    /// <summary>Makes the machine, or gives the one that has this name and the same definition.</summary>
    public StateMachineDescription Create(string name, string definition, string type, Action<JournalWrite> save)
    {
        CheckName(name);
        if (type is not ("STANDARD" or "EXPRESS"))
        {
            throw new EngineException("ValidationException", $"The type '{type}' is neither STANDARD nor EXPRESS.");
        }

        Machine machine = Compile(definition, type);
        lock (gate)
        {
            string arn = ArnOf(name);
            if (byArn.TryGetValue(arn, out MachineRow? existing))
            {
                return existing.Type == type && revisions[existing.Revision].Definition == definition
                    ? Describe(existing)
                    : throw new EngineException("StateMachineAlreadyExists", $"State Machine Already Exists: '{arn}'");
            }

            long id = byArn.Values.Select(row => row.Id).DefaultIfEmpty().Max() + 1;
            RevisionRow revision = NewRevision(id, definition);
            MachineRow row = new(id, name, type, revision.Created, revision.Id);
            save(new RevisionWrite(row, revision, isNew: true));
            return Remember(arn, row, revision, machine);
        }
    }

    public StateMachineDescription Update(string arn, string definition, Action<JournalWrite> save)
    {
        Machine machine = Compile(definition, Require(arn).Type);
        lock (gate)
        {
            MachineRow row = Require(arn);
            if (revisions[row.Revision].Definition == definition)
            {
                return Describe(row);
            }

            RevisionRow revision = NewRevision(row.Id, definition);
            row = row with { Revision = revision.Id };
            save(new RevisionWrite(row, revision, isNew: false));
            return Remember(arn, row, revision, machine);
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > 80 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '+' or '!' or '@' or '(' or ')' or '=' or '\'')))
        {
            throw new EngineException("InvalidName", $"Invalid Name: '{name}'");
        }
    }

    private static Machine Compile(string definition, string type)
    {
        ReadResult read = StateMachineReader.Read(definition, isExpress: type == "EXPRESS");
        return read.StateMachine is null || read.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error)
            ? throw new InvalidDefinitionException(read.Diagnostics)
            : new Machine(read.StateMachine);
    }

    private RevisionRow NewRevision(long machine, string definition)
    {
        Span<byte> bytes = stackalloc byte[16];
        options.Random.NextBytes(bytes);
        long id = revisions.Keys.DefaultIfEmpty().Max() + 1;
        return new RevisionRow(id, machine, new Guid(bytes).ToString(), definition, options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private StateMachineDescription Remember(string arn, MachineRow row, RevisionRow revision, Machine machine)
    {
        byArn[arn] = row;
        revisions[revision.Id] = revision;
        compiled[revision.Id] = machine;
        return Describe(row);
    }

    private StateMachineDescription Describe(MachineRow row)
    {
        RevisionRow revision = revisions[row.Revision];
        return new StateMachineDescription(ArnOf(row.Name), row.Name, row.Type, revision.Definition, DateTimeOffset.FromUnixTimeMilliseconds(row.Created), revision.RevisionId);
    }
}
