using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Parity;

/// <summary>An execution that has ended, wherever it ran.</summary>
/// <param name="Status">AWS's name.</param>
/// <param name="Output">JSON text, of a succeeded one alone.</param>
/// <param name="Events">The history, oldest first.</param>
internal sealed record RecordedRun(string Status, string? Output, string? Error, string? Cause, IReadOnlyList<HistoryEvent> Events)
{
    /// <summary>From the answers of DescribeExecution and GetExecutionHistory, as the AWS command line prints them.</summary>
    /// <exception cref="UsageException">The endpoint's answers are not of that form.</exception>
    public static RecordedRun Read(string execution, string history)
    {
        try
        {
            ObjectData described = (ObjectData)JsonData.Parse(execution);
            ArrayData events = ((ObjectData)JsonData.Parse(history))["events"] as ArrayData ?? throw new FormatException("there are no events.");
            return new RecordedRun(
                Text(described, "status") ?? throw new FormatException("there is no status."), Text(described, "output"), Text(described, "error"), Text(described, "cause"), [.. events.Cast<ObjectData>().Select(Event).OrderBy(happened => happened.Id)]);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidCastException or NullReferenceException or FormatException)
        {
            throw new UsageException($"The endpoint's answer is no history of Step Functions: {wrong.Message}", wrong);
        }
    }

    private static HistoryEvent Event(ObjectData json)
    {
        (string? name, JsonData? details) = json.Where(member => member.Key.EndsWith("EventDetails", StringComparison.Ordinal)).Select(member => (member.Key, member.Value)).FirstOrDefault();

        // Times differ from run to run and are not compared; the command line writes them in several forms.
        return new HistoryEvent(Number(json, "id"), Number(json, "previousEventId"), Text(json, "type")!, DateTimeOffset.UnixEpoch, name, details as ObjectData);
    }

    private static long Number(ObjectData from, string name) => (long)((NumberData)from[name]!).Value;

    private static string? Text(ObjectData from, string name) => (from[name] as StringData)?.Value;
}
