using System.Collections.Concurrent;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>A JSONata template, compiled: strings of the form <c>{% … %}</c> are expressions, all else is literal.</summary>
internal sealed class JsonataTemplate(JsonData source)
{
    private const string Opening = "{%";
    private const string Closing = "%}";

    /// <summary>More texts than the definitions of one process have; beyond it the table starts anew, so that it cannot grow without end.</summary>
    private const int Capacity = 20_000;

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

    public static JsonataTemplate Compile(JsonData source) => new(source);

    public static bool IsExpression(string text) =>
        text.Length >= Opening.Length + Closing.Length
        && text.StartsWith(Opening, StringComparison.Ordinal)
        && text.EndsWith(Closing, StringComparison.Ordinal);

    /// <summary>The expression between the delimiters, without the blanks around it.</summary>
    public static string Strip(string text) => text[Opening.Length..^Closing.Length].Trim();

    public JsonData Evaluate(StateScope scope, string field) => source;
}
