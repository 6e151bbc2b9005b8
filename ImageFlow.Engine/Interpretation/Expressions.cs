using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Templates in the state's own query language.</summary>
internal static class Expressions
{
    public static JsonData Template(Node node, Template template, StateScope scope, string field) =>
        TemplateEvaluation.Evaluate(template, node.Language, scope, field);
}
