using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Journal;

/// <summary>A row of the table <c>places</c> as it is from now on; without a blob it goes.</summary>
internal readonly record struct PlaceRow(int Owner, int Place, byte[]? Blob);

/// <summary>
/// What an advance changes in the rows of wide Map states. Where the state's blob alone would be written anew, each answer to one
/// of n iterations would cost as much as all n.
/// </summary>
internal sealed class PlaceRows(ExecutionState? before)
{
    /// <summary>The place of what never changes: items, keys and input.</summary>
    public const int Constants = -1;

    /// <summary>Narrower ones are cheaper in one piece.</summary>
    public const int MinPlaces = 16;

    private readonly List<PlaceRow> rows = [];
    private readonly List<int> dropped = [];
    private readonly HashSet<int> owners = [];

    /// <summary>The rows that change.</summary>
    public IReadOnlyList<PlaceRow> Rows => rows;

    /// <summary>The threads all of whose rows go, before any of <see cref="Rows"/> comes.</summary>
    public IReadOnlyList<int> Dropped => dropped;

    /// <summary>Whether the places of the thread's join stand in rows.</summary>
    public static bool Takes(ExecutionThread owner) =>
        owner is { Node.Kind: StateKind.Map, Join: { Items.Length: >= MinPlaces } join } && join.Items.Length == join.Threads.Length;

    /// <summary>Notes what has changed in a join since the state before.</summary>
    public void Write(ExecutionThread owner, Action<BlobWriter, ExecutionThread> writeThread)
    {
        Join join = owner.Join!;
        owners.Add(owner.Id);
        Join? known = before?.Find(owner.Id)?.Join is { HasRows: true } earlier && ReferenceEquals(earlier.Items, join.Items) ? earlier : null;
        if (known is null)
        {
            dropped.Add(owner.Id);
            rows.Add(new PlaceRow(owner.Id, Constants, WriteConstants(join)));
        }

        for (int i = 0; i < join.Threads.Length; i++)
        {
            ExecutionThread? thread = join.Threads[i];
            JsonData? result = join.Results[i];
            if (known is null ? thread is null && result is null : ReferenceEquals(known.Results[i], result) && ThreadComparison.AreSame(known.Threads[i], thread))
            {
                continue;
            }

            rows.Add(new PlaceRow(owner.Id, i, thread is null && result is null ? null : WritePlace(result, thread, writeThread)));
        }

        join.HasRows = true;
    }

    /// <summary>Drops the rows of joins that are gone. To be called at the end.</summary>
    public void DropOthers(ExecutionThread? after)
    {
        if (before?.Root is not ExecutionThread root)
        {
            return;
        }

        HashSet<int> kept = [];
        Collect(after, kept);
        HashSet<int> had = [];
        Collect(root, had);
        had.ExceptWith(kept);
        dropped.AddRange(had.Where(owner => !owners.Contains(owner)));
    }

    /// <summary>Puts the rows of an owner back into its join, whose places are empty.</summary>
    public static void Read(ExecutionThread owner, IEnumerable<PlaceRow> rows, Func<BlobReader, ExecutionThread> readThread)
    {
        Join join = owner.Join!;
        foreach (PlaceRow row in rows)
        {
            BlobReader reader = new(row.Blob!);
            if (row.Place == Constants)
            {
                ReadConstants(reader, join);
                continue;
            }

            join.Results[row.Place] = reader.ValueOrNull();
            if (reader.Bool())
            {
                owner.Adopt(readThread(reader));
            }
        }

        if (join.Items.Length != join.Threads.Length)
        {
            throw new InvalidDataException("The journal lacks the items of a Map state.");
        }

        join.HasRows = true;
    }

    private static void Collect(ExecutionThread? thread, HashSet<int> found)
    {
        if (thread?.Join is not Join join)
        {
            return;
        }

        if (join.HasRows)
        {
            found.Add(thread.Id);
        }

        foreach (ExecutionThread? child in join.Threads)
        {
            if (child?.Join is not null)
            {
                Collect(child, found);
            }
        }
    }

    private static byte[] WriteConstants(Join join)
    {
        using BlobWriter writer = BlobWriter.Rent();
        writer.Value(join.Input);
        foreach (JsonData item in join.Items)
        {
            writer.Value(item);
        }

        writer.Bool(join.Keys is not null);
        foreach (string key in join.Keys ?? [])
        {
            writer.Text(key);
        }

        return writer.ToArray();
    }

    private static void ReadConstants(BlobReader reader, Join join)
    {
        join.Input = reader.Value();
        join.Items = new JsonData[join.Threads.Length];
        for (int i = 0; i < join.Items.Length; i++)
        {
            join.Items[i] = reader.Value();
        }

        if (reader.Bool())
        {
            join.Keys = new string[join.Items.Length];
            for (int i = 0; i < join.Keys.Length; i++)
            {
                join.Keys[i] = reader.Text();
            }
        }
    }

    private static byte[] WritePlace(JsonData? result, ExecutionThread? thread, Action<BlobWriter, ExecutionThread> writeThread)
    {
        using BlobWriter writer = BlobWriter.Rent();
        writer.Value(result);
        writer.Bool(thread is not null);
        if (thread is not null)
        {
            writeThread(writer, thread);
        }

        return writer.ToArray();
    }
}
