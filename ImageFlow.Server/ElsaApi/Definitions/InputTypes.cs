using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Server.ElsaApi.Descriptors;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary>
/// Studio 3.8 sends inputs without their type (<c>"typeName": null</c>) and leaves it to the server to put it in from the descriptor. Without it the saved file
/// would not be a valid Elsa definition: an object without <c>typeName</c> is no input.
/// </summary>
internal sealed class InputTypes
{
    private readonly Dictionary<(string Activity, string Input), string> _types = [];

    public InputTypes(ActivityDescriptors activities)
    {
        foreach (var descriptor in activities.Items.OfType<JsonObject>())
        {
            foreach (var list in new[] { "inputs", "outputs" })
            {
                foreach (var property in descriptor[list]!.AsArray().OfType<JsonObject>())
                    _types[((string)descriptor["typeName"]!, JsonNamingPolicy.CamelCase.ConvertName((string)property["name"]!))] = (string)property["typeName"]!;
            }
        }
    }

    /// <summary>Completes every activity of the definition, embedded ones included, in place.</summary>
    public void Complete(JsonObject definition)
    {
        if (definition["root"] is JsonObject root)
            CompleteActivity(root);
    }

    private void CompleteActivity(JsonObject activity)
    {
        var type = (string?)activity["type"] ?? "";
        foreach (var (name, value) in activity.ToList())
        {
            switch (value)
            {
                case JsonObject input when input.ContainsKey("typeName") && (input.ContainsKey("expression") || input.ContainsKey("memoryReference")):
                    input["typeName"] ??= _types.GetValueOrDefault((type, name), "Object");
                    if (input["memoryReference"] is null)
                        input.Remove("memoryReference");
                    break;
                case JsonObject child when child["type"] is JsonValue:
                    CompleteActivity(child);
                    break;
                case JsonArray list:
                    foreach (var child in list.OfType<JsonObject>().Where(c => c["type"] is JsonValue && c["id"] is JsonValue))
                        CompleteActivity(child);
                    break;
            }
        }
    }
}
