using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Descriptors;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi;

/// <summary>Type definitions for the JavaScript editor: what an expression of this flow can use, so that the editor completes and checks it.</summary>
internal static class ScriptRoutes
{
    private const string Helpers = """
        declare function getInput(name: InputName): any;
        declare function getVariable(name: VariableName): any;
        declare function setVariable(name: VariableName, value: any): void;
        /** The last answer of the step before. */
        declare function getLastResult(): any;
        declare function getWorkflowInstanceId(): string;
        declare function getWorkflowDefinitionId(): string;
        declare function getWorkflowDefinitionVersion(): number;
        declare function getCorrelationId(): string;
        declare function newGuid(): string;
        declare function newGuidString(): string;
        declare function isNullOrEmpty(text: string | null | undefined): boolean;
        declare function isNullOrWhiteSpace(text: string | null | undefined): boolean;
        declare function toJson(value: any): string;
        declare function setOutcome(name: string): void;
        declare function setOutcomes(names: string[]): void;

        """;

    public static void Map(IEndpointRouteBuilder routes, FlowStore flows, ActivityDescriptors activities)
    {
        var outputs = activities.Items.OfType<JsonObject>().ToDictionary(descriptor => (string)descriptor["typeName"]!, Outputs, StringComparer.Ordinal);
        routes.MapPost("/scripting/javascript/type-definitions/{definitionId}", (string definitionId) =>
            Results.Text(Declarations(flows.Find(definitionId, VersionChoice.Latest)?.ToDefinition(), outputs), "application/x-typescript", Encoding.UTF8));
    }

    /// <param name="outputs">By activity type: its outputs with their TypeScript types.</param>
    internal static string Declarations(JsonObject? definition, IReadOnlyDictionary<string, IReadOnlyList<(string Name, string Type)>> outputs)
    {
        StringBuilder text = new();
        var variables = Named(definition, "variables").Concat(Named(definition?["root"] as JsonObject, "variables")).DistinctBy(v => v.Name).ToList();
        var inputs = Named(definition, "inputs").ToList();
        foreach (var (name, type) in variables.Concat(inputs).DistinctBy(v => v.Name))
            text.Append("declare function get").Append(InputDescriptors.PascalCase(name)).Append("(): ").Append(type).Append(";\n");
        foreach (var (name, type) in variables)
            text.Append("declare function set").Append(InputDescriptors.PascalCase(name)).Append("(value: ").Append(type).Append("): void;\n");
        text.Append("declare const variables: { ").AppendJoin(" ", variables.Select(v => $"{v.Name}: {v.Type};")).Append(" };\n");
        text.Append("declare const input: { ").AppendJoin(" ", inputs.Select(v => $"{v.Name}: {v.Type};")).Append(" };\n");
        text.Append("type InputName = ").Append(Union(inputs.Select(v => v.Name))).Append(";\ntype VariableName = ").Append(Union(variables.Select(v => v.Name))).Append(";\n");
        text.Append(Helpers);
        foreach (var activity in Activities(definition?["root"]))
            AppendOutputs(text, activity, outputs);
        text.Append("declare function getOutputFrom(activityIdOrName: string, outputName?: string): any;\n");
        return text.ToString();
    }

    // One overload for each name and output, so that the editor offers both.
    private static void AppendOutputs(StringBuilder text, JsonObject activity, IReadOnlyDictionary<string, IReadOnlyList<(string Name, string Type)>> outputs)
    {
        if (!outputs.TryGetValue((string?)activity["type"] ?? "", out var known))
            return;
        foreach (var key in new[] { (string?)activity["name"], (string?)activity["id"] }.OfType<string>().Where(key => key.Length > 0).Distinct())
        {
            foreach (var (name, type) in known)
                text.Append("declare function getOutputFrom(activityIdOrName: ").Append(Quoted(key)).Append(", outputName: ").Append(Quoted(name)).Append("): ").Append(type).Append(";\n");
        }
    }

    private static IReadOnlyList<(string Name, string Type)> Outputs(JsonObject descriptor) =>
        [.. descriptor["outputs"]!.AsArray().OfType<JsonObject>().Select(output => ((string)output["name"]!, TypeOf((string?)output["typeName"], false)))];

    private static IEnumerable<JsonObject> Activities(JsonNode? node) => node switch
    {
        JsonObject activity => (activity["type"] is JsonValue && activity["id"] is JsonValue ? [activity] : Enumerable.Empty<JsonObject>()).Concat(activity.SelectMany(member => Activities(member.Value))),
        JsonArray items => items.SelectMany(Activities),
        _ => [],
    };

    private static string Union(IEnumerable<string> names) => string.Join(" | ", names.Distinct().Select(Quoted)) is { Length: > 0 } union ? union : "string";

    // As JSON, so that no name can end the text.
    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static IEnumerable<(string Name, string Type)> Named(JsonObject? definition, string list) =>
        (definition?[list] as JsonArray ?? []).OfType<JsonObject>()
            .Select(v => (Name: (string?)v["name"] ?? "", Type: TypeOf((string?)v["typeName"] ?? (string?)v["type"], (bool?)v["isArray"] ?? false)))
            .Where(v => v.Name.Length > 0 && (char.IsLetter(v.Name[0]) || v.Name[0] is '_' or '$') && v.Name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$'));

    private static string TypeOf(string? alias, bool isArray)
    {
        if (alias is not null && alias.EndsWith("[]", StringComparison.Ordinal))
            return $"{TypeOf(alias[..^2], isArray)}[]";
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
