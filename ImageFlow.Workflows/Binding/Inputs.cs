using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>How an input stands in its node: <c>{typeName, expression: {type, value}}</c>, a bare expression, or a bare literal.</summary>
/// <param name="Language">The expression type: <c>Literal</c>, <c>Object</c>, <c>JavaScript</c> …; <see langword="null"/> where the document has none.</param>
/// <param name="Value">What stands there; <see langword="null"/> where nothing does.</param>
/// <param name="TypeName">The declared alias.</param>
internal sealed record InputValue(string? Language, JsonData? Value, string? TypeName, string Pointer);

/// <summary>Finds the inputs of nodes.</summary>
internal static class Inputs
{
    /// <summary>The input, or <see langword="null"/> where it is unset (absent, null, or a literal without a value).</summary>
    public static InputValue? Find(ActivityNode node, string member)
    {
        string name = node.Members.Contains(member)
            ? member
            : node.Members.FirstOrDefault(entry => string.Equals(entry.Key, member, StringComparison.OrdinalIgnoreCase)).Key ?? member;
        return Read(node.Members[name], $"{node.Pointer}/{Reading.JsonPointer.Escape(name)}");
    }

    public static InputValue? Read(JsonData? source, string pointer)
    {
        switch (source)
        {
            case null or NullData:
                return null;
            case ObjectData wrapped when wrapped.Contains("typeName") || wrapped["expression"] is ObjectData:
                string? typeName = (wrapped["typeName"] as StringData)?.Value;
                return wrapped["expression"] is ObjectData expression
                    ? ReadExpression(expression, typeName, pointer + "/expression")
                    : new(null, null, typeName, pointer);
            case ObjectData bare when bare["type"] is StringData && bare.Contains("value"):
                return ReadExpression(bare, null, pointer);
            default:
                return new("Literal", source, null, pointer);
        }
    }

    /// <summary>The text of a literal input, such as an option; <see langword="null"/> where it is unset or computed.</summary>
    public static string? LiteralText(ActivityNode node, string member) =>
        Find(node, member) is { Language: "Literal" or "Object", Value: StringData text } ? text.Value : null;

    private static InputValue? ReadExpression(ObjectData expression, string? typeName, string pointer)
    {
        string language = (expression["type"] as StringData)?.Value ?? "Literal";
        JsonData? value = expression["value"] is NullData ? null : expression["value"];
        bool unset = value is null || (value is StringData { Value.Length: 0 } && (language != "Literal" || typeName is not (null or "String" or "Object")));
        return unset ? null : new(language, value, typeName, pointer + "/value");
    }
}
