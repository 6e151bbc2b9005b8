using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Journal;

/// <summary>
/// Packs the state of an execution that is not over, or that may be redriven. What stands in the execution's row (status,
/// output, error, redrives) is not repeated.
/// </summary>
internal static class StateCodec
{
    private const byte Version = 1;

    public static byte[] Write(ExecutionState state)
    {
        using BlobWriter writer = BlobWriter.Rent();
        writer.Byte(Version);
        writer.Signed(state.LastEventId);
        writer.Signed(state.LastThreadId);
        writer.Time(state.Deadline);
        writer.Time(state.Time);
        writer.Signed(state.Ahead.Ticks);
        writer.Time(state.RedriveTime);
        WriteThread(writer, state.Root!);
        return writer.ToArray();
    }

    public static ExecutionState Read(byte[] blob, Machine machine, ExecutionStatus status, int redriveCount)
    {
        BlobReader reader = new(blob);
        if (reader.Byte() is byte version && version != Version)
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
            Root = ReadThread(reader, machine.Root, null),
        };
    }

    private static void WriteThread(BlobWriter writer, ExecutionThread thread)
    {
        writer.Signed(thread.Id);
        writer.Signed(thread.Index);
        writer.Bool(thread.Silent);
        writer.Value(thread.MapItem);
        writer.Text(thread.Node.Name);
        writer.Byte((byte)thread.Phase);
        writer.Value(thread.Input);
        WriteVariables(writer, thread.Variables);
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

        writer.Bool(thread.Join is not null);
        if (thread.Join is Join join)
        {
            JoinCodec.Write(writer, join, WriteThread);
        }
    }

    private static ExecutionThread ReadThread(BlobReader reader, Graph graph, ExecutionThread? parent)
    {
        int id = (int)reader.Signed();
        int index = (int)reader.Signed();
        Graph own = parent is null ? graph : parent.Node.Inner[parent.Node.Kind == StateKind.Map ? 0 : index];
        ExecutionThread thread = new()
        {
            Id = id,
            Index = index,
            Silent = reader.Bool(),
            MapItem = (ObjectData?)reader.ValueOrNull(),
            Node = own[reader.Text()],
            Phase = (ThreadPhase)reader.Byte(),
            Input = reader.Value(),
            Variables = ReadVariables(reader),
            Previous = reader.Signed(),
            PreviousBeforeEntry = reader.Signed(),
            EnteredId = reader.Signed(),
            EnteredTime = reader.Time() ?? default,
            RetryCount = (int)reader.Signed(),
            RetrierCounts = ReadCounts(reader),
            Due = reader.Time(),
            Task = reader.Bool() ? ReadTask(reader) : null,
        };
        if (reader.Bool())
        {
            JoinCodec.Read(reader, thread, () => ReadThread(reader, graph, thread));
        }

        return thread;
    }

    private static void WriteVariables(BlobWriter writer, Variables variables)
    {
        writer.Unsigned((ulong)variables.Count);
        foreach ((string name, JsonData value) in variables)
        {
            writer.Text(name);
            writer.Value(value);
        }
    }

    private static Variables ReadVariables(BlobReader reader)
    {
        int count = reader.Int();
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
