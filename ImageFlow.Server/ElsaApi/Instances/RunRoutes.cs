using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>
/// <c>execute</c> and <c>dispatch</c>: Studio's run button. The instance's id travels in the header that Studio reads; a flow that does not compile answers with
/// the findings, which Studio shows.
/// </summary>
internal static class RunRoutes
{
    private const string InstanceIdHeader = "x-elsa-workflow-instance-id";

    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, FlowRunner runner, ExecutionHistory history)
    {
        routes.MapMethods("/workflow-definitions/{definitionId}/execute", [HttpMethods.Post, HttpMethods.Get], async (HttpContext context, string definitionId) =>
        {
            var (started, answer) = await StartAsync(context, flows, runner, definitionId);
            if (started is null)
                return answer!;
            var run = history.RunOf(started.Execution!.ExecutionArn);
            return DefinitionRoutes.Json(new JsonObject { ["workflowState"] = InstanceBody.State(history.Engine.DescribeExecution(started.Execution.ExecutionArn), run, []) });
        });
        routes.MapPost("/workflow-definitions/{definitionId}/dispatch", async (HttpContext context, string definitionId) =>
        {
            var (started, answer) = await StartAsync(context, flows, runner, definitionId);
            return started is null ? answer! : DefinitionRoutes.Json(new JsonObject { ["workflowInstanceId"] = started.Id });
        });
    }

    private static async Task<(StartedRun? Started, IResult? Answer)> StartAsync(HttpContext context, FlowStore flows, FlowRunner runner, string definitionId)
    {
        // Studio sends no body at all in some versions, and an empty input in others.
        var request = context.Request.HasJsonContentType() && context.Request.ContentLength is not 0 ? await context.Request.ReadFromJsonAsync<JsonObject>() ?? [] : [];
        if (flows.Find(definitionId, VersionChoice.Parse(VersionOptions(request))) is not { } version)
            return (null, Results.NotFound());
        var input = request["input"] is JsonObject { Count: > 0 } given ? given : null;
        var started = await runner.StartAsync(version, input, null);
        if (started.Execution is null)
            return (null, DefinitionRoutes.Invalid(started.Refusal is { } refusal ? [refusal] : [.. started.Diagnostics.Select(d => $"{d.Code}: {d.Message}")]));
        context.Response.Headers[InstanceIdHeader] = started.Id;
        context.Response.Headers.AccessControlExposeHeaders = InstanceIdHeader;
        return (started, null);
    }

    // "Latest", a number, or an object of flags.
    internal static string? VersionOptions(JsonObject request) => request["versionOptions"] switch
    {
        JsonObject flags when (bool?)flags["isPublished"] == true => "Published",
        JsonObject flags when (int?)flags["version"] is > 0 and var number => number.ToString(),
        JsonValue value => value.ToString(),
        _ => null,
    };
}
