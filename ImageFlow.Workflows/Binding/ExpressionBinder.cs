using System.Globalization;
using System.Text.Json;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions;
using ImageFlow.Workflows.Expressions.Liquid;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>Brings the values of inputs, in whichever expression language, to one form.</summary>
internal sealed class ExpressionBinder(FlowNames names, ScriptTranslation scripts, Findings findings)
{
    /// <summary>What stands in for an expression that could not be bound; the finding is already reported.</summary>
    private static readonly Literal Broken = new(NullData.Instance);

    /// <param name="input">What the node says.</param>
    /// <param name="alias">The type that the input has.</param>
    /// <param name="step">Where the expression is evaluated.</param>
    public Expr Bind(InputValue input, string alias, Step step)
    {
        try
        {
            return input.Language switch
            {
                "Literal" => new Literal(Convert(input.Value!, alias)),
                "Object" or "Json" => new Literal(ReadObject(input.Value!)),
                "JavaScript" => scripts.Bind(Text(input), input, step),
                "Liquid" => Liquid(Text(input), alias, step),
                "JSONata" or "Jsonata" => new RawJsonata(CheckJsonata(JsonataBody(Text(input)))),
                "Variable" => Variable(input.Value!, step),
                "Input" => names.Input(Named(input.Value!, "name") ?? throw NoReference("input"), step),
                null => throw new ExpressionException("FLOW0209", "The input's expression is program code that the export does not contain.", "Set the input in Elsa Studio."),
                _ => throw new ExpressionException(
                    "FLOW0205",
                    $"Expressions in {input.Language} cannot be compiled.",
                    "Write the expression in the JavaScript subset or in JSONata."),
            };
        }
        catch (ExpressionException problem)
        {
            Report(problem, input, step);
            return Broken;
        }
    }

    public void Report(ExpressionException problem, InputValue input, Step step) =>
        findings.Error(problem.Code, input.Pointer, Sentence(problem, input), problem.Hint, step.Node.Id);

    /// <summary>A literal as the input's type: Studio writes most literals as strings.</summary>
    /// <exception cref="ExpressionException">The literal is no value of the type.</exception>
    internal static JsonData Convert(JsonData value, string alias)
    {
        DataType type = DataType.FromAlias(alias);
        if (value is not StringData { Value: var text })
        {
            return type.Kind == DataKind.String && value is NumberData or BooleanData ? value.ToJson() : value;
        }

        switch (type.Kind)
        {
            case DataKind.Boolean when bool.TryParse(text, out bool truth):
                return truth;
            case DataKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number):
                return number;
            case DataKind.Boolean or DataKind.Number:
                throw new ExpressionException("FLOW0104", $"The value '{text}' is not a {type}.", $"Enter a {type}, or choose an expression language.");
            case DataKind.Array or DataKind.Object:
                return ReadObject(value);
            case DataKind.Unknown when text.TrimStart() is ['{' or '[', ..] && TryParse(text) is { } json:
                return json;
            default:
                return value;
        }
    }

    private static JsonData ReadObject(JsonData value) => value is not StringData text
        ? value
        : TryParse(text.Value) ?? throw new ExpressionException("FLOW0104", "The value is not JSON.", "Correct the JSON text.");

    internal static JsonData? TryParse(string text)
    {
        try
        {
            return JsonData.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A template gives a text, which is made a value of the input's type, as Elsa does.</summary>
    private Expr Liquid(string template, string alias, Step step)
    {
        (IReadOnlyList<string> texts, IReadOnlyList<Expr> values) = LiquidParser.Parse(template);
        if (values.Count == 0)
        {
            return new Literal(Convert(texts[0], alias));
        }

        TemplateText whole = new(texts, [.. values.Select(LiquidFilters.Text)], 0);
        return scripts.BindOwn(
            DataType.FromAlias(alias).Kind switch
            {
                DataKind.Number => new Call(new Name("Number", 0), [texts.All(string.IsNullOrWhiteSpace) && values.Count == 1 ? values[0] : whole], 0),
                DataKind.Boolean => new Binary("===", new Call(new Member(whole, "toLowerCase", false, 0), [], 0), new Literal("true"), 0),
                DataKind.Array or DataKind.Object => new Call(new Member(new Name("JSON", 0), "parse", false, 0), [whole], 0),
                _ => whole,
            },
            step);
    }

    private Expr Variable(JsonData value, Step step)
    {
        string? id = Named(value, "id");
        string? name = Named(value, "name");
        if (LoopValues.Find(step, name ?? "", names) is { } ofLoop)
        {
            return ofLoop;
        }

        WorkflowVariable? variable = (id is null ? null : names.FindVariable(id, step)) ?? (name is null ? null : names.FindVariable(name, step));
        return variable is null ? throw NoReference("variable") : FlowNames.Use(variable, step.Frame);
    }

    /// <summary>The member of a reference, which Studio writes as text that is JSON and the server as an object.</summary>
    internal static string? Named(JsonData value, string member) => value switch
    {
        StringData text when text.Value.TrimStart().StartsWith('{') => TryParse(text.Value) is ObjectData inner ? Named(inner, member) : null,
        StringData text => text.Value,
        ObjectData reference => (reference[member] as StringData)?.Value,
        _ => null,
    };

    private static ExpressionException NoReference(string what) =>
        new("FLOW0115", $"The {what} that the expression refers to is not there.", $"Declare the {what}, or choose another one.");

    private static string Text(InputValue input) =>
        (input.Value as StringData)?.Value ?? throw new ExpressionException("FLOW0201", "The expression is not a text.", "Write the expression as text.");

    private static string JsonataBody(string text)
    {
        string body = text.Trim();
        return body.StartsWith("{%", StringComparison.Ordinal) && body.EndsWith("%}", StringComparison.Ordinal) ? body[2..^2].Trim() : body;
    }

    private static string CheckJsonata(string text)
    {
        try
        {
            JsonataExpression.Parse(text, JsonataMode.StepFunctions);
            return text;
        }
        catch (JsonataException problem)
        {
            throw new ExpressionException("FLOW0209", $"The JSONata is not valid: {problem.Message}", "Correct the JSONata expression.", problem.Position);
        }
    }

    private static string Sentence(ExpressionException problem, InputValue input)
    {
        string text = (input.Value as StringData)?.Value ?? "";
        if (text.Length == 0)
        {
            return problem.Message;
        }

        string shown = text.Length > 120 ? text[..117] + "…" : text;
        string place = problem.Position is { } at ? $" (at character {at + 1})" : "";
        return $"{problem.Message} In the {input.Language} expression `{shown}`{place}.";
    }
}
