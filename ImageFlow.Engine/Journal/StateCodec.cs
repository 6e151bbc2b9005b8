using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Engine.Journal;

/// <summary>
/// Packs the state of an execution that is not over, or that may be redriven. What stands in the execution's row (status,
/// output, error, redrives) is not repeated.
/// </summary>
internal static class StateCodec
{
    /// <summary>
    /// Version 2 knows joins whose places stand in rows, and threads that have the variables of the one above. Version 3 knows Map Runs;
    /// before it the iterations of a distributed Map were threads like those of another.
    /// </summary>
    private const byte Version = 3;

    private const byte NoJoin = 0;
    private const byte WholeJoin = 1;
    private const byte JoinInRows = 2;

    /// <summary>In place of a number of variables: the same as those of the thread above.</summary>
    private const ulong SameVariables = 1_000_000;

    /// <summary>The state in one piece, or with <paramref name="places"/> without the places of wide joins.</summary>
    public static byte[] Write(ExecutionState state, PlaceRows? places = null)
    {
        using BlobWriter writer = BlobWriter.Rent();
        writer.Byte(Version);
        writer.Signed(state.LastEventId);
        writer.Signed(state.LastThreadId);
        writer.Time(state.Deadline);
        writer.Time(state.Time);
        writer.Signed(state.Ahead.Ticks);
        writer.Time(state.RedriveTime);
        WriteThread(writer, state.Root!, places);
        places?.DropOthers(state.Root);
        return writer.ToArray();
    }

    /// <param name="places">Reads the rows of the execution's wide joins, where it has such.</param>
    public static ExecutionState Read(byte[] blob, Machine machine, ExecutionStatus status, int redriveCount, Func<ILookup<int, PlaceRow>>? places = null)
    {
        BlobReader reader = new(blob);
        byte version = reader.Byte();
        if (version is 0 or > Version)
        {
            throw new InvalidDataException($"The journal holds a state of format {version}, which this version cannot read.");
        }

        return new ExecutionState
        {
            Status = status,
            RedriveCount = redriveCount,
            LastEventId = reader.Signed(),
            LastThreadId = (int)reader.Signed(),
            Deadline = reader.Time(),
            Time = reader.Time() ?? default,
            Ahead = new TimeSpan(reader.Signed()),
            RedriveTime = reader.Time(),
            Root = ReadThread(reader, version, machine.Root, null, new Lazy<ILookup<int, PlaceRow>>(() => places is null ? throw new InvalidDataException("The journal lacks the rows of a Map state.") : places())),
        };
    }

    private static void WriteThread(BlobWriter writer, ExecutionThread thread, PlaceRows? places)
    {
        writer.Signed(thread.Id);
        writer.Signed(thread.Index);
        writer.Value(thread.MapItem);
        writer.Text(thread.Node.Name);
        writer.Byte((byte)thread.Phase);
        writer.Value(thread.Input);
        if (thread.Parent is not null && ReferenceEquals(thread.Variables, thread.Parent.Variables))
        {
            writer.Unsigned(SameVariables);
        }
        else
        {
            WriteVariables(writer, thread.Variables);
        }

        writer.Signed(thread.Previous);
        writer.Signed(thread.PreviousBeforeEntry);
        writer.Signed(thread.EnteredId);
        writer.Time(thread.EnteredTime);
        writer.Signed(thread.RetryCount);
        WriteCounts(writer, thread.RetrierCounts);
        writer.Time(thread.Due);
        writer.Bool(thread.Task is not null);
        if (thread.Task is PendingTask task)
        {
            WriteTask(writer, task);
        }

        WriteMapRun(writer, thread.MapRun);
        if (thread.Join is not Join join)
        {
            writer.Byte(NoJoin);
            return;
        }

        bool isInRows = places is not null && PlaceRows.Takes(thread);
        writer.Byte(isInRows ? JoinInRows : WholeJoin);
        JoinCodec.Write(writer, isInRows ? join.WithoutPlaces() : join, (inner, child) => WriteThread(inner, child, places));
        if (isInRows)
        {
            places!.Write(thread, (inner, child) => WriteThread(inner, child, places));
        }
    }

