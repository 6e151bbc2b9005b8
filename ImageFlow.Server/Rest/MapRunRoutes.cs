using ImageFlow.Backends;
using ImageFlow.Engine;
using ImageFlow.Engine.MapRuns;
using ImageFlow.Server.Executions;

namespace ImageFlow.Server.Rest;

/// <summary>A Map Run with the counts of its items.</summary>
/// <param name="Id">For <c>/api/map-runs/{id}</c>: what follows <c>mapRun:</c> in its ARN.</param>
/// <param name="NodeId">The drawn node that became its Map state.</param>
internal sealed record MapRunBody(
    string Id, string MapRunArn, string ExecutionId, string StateName, string? NodeId, string Status, DateTimeOffset StartDate, DateTimeOffset? StopDate,
    int MaxConcurrency, double ToleratedFailurePercentage, long ToleratedFailureCount, int RedriveCount, MapRunCounts Items, MapRunCounts Executions);

/// <summary>One iteration: an execution of its own.</summary>
/// <param name="Key">For the next page: <c>?after=</c>.</param>
internal sealed record IterationBody(long Key, string Id, string Name, string Status, DateTimeOffset StartDate, DateTimeOffset? StopDate, int? ItemCount, string? Error, string? Cause);

/// <summary>What of a running Map Run is changed; what is absent stays.</summary>
internal sealed record MapRunChange(int? MaxConcurrency, double? ToleratedFailurePercentage, long? ToleratedFailureCount);

/// <summary>The Map Runs of an execution and their iterations.</summary>
internal static class MapRunRoutes
{
    private const int MostIterations = 1000;

    public static void Map(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        routes.MapGet("/executions/{id}/map-runs", (string id) =>
        {
            var execution = history.Describe(id);
            var nodes = history.NodeOfState(execution.ExecutionArn);
            return new Listed<MapRunBody>([.. history.Engine.MapRuns.List(execution.ExecutionArn).Select(entry => Body(entry.MapRun, nodes))]);
        }).WithName("ListMapRuns").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/map-runs/{id}", (string id) =>
        {
            var run = history.Engine.MapRuns.Describe(ExecutionIds.MapRunArn(id));
            return Body(run, history.NodeOfState(run.ExecutionArn));
        }).WithName("GetMapRun").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/map-runs/{id}/iterations", (string id, string? status, long? after, int? max) => new Listed<IterationBody>(
                [.. history.Engine.MapRuns.Iterations(ExecutionIds.MapRunArn(id), status, after ?? 0, Math.Clamp(max ?? 100, 1, MostIterations)).Select(entry => Iteration(entry.Key, entry.Execution))]))
            .WithName("ListIterations").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPatch("/map-runs/{id}", async (string id, MapRunChange change) =>
        {
            var arn = ExecutionIds.MapRunArn(id);
            await history.Engine.MapRuns.UpdateAsync(arn, change.MaxConcurrency, change.ToleratedFailurePercentage, change.ToleratedFailureCount);
            var run = history.Engine.MapRuns.Describe(arn);
            return Body(run, history.NodeOfState(run.ExecutionArn));
        }).WithName("UpdateMapRun").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static MapRunBody Body(MapRunDescription run, Func<string, string?> nodeOfState) => new(
        ExecutionIds.OfMapRunArn(run.MapRunArn), run.MapRunArn, ExecutionIds.OfArn(run.ExecutionArn), run.StateName, nodeOfState(run.StateName), run.Status, run.StartDate, run.StopDate,
        run.MaxConcurrency, run.ToleratedFailurePercentage, run.ToleratedFailureCount, run.RedriveCount, run.Items, run.Executions);

    private static IterationBody Iteration(long key, ExecutionDescription run) =>
        new(key, ExecutionIds.OfArn(run.ExecutionArn), run.Name, run.Status, run.StartDate, run.StopDate, run.ItemCount, run.Error, run.Cause);
}
