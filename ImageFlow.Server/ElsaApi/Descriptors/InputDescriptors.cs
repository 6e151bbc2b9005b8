using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Server.ElsaApi.Descriptors;

/// <summary>One input in the manifest's notation as Elsa Studio wants it: with a UI hint, a default, and the choices where it is one of a list.</summary>
internal static class InputDescriptors
{
    public static JsonObject From(JsonObject input, int order, string? category)
    {
        var name = (string)input["name"]!;
        var options = input["options"] as JsonArray;
        var hint = (string?)input["uiHint"] ?? HintFor((string?)input["type"], options);
        return new JsonObject
        {
            ["name"] = PascalCase(name),
            ["typeName"] = (string?)input["type"] ?? "Object",
            ["displayName"] = (string?)input["displayName"] ?? PascalCase(name),
            ["description"] = (string?)input["description"],
            ["order"] = order,
            ["isBrowsable"] = true,
            ["isSerializable"] = true,
            ["isSynthetic"] = false,
            ["isWrapped"] = (bool?)input["isWrapped"] ?? true,
            ["uiHint"] = hint,
            ["category"] = category ?? (string?)input["category"],
            ["defaultValue"] = input["default"]?.DeepClone(),
            ["defaultSyntax"] = (string?)input["defaultSyntax"] ?? (hint == "json-editor" ? "Object" : "Literal"),
            ["isReadOnly"] = false,
            ["isSensitive"] = false,
            ["autoEvaluate"] = true,
            ["uiSpecifications"] = Specifications(hint, options),
        };
    }

    public static string PascalCase(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    private static string HintFor(string? type, JsonArray? options) => (type, options) switch
    {
        (not null, not null) when type.EndsWith("[]", StringComparison.Ordinal) => "checklist",
        (_, not null) => "dropdown",
        ("Boolean", _) => "checkbox",
        ("Object" or "Object[]", _) => "json-editor",
        ("String[]", _) => "multitext",
        _ => "singleline",
    };

    private static JsonNode? Specifications(string hint, JsonArray? options)
    {
        if (options is null)
            return new JsonObject();
        // An option is a plain value, or {text, value}.
        var items = options.Select(option => option is JsonObject pair
            ? new JsonObject { ["text"] = (string?)pair["text"], ["value"] = pair["value"]!.DeepClone() }
            : new JsonObject { ["text"] = Plain(option!), ["value"] = Plain(option!) });
        return hint == "checklist"
            ? new JsonObject { ["checklist"] = new JsonObject { ["checkList"] = new JsonObject { ["items"] = new JsonArray([.. items]) } } }
            : new JsonObject { ["dropdown"] = new JsonObject { ["selectList"] = new JsonObject { ["items"] = new JsonArray([.. items]) } } };
    }

    private static string Plain(JsonNode option) => option.GetValueKind() == JsonValueKind.String ? option.GetValue<string>() : option.ToJsonString();
}
