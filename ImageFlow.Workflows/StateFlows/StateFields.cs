using System.Globalization;
using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.StateFlows;

/// <summary>
/// Fields of states as inputs of activities: <c>TimeoutSeconds</c> is the input <c>timeoutSeconds</c>. A JSONata string becomes an
/// expression of the type <c>JSONata</c>, a path one of <c>JSONPath</c>, objects, arrays and null JSON text of the type <c>Object</c>, all else a literal.
/// A literal that is null is an input that is not set.
/// </summary>
internal static class StateFields
{
    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal)
    {
        "TimeoutSeconds", "HeartbeatSeconds", "Seconds", "MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage",
    };

    public static string InputOf(string field) => char.ToLowerInvariant(field[0]) + field[1..];

    public static string FieldOf(string input) => char.ToUpperInvariant(input[0]) + input[1..];

    /// <summary>The input, wrapped as Elsa writes inputs.</summary>
    public static ObjectData ToInput(string field, JsonData value)
    {
        (string typeName, string type, JsonData content) = value switch
        {
            StringData text when IsJsonata(text.Value) => ("Object", "JSONata", new StringData(text.Value[2..^2])),
            StringData when field.EndsWith("Path", StringComparison.Ordinal) => ("String", "JSONPath", value),
            ObjectData or ArrayData or NullData => ("Object", "Object", new StringData(value.ToJson())),
            NumberData => ("Double", "Literal", value),
            BooleanData => ("Boolean", "Literal", value),
            _ => ("String", "Literal", value),
        };
        return ObjectData.Of(("typeName", typeName), ("expression", ObjectData.Of(("type", type), ("value", content))));
    }

    /// <summary>The field's value; <see langword="null"/> where the input is not set.</summary>
    /// <exception cref="StateFieldException">The input has no form as a field.</exception>
    public static JsonData? FromInput(string field, JsonData member)
    {
        if (member is not ObjectData input || input["expression"] is not ObjectData expression)
        {
            return null;
        }

        if (expression["value"] is not JsonData value || value is NullData)
        {
            return null;
        }

        switch ((expression["type"] as StringData)?.Value)
        {
            case "JSONata":
                string text = (value as StringData)?.Value ?? "";
                return new StringData(IsJsonata(text.Trim()) ? text.Trim() : "{%" + text + "%}");
            case "JSONPath":
                return value;
            case "Object" or "Json":
                return value is StringData json ? Parse(field, json.Value) : value;
            case "Literal" or null:
                return Typed(field, value);
            case string other:
                throw new StateFieldException(
                    $"The input '{InputOf(field)}' is an expression in {other}, which a state has no place for.",
                    "Write it as a literal, as JSON, in JSONata or as a JSONPath.");
        }
    }

    private static bool IsJsonata(string text) => text.Length >= 4 && text.StartsWith("{%", StringComparison.Ordinal) && text.EndsWith("%}", StringComparison.Ordinal);

    private static JsonData Parse(string field, string json)
    {
        try
        {
            return JsonData.Parse(json);
        }
        catch (JsonException problem)
        {
            throw new StateFieldException($"The input '{InputOf(field)}' is not JSON: {problem.Message}", "Correct the JSON at the place named.");
        }
    }

    /// <summary>Elsa Studio's text boxes make strings of numbers and truth values.</summary>
    private static JsonData Typed(string field, JsonData value) => value switch
    {
        StringData text when Numbers.Contains(field) && double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => new NumberData(number),
        _ => value,
    };
}

/// <summary>An input of a state has no form as a field.</summary>
internal sealed class StateFieldException(string message, string hint) : Exception(message)
{
    public string Hint { get; } = hint;
}
