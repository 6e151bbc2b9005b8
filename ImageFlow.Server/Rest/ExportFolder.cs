using System.Text.Json;
using ImageFlow.Asl.Model;
using ImageFlow.Deployment;
using ImageFlow.Deployment.Stacks;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.Executions;
using ImageFlow.Server.Flows;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.Rest;

/// <summary><c>GET /api/workflows/{id}/export.zip</c>: the folder that <c>imageflow export</c> writes, and the flow itself, as an archive.</summary>
internal static class ExportFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, FlowSamples samples, FlowCompilation compilation) =>
        routes.MapGet("/workflows/{id}/export.zip", (string id, string? version, string? queryLanguage) =>
            {
                if (flows.Find(id, VersionChoice.Parse(version)) is not { } found)
                    return Problems.NotFound("flow", id);
                var language = queryLanguage?.ToLowerInvariant() switch { "jsonpath" => QueryLanguage.JsonPath, "jsonata" => QueryLanguage.Jsonata, _ => (QueryLanguage?)null };
                var compiled = compilation.Compile(found.ToDefinition().ToJsonString(), language);
                if (!compiled.IsValid)
                    return Problems.Result(StatusCodes.Status400BadRequest, "The flow cannot be exported until its errors are gone", null, "FlowInvalid", compiled.Diagnostics);
                var deployment = DeploymentTemplate.Build(new DeploymentRequest
                {
                    Name = ExecutionIds.StateMachineName(found.DefinitionId), Definition = compiled.AslJson!, Machine = compiled.Machine!,
                    ManifestJson = compilation.Manifest.ToJsonString(),
                }.With(compiled.Settings));
                List<(string Name, string Text)> files =
                [
                    ("workflow.json", DefinitionBody.Export(found).ToJsonString(Indented)),
                    ("state-machine.asl.json", compiled.AslJson!),
                    ("source-map.json", compiled.SourceMap),
                    ("template.yaml", deployment.TemplateYaml),
                    ("functions.json", deployment.FunctionsJson()),
                ];
                if (deployment.DefinitionApart is { } apart)
                    files.Add((StackDeployment.DefinitionApartFile, apart));
                if (samples.InputOf(id) is { } input)
                    files.Add(("sample-input.json", input.ToJsonString(Indented)));
                return Results.File(Archive.Zip(files), "application/zip", $"{Archive.FileName(found.Name)}.zip");
            })
            .WithName("ExportFolder").Produces(StatusCodes.Status200OK, contentType: "application/zip").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
}
