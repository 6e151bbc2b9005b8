using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Descriptors;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi;

/// <summary>Type definitions for the JavaScript editor: what an expression of this flow can use, so that the editor completes and checks it.</summary>
internal static class ScriptRoutes
{
    public static void Map(IEndpointRouteBuilder routes, FlowStore flows) =>
        routes.MapPost("/scripting/javascript/type-definitions/{definitionId}", (string definitionId) =>
            Results.Text(Declarations(flows.Find(definitionId, VersionChoice.Latest)?.ToDefinition()), "application/x-typescript", Encoding.UTF8));

    internal static string Declarations(JsonObject? definition)
    {
        StringBuilder text = new();
        var variables = Named(definition, "variables").ToList();
        foreach (var (name, type) in variables.Concat(Named(definition, "inputs")).DistinctBy(v => v.Name))
            text.Append("declare function get").Append(InputDescriptors.PascalCase(name)).Append("(): ").Append(type).Append(";\n");
        text.Append("declare const variables: { ").AppendJoin(" ", variables.Select(v => $"{v.Name}: {v.Type};")).Append(" };\n");
        text.Append("declare const input: { ").AppendJoin(" ", Named(definition, "inputs").Select(v => $"{v.Name}: {v.Type};")).Append(" };\n");
        text.Append("declare function getInput(name: string): any;\ndeclare function getVariable(name: string): any;\n");
        text.Append("declare function getOutputFrom(activityIdOrName: string, outputName?: string): any;\ndeclare function getLastResult(): any;\n");
        return text.ToString();
    }

    private static IEnumerable<(string Name, string Type)> Named(JsonObject? definition, string list) =>
        (definition?[list] as JsonArray ?? []).OfType<JsonObject>()
            .Select(v => (Name: (string?)v["name"] ?? "", Type: TypeOf((string?)v["typeName"] ?? (string?)v["type"], (bool?)v["isArray"] ?? false)))
            .Where(v => v.Name.Length > 0 && v.Name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$'));

    private static string TypeOf(string? alias, bool isArray)
    {
        var type = alias switch
        {
            "String" or "DateTimeOffset" or "TimeSpan" or "Guid" => "string",
            "Boolean" => "boolean",
            "Int16" or "Int32" or "Int64" or "Single" or "Double" or "Decimal" => "number",
            _ => "any",
        };
        return isArray ? $"{type}[]" : type;
    }
}
