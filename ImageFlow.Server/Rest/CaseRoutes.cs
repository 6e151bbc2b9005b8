using System.Text.Json.Nodes;
using ImageFlow.Backends;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Hosting;
using ImageFlow.Server.Trials;

namespace ImageFlow.Server.Rest;

/// <param name="Input">The execution's input.</param>
/// <param name="ExpectedStatus">The status that a run must end with; any when absent.</param>
/// <param name="ExpectedOutput">The output that it must have; any when absent.</param>
internal sealed record CaseRequest(JsonNode? Input, TrialRequest? Trial, string? ExpectedStatus, JsonNode? ExpectedOutput);

/// <summary><c>/api/workflows/{id}/cases</c>: saved ways to try a flow.</summary>
internal static class CaseRoutes
{
    private const int LongestName = 120;

    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, CaseStore cases, FlowCompilation compilation)
    {
        routes.MapGet("/workflows/{id}/cases", (string id) => Exists(flows, id) ? Results.Ok(new Listed<TestCase>(cases.Of(id))) : Problems.NotFound("flow", id))
            .WithName("ListCases").Produces<Listed<TestCase>>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPut("/workflows/{id}/cases/{name}", (string id, string name, CaseRequest request) =>
        {
            if (!Exists(flows, id))
                return Problems.NotFound("flow", id);
            if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
                return Problems.Result(StatusCodes.Status400BadRequest, "A test case needs a name", $"Of 1 to {LongestName} letters.");
            return Results.Ok(cases.Save(id, new TestCase(name.Trim(), request.Input, request.Trial ?? TrialRequest.None, request.ExpectedStatus, request.ExpectedOutput, default)));
        }).WithName("SaveCase").Produces<TestCase>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/workflows/{id}/cases.zip", (string id) => flows.Find(id, VersionChoice.Latest) is { } flow
                ? Results.File(Archive.Zip(CaseFolder.Files(flow, compilation.Compile(flow.ToDefinition().ToJsonString()), cases.Of(id))), "application/zip", $"{Archive.FileName(flow.Name)}-cases.zip")
                : Problems.NotFound("flow", id))
            .WithName("ExportCases").Produces(StatusCodes.Status200OK, contentType: "application/zip").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/workflows/{id}/cases/{name}", (string id, string name) => cases.Delete(id, name) ? Results.NoContent() : Problems.NotFound("test case", name))
            .WithName("DeleteCase").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static bool Exists(FlowStore flows, string id) => flows.Find(id, VersionChoice.Latest) is not null;
}
