using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Engine;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.Executions;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>Cancelling, retrying, deleting and exporting instances, one and many.</summary>
internal static class InstanceManagementRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ExecutionHistory history)
    {
        routes.MapPost("/cancel/workflow-instances/{id}", async (string id) => await CancelAsync(history, [id]));
        routes.MapPost("/bulk-actions/cancel/workflow-instances", async (JsonObject request) => await CancelAsync(history, Ids(request, "ids")));
        routes.MapPost("/alterations/workflows/retry", async (JsonObject request) => DefinitionRoutes.Json(new JsonObject { ["results"] = await RetryAsync(history, Ids(request, "workflowInstanceIds")) }));
        routes.MapDelete("/workflow-instances/{id}", async (string id) =>
        {
            await history.Engine.PurgeExecutionAsync(ExecutionIds.ToArn(id));
            return Results.NoContent();
        });
        routes.MapPost("/bulk-actions/delete/workflow-instances/by-id", async (JsonObject request) => await DeleteAsync(history, [.. Ids(request, "ids")]));
        routes.MapGet("/workflow-instances/{id}/export", (string id) =>
        {
            var (name, content) = Export(history, id);
            return Results.File(content, "application/json", name);
        });
        routes.MapPost("/bulk-actions/export/workflow-instances", (JsonObject request) => Results.File(Zip(history, Ids(request, "ids")), "application/zip", "workflow-instances.zip"));
        routes.MapPost("/bulk-actions/import/workflow-instances", () =>
            DefinitionRoutes.Invalid("Executions are what happened here, so that none can be brought in from a file. Run the flow, or import its definition."));
    }

    private static async Task<IResult> CancelAsync(ExecutionHistory history, IEnumerable<string> ids)
    {
        foreach (var id in ids)
            await history.Engine.StopExecutionAsync(ExecutionIds.ToArn(id), "Cancelled", "Cancelled in Elsa Studio.");
        return Results.Ok();
    }

    private static async Task<JsonArray> RetryAsync(ExecutionHistory history, IEnumerable<string> ids)
    {
        JsonArray results = [];
        foreach (var id in ids)
        {
            var (succeeded, message) = (true, "The execution goes on from the state that failed.");
            try
            {
                await history.Engine.RedriveExecutionAsync(ExecutionIds.ToArn(id));
            }
            catch (EngineException refused)
            {
                (succeeded, message) = (false, refused.Message);
            }

            results.Add(new JsonObject
            {
                ["workflowInstanceId"] = id,
                ["log"] = new JsonObject { ["logEntries"] = new JsonArray(new JsonObject { ["message"] = message, ["logLevel"] = succeeded ? "Information" : "Error" }) },
                ["workflowHasScheduledWork"] = succeeded,
                ["isSuccessful"] = succeeded,
            });
        }

        return results;
    }

    /// <summary>All or none: one that still runs keeps the others too.</summary>
    private static async Task<IResult> DeleteAsync(ExecutionHistory history, IReadOnlyList<string> ids)
    {
        var running = ids.Where(id => history.Describe(id).StopDate is null).ToArray();
        if (running.Length > 0)
            return DefinitionRoutes.Invalid($"Cancel these before they are deleted, they still run: {string.Join(", ", running)}.");
        foreach (var id in ids)
            await history.Engine.PurgeExecutionAsync(ExecutionIds.ToArn(id));
        return DefinitionRoutes.Json(new JsonObject { ["deletedCount"] = ids.Count, ["deleted"] = ids.Count });
    }

    private static (string Name, byte[] Content) Export(ExecutionHistory history, string id)
    {
        var execution = history.Describe(id);
        var body = InstanceBody.Full(execution, history.RunOf(execution.ExecutionArn), history.Steps(execution));
        return ($"workflow-instance-{execution.Name}.json", JsonSerializer.SerializeToUtf8Bytes(body));
    }

    private static byte[] Zip(ExecutionHistory history, IEnumerable<string> ids)
    {
        using MemoryStream buffer = new();
        using (ZipArchive archive = new(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var id in ids)
            {
                var (name, content) = Export(history, id);
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return buffer.ToArray();
    }

    private static IEnumerable<string> Ids(JsonObject body, string member) => (body[member] as JsonArray ?? []).Select(id => (string)id!);
}
