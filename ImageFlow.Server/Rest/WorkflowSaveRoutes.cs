using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Hosting;
using ImageFlow.Workflows;

namespace ImageFlow.Server.Rest;

/// <summary>
/// Saving and publishing flows under <c>/api/workflows</c>. Saving never loses work: the draft is stored, and the answer says what is wrong with it. Publishing is
/// refused while the flow has errors, or calls an action that neither a service here, a real one, nor a mock of the server carries out.
/// </summary>
internal static class WorkflowSaveRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, WorkflowBodies bodies, FlowCompilation compilation)
    {
        routes.MapPost("/workflows", (JsonObject definition, string? name) =>
        {
            if (definition.ContainsKey("States"))
            {
                StateMachineImportResult imported = StateMachineImporter.Import(definition.ToJsonString(), name ?? "Imported state machine");
                if (imported.Definition is null)
                    return Problems.Result(StatusCodes.Status400BadRequest, "The document is no valid state machine", "Its findings say where and why.", "MachineInvalid", imported.Diagnostics);
                definition = JsonNode.Parse(WorkflowWriter.Write(imported.Definition))!.AsObject();
                definition.Remove("id");
                definition.Remove("definitionId");
            }

            if (Refusal(definition) is { } refusal)
                return refusal;
            definition["root"] ??= DefinitionBody.EmptyFlowchart();
            definition["name"] ??= "New flow";
            var saved = flows.Save(definition, publish: false);
            return Results.Created($"/api/workflows/{Uri.EscapeDataString(saved.DefinitionId)}", Saved(saved, bodies, compilation));
        }).WithName("CreateWorkflow").Produces<SavedWorkflow>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapPut("/workflows/{id}", (string id, JsonObject definition) =>
        {
            if (flows.Find(id, VersionChoice.Latest) is not { } stored)
                return Problems.NotFound("flow", id);
            if (Refusal(definition) is { } refusal)
                return refusal;
            definition["definitionId"] = id;
            definition["root"] ??= DefinitionBody.EmptyFlowchart();
            definition["name"] ??= stored.Name;
            return Results.Ok(Saved(flows.Save(definition, publish: false), bodies, compilation));
        }).WithName("SaveWorkflow").Produces<SavedWorkflow>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/workflows/{id}/publish", (string id) =>
        {
            if (flows.Find(id, VersionChoice.Latest) is not { } latest)
                return Problems.NotFound("flow", id);
            if (compilation.Compile(latest.ToDefinition().ToJsonString()).Obstacles is { Count: > 0 } obstacles)
                return Problems.Result(
                    StatusCodes.Status400BadRequest, $"'{latest.Name}' cannot be published", "It is kept as a draft. " + string.Join(" ", obstacles.Select(d => $"{d.Message} {d.Hint}".Trim())), "FlowInvalid", obstacles);
            return Results.Ok(bodies.Summary(flows.Publish(id)!));
        }).WithName("PublishWorkflow").Produces<WorkflowSummary>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/workflows/{id}/retract", (string id) => flows.Retract(id) is { } draft ? Results.Ok(bodies.Summary(draft)) : Problems.NotFound("flow", id))
            .WithName("RetractWorkflow").Produces<WorkflowSummary>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult? Refusal(JsonObject definition) => definition["root"] is null or JsonObject
        ? null
        : Problems.Result(StatusCodes.Status400BadRequest, "The document is no workflow definition", "Its member 'root' must be an activity.");

    private static SavedWorkflow Saved(FlowVersion version, WorkflowBodies bodies, FlowCompilation compilation) =>
        new(bodies.Summary(version), [.. compilation.Compile(version.ToDefinition().ToJsonString()).Diagnostics.Select(DiagnosticBody.From)]);
}
