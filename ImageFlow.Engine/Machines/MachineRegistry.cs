using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.Machines;

/// <summary>The state machines and their revisions in memory. Thread-safe; who changes something holds <see cref="Gate"/> meanwhile.</summary>
internal sealed class MachineRegistry
{
    private readonly EngineOptions options;
    private readonly Dictionary<string, MachineRow> byArn = new(StringComparer.Ordinal);
    private readonly Dictionary<long, MachineRow> byId = [];
    private readonly Dictionary<long, RevisionRow> revisions = [];
    private readonly Dictionary<long, long> firstRevisions = [];
    private readonly Dictionary<long, Machine> compiled = [];
    private readonly List<MachineRow> deleted = [];
    private long lastMachine;
    private long lastRevision;

    public MachineRegistry(EngineOptions options, JournalReader reader)
    {
        this.options = options;
        foreach (MachineRow row in reader.Machines())
        {
            lastMachine = Math.Max(lastMachine, row.Id);
            Remember(row);
        }

        foreach (RevisionRow row in reader.Revisions())
        {
            Remember(row, null);
        }
    }

    public object Gate { get; } = new();

    public string ArnOf(string name) => $"arn:aws:states:{options.Region}:{options.AccountId}:stateMachine:{name}";

    /// <param name="arn">Without a qualifier.</param>
    public MachineRow? Find(string arn)
    {
        lock (Gate)
        {
            return byArn.GetValueOrDefault(arn);
        }
    }

    /// <summary>The machine and, after it, deleted ones of the same name, the newest first: their executions can still be asked for.</summary>
    public IReadOnlyList<MachineRow> FindAll(string arn)
    {
        lock (Gate)
        {
            return byArn.TryGetValue(arn, out MachineRow? live)
                ? [live, .. deleted.Where(row => ArnOf(row.Name) == arn)]
                : [.. deleted.Where(row => ArnOf(row.Name) == arn)];
        }
    }

    /// <param name="arn">Without a qualifier.</param>
    /// <exception cref="EngineException"><c>StateMachineDoesNotExist</c></exception>
    public MachineRow Require(string arn) => Find(arn) ?? throw Missing(arn);

    public static EngineException Missing(string arn) => new("StateMachineDoesNotExist", $"State Machine Does Not Exist: '{arn}'");

    public MachineRow Require(long id)
    {
        lock (Gate)
        {
            return byId[id];
        }
    }

    /// <summary>The newest first; not those that were deleted.</summary>
    public IReadOnlyList<MachineRow> All()
    {
        lock (Gate)
        {
            return [.. byArn.Values.OrderByDescending(row => row.Id)];
        }
    }

    public RevisionRow Revision(long id)
    {
        lock (Gate)
        {
            return revisions[id];
        }
    }

    /// <summary>Whether the machine was not changed before it: AWS shows no revision id then.</summary>
    public bool IsFirst(RevisionRow revision)
    {
        lock (Gate)
        {
            return firstRevisions[revision.Machine] == revision.Id;
        }
    }

    /// <summary>The machine of a revision, ready to run.</summary>
    public Machine Compiled(long revision)
    {
        lock (Gate)
        {
            return compiled.TryGetValue(revision, out Machine? known)
                ? known
                : compiled[revision] = StoredDefinition.Read(revisions[revision].Definition, byId[revisions[revision].Machine].Type == "EXPRESS");
        }
    }

    public long NewMachineId() => ++lastMachine;

    public RevisionRow NewRevision(long machine, string definition, StateMachineSettings settings)
    {
        Span<byte> bytes = stackalloc byte[16];
        options.Random.NextBytes(bytes);
        return new RevisionRow(++lastRevision, machine, new Guid(bytes).ToString(), definition, options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds())
        {
            Settings = settings,
        };
    }

    public void Remember(MachineRow row)
    {
        byId[row.Id] = row;
        if (row.IsDeleted)
        {
            if (byArn.TryGetValue(ArnOf(row.Name), out MachineRow? live) && live.Id == row.Id)
            {
                byArn.Remove(ArnOf(row.Name));
            }

            deleted.Insert(0, row);
        }
        else
        {
            byArn[ArnOf(row.Name)] = row;
        }
    }

    public void Remember(RevisionRow revision, Machine? machine)
    {
        revisions[revision.Id] = revision;
        lastRevision = Math.Max(lastRevision, revision.Id);
        if (!firstRevisions.TryGetValue(revision.Machine, out long first) || revision.Id < first)
        {
            firstRevisions[revision.Machine] = revision.Id;
        }

        if (machine is not null)
        {
            compiled[revision.Id] = machine;
        }
    }
}
