using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Journal;

/// <summary>Packs the threads and results of a Parallel or Map state.</summary>
internal static class JoinCodec
{
    public static void Write(BlobWriter writer, Join join, Action<BlobWriter, ExecutionThread> writeThread)
    {
        writer.Unsigned((ulong)join.Threads.Length);
        writer.Unsigned((ulong)join.Items.Length);
        foreach (JsonData item in join.Items)
        {
            writer.Value(item);
        }

        writer.Bool(join.Keys is not null);
        foreach (string key in join.Keys ?? [])
        {
            writer.Text(key);
        }

        writer.Value(join.Input);
        writer.Signed(join.MaxConcurrency);
        writer.Double(join.ToleratedCount ?? -1);
        writer.Double(join.ToleratedPercentage ?? -1);
        writer.Signed(join.Next);
        writer.Signed(join.Running);
        writer.Signed(join.Ended);
        writer.Signed(join.Failures);
        writer.Signed(join.Chain);
        writer.Signed(join.LastEnd);
        foreach (JsonData? result in join.Results)
        {
            writer.Value(result);
        }

        foreach (ExecutionThread? thread in join.Threads)
        {
            writer.Bool(thread is not null);
            if (thread is not null)
            {
                writeThread(writer, thread);
            }
        }
    }

    public static void Read(BlobReader reader, ExecutionThread owner, Func<ExecutionThread> readThread)
    {
        int count = reader.Int();
        JsonData[] items = new JsonData[reader.Int()];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = reader.Value();
        }

        string[]? keys = reader.Bool() ? new string[items.Length] : null;
        for (int i = 0; i < (keys?.Length ?? 0); i++)
        {
            keys![i] = reader.Text();
        }

        Join join = new()
        {
            Threads = new ExecutionThread?[count],
            Results = new JsonData?[count],
            Items = items,
            Keys = keys,
            Input = reader.Value(),
            MaxConcurrency = (int)reader.Signed(),
            ToleratedCount = reader.Double() is double tolerated and >= 0 ? tolerated : null,
            ToleratedPercentage = reader.Double() is double percentage and >= 0 ? percentage : null,
            Next = (int)reader.Signed(),
            Running = (int)reader.Signed(),
            Ended = (int)reader.Signed(),
            Failures = (int)reader.Signed(),
            Chain = reader.Signed(),
            LastEnd = reader.Signed(),
        };
        for (int i = 0; i < count; i++)
        {
            join.Results[i] = reader.ValueOrNull();
        }

        owner.Join = join;
        for (int i = 0; i < count; i++)
        {
            if (reader.Bool())
            {
                owner.Adopt(readThread());
            }
        }
    }
}