    private static ExecutionThread ReadThread(BlobReader reader, byte version, Graph graph, ExecutionThread? parent, Lazy<ILookup<int, PlaceRow>> places)
    {
        int id = (int)reader.Signed();
        int index = (int)reader.Signed();
        Graph own = parent is null ? graph : parent.Node.Inner[parent.Node.Kind == StateKind.Map ? 0 : index];
        ExecutionThread thread = new()
        {
            Id = id,
            Index = index,
            MapItem = ReadMapItem(reader, version),
            Node = own[reader.Text()],
            Phase = (ThreadPhase)reader.Byte(),
            Input = reader.Value(),
            Variables = ReadVariables(reader, parent),
            Previous = reader.Signed(),
            PreviousBeforeEntry = reader.Signed(),
            EnteredId = reader.Signed(),
            EnteredTime = reader.Time() ?? default,
            RetryCount = (int)reader.Signed(),
            RetrierCounts = ReadCounts(reader),
            Due = reader.Time(),
            Task = reader.Bool() ? ReadTask(reader) : null,
            MapRun = version < 3 ? null : ReadMapRun(reader),
        };
        byte join = reader.Byte();
        if (join != NoJoin)
        {
            JoinCodec.Read(reader, thread, () => ReadThread(reader, version, graph, thread, places));
        }

        if (join == JoinInRows)
        {
            PlaceRows.Read(thread, places.Value[id], row => ReadThread(row, version, graph, thread, places));
        }

        if (version < 3 && thread.Node.IsDistributed)
        {
            BeginAgain(thread);
        }

        return thread;
    }

    /// <summary>
    /// A distributed Map that an earlier version had in its state, where its iterations cannot become executions any more: the Map
    /// state begins again, as a retry would.
    /// </summary>
    private static void BeginAgain(ExecutionThread thread)
    {
        thread.Join = null;
        thread.Task = null;
        if (!thread.IsEnded && thread.EnteredId != 0)
        {
            thread.Phase = ThreadPhase.Backoff;
            thread.Due = thread.EnteredTime;
        }
    }

    private static ObjectData? ReadMapItem(BlobReader reader, byte version)
    {
        if (version < 3)
        {
            // Whether the thread was an iteration of a distributed Map.
            reader.Bool();
        }

        return (ObjectData?)reader.ValueOrNull();
    }

    private static void WriteMapRun(BlobWriter writer, MapRunReference? run)
    {
        writer.Bool(run is not null);
        if (run is not null)
        {
            writer.Signed(run.Id);
            writer.Text(run.Arn);
            writer.Signed(run.Redrives);
            writer.Bool(run.HasItems);
            writer.Bool(run.IsOver);
        }
    }

    private static MapRunReference? ReadMapRun(BlobReader reader) =>
        reader.Bool() ? new MapRunReference(reader.Signed(), reader.Text(), (int)reader.Signed(), reader.Bool(), reader.Bool()) : null;

    private static void WriteVariables(BlobWriter writer, Variables variables)
    {
        writer.Unsigned((ulong)variables.Count);
        foreach ((string name, JsonData value) in variables)
        {
            writer.Text(name);
            writer.Value(value);
        }
    }

    private static Variables ReadVariables(BlobReader reader, ExecutionThread? parent)
    {
        int count = reader.Int();
        if (count == (int)SameVariables)
        {
            return parent!.Variables;
        }

        if (count == 0)
        {
            return Variables.None;
        }

        List<KeyValuePair<string, JsonData>> values = new(count);
        for (int i = 0; i < count; i++)
        {
            values.Add(new(reader.Text(), reader.Value()));
        }

        return new Variables(values);
    }

    private static void WriteCounts(BlobWriter writer, int[]? counts)
    {
        writer.Unsigned((ulong)(counts?.Length ?? 0));
        foreach (int count in counts ?? [])
        {
            writer.Unsigned((ulong)count);
        }
    }

    private static int[]? ReadCounts(BlobReader reader)
    {
        int[] counts = new int[reader.Int()];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = reader.Int();
        }

        return counts.Length == 0 ? null : counts;
    }

    private static void WriteTask(BlobWriter writer, PendingTask task)
    {
        writer.Signed(task.ScheduledId);
        writer.Text(task.Resource);
        writer.Value(task.Input);
        writer.Text(task.Token);
        writer.Bool(task.IsSubmitted);
        writer.Signed(task.Heartbeat?.Ticks ?? 0);
        writer.Time(task.HeartbeatDue);
    }

    private static PendingTask ReadTask(BlobReader reader)
    {
        long scheduledId = reader.Signed();
        string resource = reader.Text();
        JsonData input = reader.Value();
        string? token = reader.TextOrNull();
        bool isSubmitted = reader.Bool();
        long heartbeat = reader.Signed();
        return new PendingTask(scheduledId, resource, input, token, isSubmitted, heartbeat == 0 ? null : new TimeSpan(heartbeat), reader.Time());
    }
}
