using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Logs;

/// <summary>The events of one advance that go into a log.</summary>
/// <param name="Key">The advance's, by which the journal's outbox knows it.</param>
/// <param name="FirstId">The id of the first event.</param>
internal sealed record LogBatch(LogTarget Target, long Key, string ExecutionArn, long FirstId, IReadOnlyList<EventRecord> Events, int Redrives)
{
    /// <summary>Lines in the form of CloudWatch's, with the file of each: one for each day.</summary>
    public IEnumerable<(string File, string Line)> Lines()
    {
        for (int i = 0; i < Events.Count; i++)
        {
            if (Target.Takes(Events[i].Type))
            {
                HistoryEvent happened = Events[i].ToHistoryEvent(FirstId + i);
                yield return (Path.Combine(Target.Folder, happened.Timestamp.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".jsonl"), LineOf(happened));
            }
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string LineOf(HistoryEvent happened) => ObjectData.Of(
        ("id", Text(happened.Id)),
        ("type", happened.Type),
        ("details", (Target.HasData ? happened.Details : happened.DetailsWithoutData()) ?? ObjectData.Empty),
        ("previous_event_id", Text(happened.PreviousEventId)),
        ("event_timestamp", Text(happened.Timestamp.ToUnixTimeMilliseconds())),
        ("execution_arn", ExecutionArn),
        ("redrive_count", Text(Redrives))).ToJson();
}
