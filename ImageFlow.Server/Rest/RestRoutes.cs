using System.Reflection;
using ImageFlow.Server.Hosting;
using ImageFlow.Server.HttpBackends;

namespace ImageFlow.Server.Rest;

internal sealed record HealthBody(string Status, string Version);

/// <summary>Our REST interface under <c>/api</c>, described at <c>/openapi/v1.json</c>.</summary>
internal static class RestRoutes
{
    public static void Map(WebApplication app, Backend backend, Listeners listeners)
    {
        var api = app.MapGroup("/api");
        var version = typeof(RestRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        api.MapGet("/health", () => new HealthBody("ok", version)).WithName("GetHealth");
        api.MapGet("/activities", () => backend.Compilation.Manifest).WithName("ListActivities");
        WorkflowRoutes.Map(api, backend.Flows, backend.Workflows, backend.Compilation, backend.Runner, backend.StepTests);
        CaseRoutes.Map(api, backend.Flows, backend.Cases, backend.Compilation);
        MapRunRoutes.Map(api, backend.History);
        ImportRoutes.Map(api, backend.Flows, backend.Workflows);
        ExportFolder.Map(api, backend.Flows, backend.Samples, backend.Compilation);
        ExecutionRoutes.Map(api, backend.History, backend.Files, backend.Workflows, app.Lifetime.ApplicationStopping);
        ObjectRoutes.Map(api, backend.Cloud.Objects);
        BackendRoutes.Map(api, app, backend.Cloud, () => listeners.AwsUrl);
        InboxRoutes.Map(api, backend.Cloud);
        NotificationRoutes.Map(api, backend.Cloud, app.Lifetime.ApplicationStopping);
        app.MapOpenApi("/openapi/{documentName}.json");
    }
}
