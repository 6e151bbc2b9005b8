using System.Text.Json.Nodes;

namespace ImageFlow.Deployment.Templates;

/// <summary>CloudFormation's intrinsic functions in their long form, which the writer shortens.</summary>
internal static class Cfn
{
    public static JsonNode Ref(string id) => new JsonObject { ["Ref"] = id };

    /// <summary>Text with <c>${Parameter}</c> in it; text without stays plain.</summary>
    public static JsonNode Sub(string text) => text.Contains("${", StringComparison.Ordinal) ? new JsonObject { ["Fn::Sub"] = text } : JsonValue.Create(text);

    public static JsonNode GetAtt(string id, string attribute) => new JsonObject { ["Fn::GetAtt"] = new JsonArray(id, attribute) };

    public static JsonNode If(string condition, JsonNode? then, JsonNode? otherwise) => new JsonObject { ["Fn::If"] = new JsonArray(condition, then, otherwise) };

    public static JsonNode Not(JsonNode condition) => new JsonObject { ["Fn::Not"] = new JsonArray(condition) };

    public static JsonNode Equal(JsonNode left, JsonNode right) => new JsonObject { ["Fn::Equals"] = new JsonArray(left, right) };

    public static JsonNode Or(params ReadOnlySpan<JsonNode?> conditions) => new JsonObject { ["Fn::Or"] = new JsonArray([.. conditions]) };

    public static JsonNode Condition(string name) => new JsonObject { ["Condition"] = name };

    /// <summary>Nothing, in an <see cref="If"/>.</summary>
    public static JsonNode NoValue => Ref("AWS::NoValue");
}
