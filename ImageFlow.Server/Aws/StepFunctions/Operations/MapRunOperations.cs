using ImageFlow.Asl.Values;
using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Map Runs.</summary>
internal static class MapRunOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("DescribeMapRun", Describe),
        ("ListMapRuns", List),
        ("UpdateMapRun", UpdateAsync),
    ];

    private static ValueTask<ObjectData> Describe(ServiceCall call)
    {
        MapRunDescription run = call.Engine.MapRuns.Describe(call.Request.RequiredText("mapRunArn"));
        ObjectDataBuilder answer = new();
        return new(answer.Set("mapRunArn", run.MapRunArn)
            .Set("executionArn", run.ExecutionArn)
            .Set("status", run.Status)
            .Set("startDate", Timestamps.Of(run.StartDate))
            .SetIfPresent("stopDate", Timestamps.Of(run.StopDate))
            .Set("maxConcurrency", NumberData.Of(run.MaxConcurrency))
            .Set("toleratedFailurePercentage", new NumberData(run.ToleratedFailurePercentage))
            .Set("toleratedFailureCount", NumberData.Of(run.ToleratedFailureCount))
            .Set("itemCounts", Counts(run.Items))
            .Set("executionCounts", Counts(run.Executions))
            .Set("redriveCount", NumberData.Of(run.RedriveCount))
            .SetIfPresent("redriveDate", Timestamps.Of(run.RedriveDate))
            .Build());
    }

    private static ObjectData Counts(MapRunCounts counts) => ObjectData.Of(
        ("pending", NumberData.Of(counts.Pending)),
        ("running", NumberData.Of(counts.Running)),
        ("succeeded", NumberData.Of(counts.Succeeded)),
        ("failed", NumberData.Of(counts.Failed)),
        ("timedOut", NumberData.Of(counts.TimedOut)),
        ("aborted", NumberData.Of(counts.Aborted)),
        ("total", NumberData.Of(counts.Total)),
        ("resultsWritten", NumberData.Of(counts.ResultsWritten)),
        ("failuresNotRedrivable", NumberData.Of(counts.FailuresNotRedrivable)),
        ("pendingRedrive", NumberData.Of(counts.PendingRedrive)));

    private static ValueTask<ObjectData> List(ServiceCall call)
    {
        string execution = ExecutionOperations.StandardArn(call);
        Paging paging = new(call.Request, $"mapRuns {execution}");
        return new(paging.Answer("mapRuns", [.. call.Engine.MapRuns.List(execution, paging.After, paging.Size + 1).Select(entry => (entry.Key, (JsonData)Item(entry.MapRun)))]));
    }

    private static ObjectData Item(MapRunDescription run)
    {
        ObjectDataBuilder item = new();
        return item.Set("executionArn", run.ExecutionArn)
            .Set("mapRunArn", run.MapRunArn)
            .Set("stateMachineArn", run.StateMachineArn)
            .Set("startDate", Timestamps.Of(run.StartDate))
            .SetIfPresent("stopDate", Timestamps.Of(run.StopDate))
            .Build();
    }

    private static async ValueTask<ObjectData> UpdateAsync(ServiceCall call)
    {
        await call.Engine.MapRuns.UpdateAsync(
            call.Request.RequiredText("mapRunArn"),
            call.Request.Number("maxConcurrency"),
            call.Request.Fraction("toleratedFailurePercentage"),
            call.Request.Number("toleratedFailureCount"));
        return ObjectData.Empty;
    }
}
