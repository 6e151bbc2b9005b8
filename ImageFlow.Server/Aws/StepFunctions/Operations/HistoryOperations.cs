using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Histories.</summary>
internal static class HistoryOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } = [("GetExecutionHistory", Get)];

    private static ValueTask<ObjectData> Get(ServiceCall call)
    {
        string arn = ExecutionOperations.StandardArn(call);
        bool isReverse = call.Request.Flag("reverseOrder") ?? false;
        bool hasData = call.Request.Flag("includeExecutionData") ?? true;
        Paging paging = new(call.Request, $"history {isReverse} {arn}");
        IReadOnlyList<HistoryEvent> events = isReverse
            ? call.Engine.GetExecutionHistoryBackwards(arn, paging.After, paging.Size + 1)
            : call.Engine.GetExecutionHistory(arn, paging.After, paging.Size + 1);
        return new(paging.Answer("events", [.. events.Select(e => (e.Id, (JsonData)Show(e, hasData)))]));
    }

    private static ObjectData Show(HistoryEvent happened, bool hasData)
    {
        ObjectDataBuilder shown = new();
        shown.Set("timestamp", Timestamps.Of(happened.Timestamp))
            .Set("type", happened.Type)
            .Set("id", NumberData.Of(happened.Id))
            .Set("previousEventId", NumberData.Of(happened.PreviousEventId));
        if (happened.DetailsName is string name)
        {
            shown.Set(name, (hasData ? happened.Details : happened.DetailsWithoutData()) ?? ObjectData.Empty);
        }

        return shown.Build();
    }
}
