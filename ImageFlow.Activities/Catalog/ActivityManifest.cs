using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Activities;

/// <summary>
/// The activities as data: the vocabulary that the compiler, Elsa Studio's palette, Lambda names and IAM rules share. The file
/// <c>manifest.json</c> of this project is its golden copy.
/// </summary>
public static class ActivityManifest
{
    public const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The manifest as indented JSON with a trailing newline; the same text every time.</summary>
    public static string ToJson() => ToNode().ToJsonString(Indented) + "\n";

    private static JsonObject ToNode() => new()
    {
        ["version"] = FormatVersion,
        ["callerErrors"] = new JsonArray(nameof(InvalidInputError), nameof(InvalidObjectNameException)),
        ["errorHandlingInputs"] = List(ActivityCatalog.ErrorHandlingInputs, Input),
        ["activities"] = List(ActivityCatalog.All, Activity),
    };

    private static JsonObject Activity(ActivityDescription activity) => new()
    {
        ["typeName"] = activity.TypeName,
        ["name"] = activity.Name,
        ["displayName"] = activity.DisplayName,
        ["category"] = activity.Category,
        ["description"] = activity.Description,
        ["version"] = activity.Version,
        ["inputs"] = List(activity.Inputs, Input),
        ["outputs"] = List(activity.Outputs, o => new() { ["name"] = o.Name, ["type"] = o.Type, ["nullable"] = o.Nullable, ["description"] = o.Description }),
        ["errors"] = List(activity.Errors, e => new() { ["name"] = e.Name, ["description"] = e.Description }),
        ["aws"] = Aws(activity.Aws),
    };

    private static JsonObject Input(InputDescription input) => new()
    {
        ["name"] = input.Name,
        ["type"] = input.Type,
        ["displayName"] = input.DisplayName,
        ["description"] = input.Description,
        ["required"] = input.Required,
        ["default"] = input.Default?.DeepClone(),
        ["uiHint"] = input.UiHint,
        ["options"] = input.Options is null ? null : new JsonArray([.. input.Options.Select(o => JsonValue.Create(o))]),
        ["category"] = input.Category,
    };

    private static JsonObject Aws(AwsBinding binding) => binding switch
    {
        LambdaBinding lambda => Lambda(lambda),
        IntegrationBinding integration => Integration(integration),
        _ => throw new InvalidOperationException($"The binding {binding.GetType()} has no form in the manifest."),
    };

    private static JsonObject Integration(IntegrationBinding integration)
    {
        JsonObject form = new()
        {
            ["kind"] = "integration",
            ["resource"] = integration.Resource,
            ["arguments"] = integration.Arguments.DeepClone(),
            ["output"] = integration.Output.DeepClone(),
            ["errorMap"] = new JsonObject(integration.ErrorMap.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))),
        };
        if (integration.Rules.Count > 0)
        {
            form["rules"] = new JsonArray([.. integration.Rules.Select(rule => new JsonObject { ["error"] = rule.Error, ["when"] = rule.When, ["cause"] = rule.Cause })]);
        }

        return form;
    }

    private static JsonObject Lambda(LambdaBinding lambda)
    {
        JsonObject form = new()
        {
            ["kind"] = "lambda",
            ["functionName"] = lambda.FunctionName,
            ["memory"] = lambda.Memory,
            ["timeout"] = lambda.Timeout,
        };
        if (lambda.Source is { } source)
        {
            form["runtime"] = lambda.Runtime;
            form["source"] = source;
        }

        return form;
    }

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonObject> write) => new([.. items.Select(write)]);
}
