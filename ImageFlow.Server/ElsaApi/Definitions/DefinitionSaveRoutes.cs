using System.Text.Json.Nodes;
using ImageFlow.LocalCloud.Tasks;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary>
/// Saving, importing and publishing flows. Every answer carries the revision of what is stored (<c>ETag</c>); a save that names the revision which it began
/// with (<c>If-Match</c>, as our page around Studio does) is refused with 409 when somebody saved something else meanwhile, so that nothing is overwritten unseen.
/// </summary>
internal static class DefinitionSaveRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, InputTypes types, FlowCompilation compilation)
    {
        routes.MapPost("/workflow-definitions", (HttpContext context, JsonObject body) => Save(context, body, flows, types, compilation));
        routes.MapMethods("/workflow-definitions/import", [HttpMethods.Post, HttpMethods.Put], (HttpContext context, JsonObject body) =>
        {
            if (body["root"] is not JsonObject)
                return DefinitionRoutes.Invalid("The document has no member 'root': it is not an Elsa 3 workflow definition.");
            types.Complete(body);
            return Conflict(context, flows, (string?)body["definitionId"]) ?? Stored(context, flows.Save(body, publish: false));
        });
        routes.MapPost("/workflow-definitions/import-files", async (HttpRequest request) => DefinitionRoutes.Json(new JsonObject { ["count"] = await DefinitionImport.FilesAsync(request, flows) }));
        routes.MapPost("/workflow-definitions/{definitionId}/publish", (HttpContext context, string definitionId) =>
        {
            if (flows.Find(definitionId, VersionChoice.Latest) is not { } latest)
                return Results.NotFound();
            if (Findings(latest, compilation) is { Length: > 0 } findings)
                return DefinitionRoutes.Invalid(findings);
            var published = flows.Publish(definitionId)!;
            SetRevision(context, published);
            return DefinitionRoutes.Json(Answer(published, latest.IsPublished));
        });
        routes.MapPost("/workflow-definitions/{definitionId}/retract", (HttpContext context, string definitionId) => flows.Retract(definitionId) is { } draft ? Stored(context, draft) : Results.NotFound());
        routes.MapPost("/workflow-definitions/{definitionId}/update-references", () => DefinitionRoutes.Json(new JsonObject { ["affectedWorkflows"] = new JsonArray() }));
    }

    /// <summary>Names what is stored, in the answer's <c>ETag</c>.</summary>
    public static void SetRevision(HttpContext context, FlowVersion version)
    {
        context.Response.Headers.ETag = $"\"{version.Revision}\"";
        context.Response.Headers.AccessControlExposeHeaders = "ETag";
    }

    private static IResult Save(HttpContext context, JsonObject body, FlowStore flows, InputTypes types, FlowCompilation compilation)
    {
        if (body["model"] is not JsonObject model)
            return DefinitionRoutes.Invalid("The request has no member 'model'.");
        var publish = (bool?)body["publish"] ?? false;
        var id = (string?)model["definitionId"];
        if (Conflict(context, flows, id) is { } conflict)
            return conflict;
        var before = id is { Length: > 0 } ? flows.Find(id, VersionChoice.Latest) : null;
        types.Complete(model);
        var saved = flows.Save(model, publish: false);
        SetRevision(context, saved);
        if (!publish)
            return DefinitionRoutes.Json(Answer(saved, false));
        // The work is kept as a draft whatever the checker says of it.
        if (Findings(saved, compilation) is { Length: > 0 } findings)
            return DefinitionRoutes.Invalid(findings);
        var published = flows.Publish(saved.DefinitionId)!;
        SetRevision(context, published);
        return DefinitionRoutes.Json(Answer(published, before is { IsPublished: true }));
    }

    private static IResult? Conflict(HttpContext context, FlowStore flows, string? definitionId)
    {
        var began = context.Request.Headers.IfMatch.ToString().Trim('"');
        if (began.Length == 0 || began == "*" || definitionId is not { Length: > 0 } || flows.Find(definitionId, VersionChoice.Latest) is not { } stored || stored.Revision == began)
            return null;
        SetRevision(context, stored);
        return DefinitionRoutes.Refused(
            StatusCodes.Status409Conflict,
            $"'{stored.Name}' was changed elsewhere at {stored.UpdatedAt:HH:mm:ss} (UTC), after it was opened here, so this save did not overwrite it. Compare the two, then keep one of them.");
    }

    /// <summary>What keeps a version from being published, in sentences.</summary>
    public static string[] Findings(FlowVersion version, FlowCompilation compilation) =>
        [.. compilation.Compile(version.ToDefinition().ToJsonString()).Obstacles.Select(d => d.Code == ResourceCheck.UnsupportedResource ? $"{d.Code}: {d.Message} {d.Hint} What was drawn is kept as a draft." : $"{d.Code}: {d.Message}")];

    private static IResult Stored(HttpContext context, FlowVersion version)
    {
        SetRevision(context, version);
        return DefinitionRoutes.Full(version);
    }

    private static JsonObject Answer(FlowVersion version, bool alreadyPublished) => new()
    {
        ["workflowDefinition"] = DefinitionBody.Full(version),
        ["alreadyPublished"] = alreadyPublished,
        ["consumingWorkflowCount"] = 0,
        ["validationErrors"] = new JsonArray(),
    };
}
