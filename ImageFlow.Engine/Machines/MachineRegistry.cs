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

    /// <summary>The numbers of those that are not deleted, ascending: pages are cut out of it.</summary>
    private readonly List<long> live = [];
    private volatile bool hasDeleting;
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

    /// <summary>Whether any machine was deleted while executions of it ran.</summary>
    public bool HasDeleting => hasDeleting;

    /// <summary>The newest first; not those that are deleted. What it costs follows from the size of the page.</summary>
    /// <param name="before">Only machines with a smaller number.</param>
    public IReadOnlyList<MachineRow> Page(long before, int max)
    {
        lock (Gate)
        {
            int at = live.BinarySearch(before);
            List<MachineRow> page = [];
            for (int i = (at < 0 ? ~at : at) - 1; i >= 0 && page.Count < max; i--)
            {
                page.Add(byId[live[i]]);
            }

            return page;
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
        bool isLive = !row.IsDeleted && !row.Document.IsDeleting;
        hasDeleting |= !isLive;
        int at = live.BinarySearch(row.Id);
        if (isLive && at < 0)
        {
            live.Insert(~at, row.Id);
        }
        else if (!isLive && at >= 0)
        {
            live.RemoveAt(at);
        }

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
