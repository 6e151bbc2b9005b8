using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.JsonPath;
using ImageFlow.Workflows.Expressions.Language;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;
using ImageFlow.Workflows.Lowering;

namespace ImageFlow.Workflows.Binding;

/// <summary>Decides for each script whether the state machine computes it itself, or Node.js does before the step.</summary>
internal sealed class ScriptTranslation(FlowNames names, Func<Step, Expr?> lastResult, QueryLanguage language, Findings findings)
{
    private readonly Dictionary<Step, List<StepScript>> scripts = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="ExpressionException">It is no JavaScript, or refers to something that is not there.</exception>
    public Expr Bind(string text, InputValue input, Step step)
    {
        bool isCondition = step.Kind == StepKind.Decide;
        try
        {
            Expr bound = Exact.Of(new ScriptBinder(names, step, lastResult).Bind(ScriptParser.Parse(text)));
            Prove(bound, isCondition);
            return bound;
        }
        catch (ExpressionException problem) when (problem.Code is "FLOW0201" or "FLOW0202" or "FLOW0203" or "FLOW0204" or "FLOW0206")
        {
            SymbolUse result = Evaluate([text], input, step, isCondition);
            Tell(problem, input, step);
            return result;
        }
    }

    /// <summary>An expression that the compiler made of another language: it never goes to Node.js.</summary>
    /// <exception cref="ExpressionException">It refers to something that is not there.</exception>
    public Expr BindOwn(Expr made, Step step) => new ScriptBinder(names, step, lastResult).Bind(made);

    /// <summary>
    /// Gives the step its scripts. Where one of several conditions runs in Node.js, all do, in one call that stops at the first that
    /// holds: a later one may rest on an earlier one not having held.
    /// </summary>
    public StepCode Finish(Step step, StepCode code)
    {
        if (!scripts.TryGetValue(step, out List<StepScript>? own))
        {
            return code;
        }

        if (step.Kind == StepKind.Decide && code.Conditions.Count > 1 && code.Conditions.All(condition => condition.Source is { Language: "JavaScript", Value: StringData }))
        {
            own.Clear();
            InputValue source = code.Conditions[0].Source;
            SymbolUse first = Evaluate([.. code.Conditions.Select(condition => ((StringData)condition.Source.Value!).Value)], source, step, isCondition: false) with { Type = DataType.Number, MayBeNull = false };
            code = code with { Conditions = [.. code.Conditions.Select((condition, i) => condition with { Value = new Binary("===", first, new Literal(NumberData.Of(i)), 0) })] };
        }

        return code with { Scripts = own };
    }

    private SymbolUse Evaluate(IReadOnlyList<string> texts, InputValue input, Step step, bool isCondition)
    {
        ScriptPayload payload = new(names, new ScriptBinder(names, step, lastResult), step);
        foreach (string text in texts)
        {
            payload.Add(SourceParser.Parse(text));
        }

        if (!scripts.TryGetValue(step, out List<StepScript>? own))
        {
            scripts[step] = own = [];
        }

        ScriptSymbol symbol = new(step, PartOf(input), own.Count);
        own.Add(new(symbol, payload.Build(texts, isCondition), payload.Sets, input) { Outcomes = payload.Chooses ? new OutcomesSymbol(step) : null });
        return isCondition ? new(symbol, DataType.Boolean) : new(symbol, DataType.Unknown) { MayBeNull = true };
    }

    /// <summary>The input's member, from a pointer such as <c>…/condition/expression/value</c>.</summary>
    private static string PartOf(InputValue input)
    {
        List<string> parts = [.. input.Pointer.Split('/')];
        foreach (string tail in new[] { "value", "expression" })
        {
            if (parts.Count > 1 && parts[^1] == tail)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return parts[^1];
    }

    /// <summary>Writes it once with names in the place of where its values will lie.</summary>
    private void Prove(Expr bound, bool isCondition)
    {
        Expr placed = ExprWalk.Replace(bound, part => part is SymbolUse use
            ? new Reference(ReferenceRoot.Variable, use.Symbol.PreferredName, use.Type, use.IsDefinite) { Shape = use.Shape, MayBeNull = use.MayBeNull }
            : null);
        JsonataText value = isCondition ? JsonataRenderer.Condition(placed) : JsonataRenderer.Value(placed);
        if (language != QueryLanguage.JsonPath)
        {
            return;
        }

        Expr plain = Exact.Strip(placed);
        if (isCondition)
        {
            _ = ChoiceRenderer.Render(plain);
        }
        else
        {
            _ = value;
            _ = new JsonPathDialect().Object([KeyValuePair.Create("value", plain)]);
        }
    }

    private void Tell(ExpressionException problem, InputValue input, Step step)
    {
        if (language == QueryLanguage.JsonPath)
        {
            findings.Warning("FLOW0206", input.Pointer, Sentence(problem, input, step, " has no exact form in JSONPath, so that a Lambda function evaluates it."), "Export the flow in JSONata, or let an activity compute the value.", step.Node.Id);
        }
        else
        {
            findings.Info("FLOW0212", input.Pointer, Sentence(problem, input, step, " is evaluated by a Lambda function with Node.js, which costs a state and a call."), problem.Hint, step.Node.Id);
        }
    }

    private static string Sentence(ExpressionException problem, InputValue input, Step step, string what)
    {
        string text = (input.Value as StringData)?.Value ?? "";
        return $"The JavaScript `{(text.Length > 120 ? text[..117] + "…" : text)}` of '{step.Node.DisplayName}'{what} {problem.Message}";
    }
}
