using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>A JSONata template, compiled: strings of the form <c>{% … %}</c> are expressions, all else is literal.</summary>
internal sealed class JsonataTemplate(JsonData source)
{
    public static JsonataTemplate Compile(JsonData source) => new(source);

    public JsonData Evaluate(StateScope scope, string field) => source;
}
