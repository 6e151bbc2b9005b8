using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Journal;

/// <summary>Packs the events of one advance into one blob.</summary>
internal static class EventCodec
{
    private const byte Version = 1;

    public static byte[] Write(IReadOnlyList<EventRecord> events, long firstId)
    {
        using BlobWriter writer = BlobWriter.Rent();
        writer.Byte(Version);
        writer.Unsigned((ulong)events.Count);
        long time = 0;
        for (int i = 0; i < events.Count; i++)
        {
            EventRecord record = events[i];
            writer.Byte((byte)record.Type);
            writer.Signed(firstId + i - record.Previous);
            writer.Signed(record.Time - time);
            time = record.Time;
            writer.Text(record.Name);
            writer.Value(record.Value);
            writer.Value(record.Details);
        }

        return writer.ToArray();
    }

    public static List<EventRecord> Read(byte[] blob, long firstId)
    {
        BlobReader reader = new(blob);
        if (reader.Byte() is byte version && version != Version)
        {
            throw new InvalidDataException($"The journal holds events of format {version}, which this version cannot read.");
        }

        int count = reader.Int();
        List<EventRecord> events = new(count);
        long time = 0;
        for (int i = 0; i < count; i++)
        {
            EventType type = (EventType)reader.Byte();
            long previous = firstId + i - reader.Signed();
            time += reader.Signed();
            events.Add(new EventRecord(type, previous, time, reader.TextOrNull(), reader.ValueOrNull(), (ObjectData?)reader.ValueOrNull()));
        }

        return events;
    }
}
