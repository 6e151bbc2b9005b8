using System.Collections.Concurrent;
using System.Globalization;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>A JSONata template, compiled: strings of the form <c>{% … %}</c> are expressions, all else is literal.</summary>
internal abstract class JsonataTemplate
{
    private const string Opening = "{%";
    private const string Closing = "%}";

    /// <summary>More texts than the definitions of one process have; beyond it the table starts anew, so that it cannot grow without end.</summary>
    private const int Capacity = 20_000;

    /// <summary>AWS lets evaluations nest this deep.</summary>
    private const int MaxDepth = 100;

    private static readonly JsonataLimits Limits = JsonataLimits.Default with { Depth = MaxDepth };

    private static readonly ConcurrentDictionary<string, Template> Templates = new(StringComparer.Ordinal);

    /// <summary>The template of a field that the model keeps as plain data, made once for each text.</summary>
    public static Template Cached(JsonData source)
    {
        if (Templates.Count >= Capacity)
        {
            Templates.Clear();
        }

        return source is StringData text ? Templates.GetOrAdd(text.Value, static value => new Template(value)) : new Template(source);
    }

    public static JsonataTemplate Compile(JsonData source) => Compile(source, "");

    public static bool IsExpression(string text) =>
        text.Length >= Opening.Length + Closing.Length
        && text.StartsWith(Opening, StringComparison.Ordinal)
        && text.EndsWith(Closing, StringComparison.Ordinal);

    /// <summary>The expression between the delimiters, without the blanks around it.</summary>
    public static string Strip(string text) => text[Opening.Length..^Closing.Length].Trim();

    /// <param name="field">Where the template stands, for the cause of a failure.</param>
    /// <exception cref="StatesException"><c>States.QueryEvaluationError</c>.</exception>
    public JsonData Evaluate(StateScope scope, string field) =>
        this is LiteralPart literal ? literal.Value : Evaluate(new Evaluation(BindingsOf(scope), field));

    protected abstract JsonData Evaluate(Evaluation evaluation);

    private static JsonataBindings BindingsOf(StateScope scope)
    {
        ObjectDataBuilder states = new();
        states.Set("input", scope.Input).Set("context", scope.Context);
        states.SetIfPresent("result", scope.Result).SetIfPresent("errorOutput", scope.ErrorOutput);
        return new JsonataBindings
        {
            Variables = new Dictionary<string, JsonData>(scope.Variables, StringComparer.Ordinal) { ["states"] = states.Build() },
            Environment = new JsonataEnvironment(scope.Now, scope.Random),
            Limits = Limits,
        };
    }

    /// <param name="place">The part's place below the template, as causes name it: <c>/a/b[0]</c>.</param>
    private static JsonataTemplate Compile(JsonData source, string place)
    {
        switch (source)
        {
            case StringData text when IsExpression(text.Value):
                return new ExpressionPart(Strip(text.Value), place);
            case ArrayData items:
                JsonataTemplate[] parts = [.. items.Select((item, i) => Compile(item, string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]")))];
                return Array.TrueForAll(parts, part => part is LiteralPart) ? new LiteralPart(source) : new ArrayPart(parts);
            case ObjectData members:
                (string Name, JsonataTemplate Part)[] named = [.. members.Select(member => (member.Key, Compile(member.Value, $"{place}/{member.Key}")))];
                return Array.TrueForAll(named, member => member.Part is LiteralPart) ? new LiteralPart(source) : new ObjectPart(named);
            default:
                return new LiteralPart(source);
        }
    }

    protected readonly record struct Evaluation(JsonataBindings Bindings, string Field);

    private sealed class LiteralPart(JsonData value) : JsonataTemplate
    {
        public JsonData Value { get; } = value;

        protected override JsonData Evaluate(Evaluation evaluation) => Value;
    }

    private sealed class ArrayPart(JsonataTemplate[] parts) : JsonataTemplate
    {
        protected override JsonData Evaluate(Evaluation evaluation) => new ArrayData(Array.ConvertAll(parts, part => part.Evaluate(evaluation)));
    }

    private sealed class ObjectPart((string Name, JsonataTemplate Part)[] members) : JsonataTemplate
    {
        protected override JsonData Evaluate(Evaluation evaluation)
        {
            ObjectDataBuilder result = new(members.Length);
            foreach ((string name, JsonataTemplate part) in members)
            {
                result.Set(name, part.Evaluate(evaluation));
            }

            return result.Build();
        }
    }

    private sealed class ExpressionPart(string text, string place) : JsonataTemplate
    {
        private JsonataExpression? expression;

        protected override JsonData Evaluate(Evaluation evaluation)
        {
            JsonData? result;
            try
            {
                expression ??= ExpressionCache.Get(text);
                result = expression.Evaluate(null, evaluation.Bindings);
            }
            catch (JsonataException e)
            {
                // The bounds of an evaluation have no code on AWS.
                string reason = e.Code.StartsWith('U') ? $": {e.Message}" : $". {e.Code}: {e.Message}";
                throw Failed(evaluation, "threw an error during evaluation" + reason);
            }

            return result is { Kind: not JsonDataKind.Function } value ? value : throw Failed(evaluation, "returned nothing (undefined).");
        }

        private StatesException Failed(Evaluation evaluation, string what) => new(
            StateErrors.QueryEvaluationError,
            $"The JSONata expression '{text}' specified for the field '{evaluation.Field}{place}' {what}",
            evaluation.Field + place);
    }
}
