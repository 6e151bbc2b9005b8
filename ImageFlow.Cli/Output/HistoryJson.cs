using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Output;

/// <summary>Executions and histories in the JSON of the AWS command line.</summary>
internal static class HistoryJson
{
    public static ArrayData Events(IEnumerable<HistoryEvent> history) => new([.. history.Select(Event)]);

    public static ObjectData Event(HistoryEvent happened)
    {
        ObjectDataBuilder json = new ObjectDataBuilder()
            .Set("timestamp", Time(happened.Timestamp))
            .Set("type", happened.Type)
            .Set("id", NumberData.Of(happened.Id))
            .Set("previousEventId", NumberData.Of(happened.PreviousEventId));
        return happened.DetailsName is { } name ? json.Set(name, happened.Details ?? ObjectData.Empty).Build() : json.Build();
    }

    public static ObjectData Execution(ExecutionDescription execution) => new ObjectDataBuilder()
        .Set("executionArn", execution.ExecutionArn)
        .Set("stateMachineArn", execution.StateMachineArn)
        .Set("name", execution.Name)
        .Set("status", execution.Status)
        .Set("startDate", Time(execution.StartDate))
        .SetIfPresent("stopDate", execution.StopDate is { } stop ? Time(stop) : null)
        .Build();

    public static StringData Time(DateTimeOffset time) => new(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
