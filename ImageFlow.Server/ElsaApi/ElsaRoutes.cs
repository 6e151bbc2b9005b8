using System.Reflection;
using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.ElsaApi.Descriptors;
using ImageFlow.Server.ElsaApi.Instances;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.ElsaApi;

/// <summary>Elsa's REST API under <c>/elsa/api</c> and its hub under <c>/elsa/hubs</c>: whoever speaks these is an Elsa backend to Elsa Studio.</summary>
internal static class ElsaRoutes
{
    public static void Map(WebApplication app, Backend backend)
    {
        var api = app.MapGroup("/elsa/api").ExcludeFromDescription();
        var activities = ActivityDescriptors.From(backend.Compilation.Manifest, ElsaActivities());
        DescriptorRoutes.Map(api, activities);
        DefinitionRoutes.Map(api, backend.Flows, new InputTypes(activities), backend.Compilation);
        RunRoutes.Map(api, backend.Flows, backend.Runner, backend.History);
        InstanceRoutes.Map(api, backend.History);
        TestRoutes.Map(api, backend.Flows, backend.StepTests);
        ScriptRoutes.Map(api, backend.Flows, activities);
        app.MapHub<WorkflowInstanceHub>("/elsa/hubs/workflow-instance");
    }

    private static JsonObject ElsaActivities()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("elsa-activities.json")!;
        return (JsonObject)JsonNode.Parse(stream)!;
    }
}
