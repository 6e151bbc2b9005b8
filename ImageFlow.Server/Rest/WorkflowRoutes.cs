using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Backends;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Hosting;
using ImageFlow.Server.Trials;

namespace ImageFlow.Server.Rest;

internal sealed record ValidationBody(bool Valid, IReadOnlyList<DiagnosticBody> Diagnostics);

/// <param name="Asl">The document as the exporter writes it; null when the flow does not compile.</param>
internal sealed record ExportBody(string QueryLanguage, JsonElement? StateMachine, string? Asl, JsonElement SourceMap, IReadOnlyList<DiagnosticBody> Diagnostics);

/// <param name="Input">The execution's input; when absent, the sample's input with the newest upload.</param>
/// <param name="Name">The execution's name; a new one when absent.</param>
/// <param name="Trial">Mocks, faults and skipped waits.</param>
/// <param name="OnlyNode">The id of a node that is to run alone, without the rest of the flow.</param>
internal sealed record SimulateRequest(JsonNode? Input, string? Name, TrialRequest? Trial, string? OnlyNode);

/// <summary><c>/api/workflows</c>: the flows, for our pages and for scripts.</summary>
internal static class WorkflowRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, WorkflowBodies bodies, FlowCompilation compilation, FlowRunner runner, StepTest tests)
    {
        routes.MapGet("/workflows", () => new Listed<WorkflowSummary>([.. flows.List(VersionChoice.Latest).Select(bodies.Summary)])).WithName("ListWorkflows");
        WorkflowSaveRoutes.Map(routes, flows, bodies, compilation);
        routes.MapGet("/workflows/{id}", (string id, string? version) => With(flows, id, version, found => Results.Ok(bodies.Detail(found))))
            .WithName("GetWorkflow").Produces<WorkflowDetail>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/workflows/{id}/versions", (string id) => With(flows, id, null, _ => Results.Ok(new Listed<WorkflowVersionBody>(
                [.. flows.Versions(id).Select(v => new WorkflowVersionBody(v.VersionId, v.Version, v.IsLatest, v.IsPublished, v.CreatedAt, v.Name))]))))
            .WithName("ListWorkflowVersions").Produces<Listed<WorkflowVersionBody>>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/workflows/{id}", (string id) => flows.Delete(id) ? Results.NoContent() : Problems.NotFound("flow", id))
            .WithName("DeleteWorkflow").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        MapCompilation(routes, flows, compilation);
        routes.MapPost("/workflows/{id}/simulate", async (HttpRequest http, string id, string? version) =>
            {
                if (flows.Find(id, VersionChoice.Parse(version)) is not { } found)
                    return Problems.NotFound("flow", id);
                var request = await OptionalBody.ReadAsync<SimulateRequest>(http);
                if (request?.OnlyNode is not { } only)
                    return ExecutionRoutes.Answer(await runner.StartAsync(found, request?.Input, request?.Name, request?.Trial));
                var (started, _) = await tests.StartAsync(found, activity => (string?)activity["id"] == only, request.Input as JsonObject, request.Trial);
                return started is null ? Problems.NotFound("step", only) : ExecutionRoutes.Answer(started);
            })
            .WithName("SimulateWorkflow").Produces<StartedBody>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapCompilation(IEndpointRouteBuilder routes, FlowStore flows, FlowCompilation compilation)
    {
        routes.MapPost("/workflows/{id}/validate", async (HttpRequest request, string id, string? version) =>
                await OptionalBody.ReadAsync<JsonObject>(request) is { } definition
                    ? Validation(compilation.Compile(definition.ToJsonString()))
                    : With(flows, id, version, found => Validation(compilation.Compile(found.ToDefinition().ToJsonString()))))
            .WithName("ValidateWorkflow").Produces<ValidationBody>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/workflows/{id}/export", (string id, string? version, string? queryLanguage) =>
            {
                QueryLanguage? language = null;
                if (queryLanguage is not null && !TryParse(queryLanguage, out language))
                    return Problems.Result(StatusCodes.Status400BadRequest, "There is no such query language", "queryLanguage is 'jsonata' or 'jsonpath'.");
                return With(flows, id, version, found => Export(compilation.Compile(found.ToDefinition().ToJsonString(), language)));
            })
            .WithName("ExportWorkflow").Produces<ExportBody>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static bool TryParse(string text, out QueryLanguage? language)
    {
        language = text.ToLowerInvariant() switch { "jsonata" => QueryLanguage.Jsonata, "jsonpath" => QueryLanguage.JsonPath, _ => null };
        return language is not null;
    }

    private static IResult Validation(CompiledFlow compiled) =>
        Results.Ok(new ValidationBody(compiled.Diagnostics.All(d => d.Severity != DiagnosticSeverity.Error), [.. compiled.Diagnostics.Select(DiagnosticBody.From)]));

    private static IResult Export(CompiledFlow compiled) => Results.Ok(new ExportBody(
        compiled.QueryLanguage.ToLowerInvariant(), compiled.AslJson is { } asl ? JsonText.Parse(asl) : null, compiled.AslJson, JsonText.Parse(compiled.SourceMap), [.. compiled.Diagnostics.Select(DiagnosticBody.From)]));

    private static IResult With(FlowStore flows, string id, string? version, Func<FlowVersion, IResult> answer) =>
        flows.Find(id, VersionChoice.Parse(version)) is { } found ? answer(found) : Problems.NotFound(version is null ? "flow" : $"version '{version}' of the flow", id);
}
