using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>Binds all expressions of a step and checks its inputs.</summary>
/// <param name="language">What the flow is compiled to; its errors of evaluation are never retried.</param>
internal sealed partial class StepBinder(ActivityManifest manifest, FlowNames names, ExpressionBinder binder, QueryLanguage language, Findings findings)
{
    private IReadOnlyList<string> CallerErrors => [.. manifest.CallerErrors, .. ErrorHandlingReader.EvaluationErrors(language)];

    public StepCode Bind(Step step) => step.Kind switch
    {
        StepKind.Work => BindWork(step, manifest.Find(step.Node)!),
        StepKind.SetVariable => new() { Assignments = BindSetVariable(step) },
        StepKind.SetOutput => new() { Assignments = step.Node.Type switch { "Elsa.WriteHttpResponse" => BindResponse(step), "Elsa.Complete" => BindOutcomes(step), _ => BindSetOutput(step) } },
        StepKind.Call => new() { Assignments = BindCall(step, step.Called!) },
        StepKind.Return => new() { Assignments = BindReturn(step, step.Called!) },
        StepKind.Trigger => new() { Assignments = BindTrigger(step) },
        StepKind.Wait => step.Node.Type == "Elsa.StartAt" ? new() { Until = BindMoment(step) } : new() { Seconds = BindDelay(step) },
        StepKind.Decide => new() { Conditions = [.. step.Cases.Select(one => BindCondition(step, one))], OnFirstCase = step.OwnLoop is { Form: LoopForm.Indexed } own ? BindItem(own) : [] },
        StepKind.LoopStart => new() { Assignments = BindLoopStart(step, step.OwnLoop!) },
        StepKind.LoopNext => new() { Assignments = [Made(step, LoopValues.Step(step.OwnLoop!))] },
        StepKind.Script => new() { Assignments = BindScript(step) },
        StepKind.Assign => new() { Assignments = [.. step.Assigns.Select(entry => Made(step, (entry.Key, entry.Value)))] },
        StepKind.ForEach => new() { Items = BindInput(step, "items", "Object[]") ?? Missing(step, "items"), Handling = ErrorHandlingReader.Read(step.Node, [.. CallerErrors, .. step.Errors.Where(edge => edge.IsEscape).Select(edge => edge.Error)], findings) },
        StepKind.Fault => new() { Error = BindInput(step, "code", "String"), Cause = BindCause(step) },
        _ => new(),
    };

    private StepCode BindWork(Step step, ManifestActivity activity)
    {
        OrderedDictionary<string, BoundInput> bound = [];
        foreach (ManifestInput input in activity.Inputs)
        {
            if (Inputs.Find(step.Node, input.Name) is { } value && value is not { Language: "Literal", Value: StringData { Value.Length: 0 } })
            {
                Expr expression = binder.Bind(value, input.Type, step);
                bound[input.Name] = new(activity.Aws is LambdaForm && !input.Required ? NullWhenNotGiven(expression) : expression, value);
            }
            else if (input.Required)
            {
                findings.Error("FLOW0103", step.Node, $"The input '{input.DisplayName}' of '{step.Node.DisplayName}' is not set.", $"Set '{input.Name}'; the activity cannot run without it.");
            }
        }

        OrderedDictionary<string, Expr> inputs = new(bound.Select(input => KeyValuePair.Create(input.Key, input.Value.Value)));
        Reference result = new(ReferenceRoot.Result, null, DataType.Object, true);
        List<BoundRule> rules = [];
        if (activity.Aws is IntegrationForm { Rules.Count: > 0 } checkedCall)
        {
            rules.AddRange(checkedCall.Rules.Select(rule => ManifestTemplates.Bind(rule, activity, inputs, result)).OfType<BoundRule>());
        }

        (Expr arguments, Expr output) = activity.Aws switch
        {
            LambdaForm lambda => (
                new ObjectLiteral([new("FunctionName", new Literal(lambda.FunctionName)), new("Payload", ManifestTemplates.Object(inputs))], 0),
                new Member(result with { Shape = [KeyValuePair.Create("Payload", DataType.Object)] }, "Payload", false, 0)),
            IntegrationForm integration => ManifestTemplates.Bind(integration, activity, inputs, result),
            _ => throw new InvalidOperationException($"No form is known for {activity.Aws.GetType().Name}."),
        };
        return new()
        {
            Arguments = arguments,
            Output = output,
            Rules = rules,
            Inputs = [.. bound],
            OutputBindings = BindOutputs(step, activity),
            Handling = ErrorHandlingReader.Read(
                step.Node,
                [.. activity.Errors, .. activity.Aws is LambdaForm ? CallerErrors : ErrorHandlingReader.EvaluationErrors(language)],
                findings),
        };
    }

    /// <summary>An optional input of a Lambda that takes an input of the execution which was not given is not set, either: null means so in a payload.</summary>
    private static Expr NullWhenNotGiven(Expr expression) => expression is Member { Target: SymbolUse { Symbol: ExecutionInputSymbol } } ? new MissingAsNull(expression) : expression;

    /// <summary>Outputs that the drawing binds to a variable or to an output of the workflow.</summary>
    private List<KeyValuePair<Symbol, string>> BindOutputs(Step step, ManifestActivity activity) =>
        [.. activity.Outputs.Select(output => (Target: BoundTo(step, output.Name), output.Name)).Where(binding => binding.Target is not null).Select(binding => KeyValuePair.Create(binding.Target!, binding.Name))];

    /// <summary>What an output is bound to: a variable by its id, else an output of the workflow, else a variable by its name.</summary>
    private Symbol? BoundTo(Step step, string output)
    {
        if (step.Node.Members[output] is not ObjectData member || member["memoryReference"] is not ObjectData reference || (reference["id"] as StringData)?.Value is not { } id)
        {
            return null;
        }

        Symbol? target = names.FindVariable(id, step) is { } variable && (variable.Id == id || names.FindOutput(id, step) is null)
            ? FlowNames.Use(variable, step.Frame).Symbol
            : names.FindOutput(id, step) is { } declared ? FlowNames.OutputOf(declared, step) : null;
        if (target is null)
        {
            findings.Warning("FLOW0116", step.Node, $"The output '{output}' of '{step.Node.DisplayName}' is bound to '{id}', which is neither a variable nor an output of the workflow.", "Bind it to a variable, or clear the binding.");
        }

        return target;
    }

    private List<Assignment> BindSetVariable(Step step)
    {
        JsonData? reference = step.Node.Members["variable"];
        string? id = reference is null ? null : ExpressionBinder.Named(reference, "id") ?? ExpressionBinder.Named(reference, "name");
        if (id is null || names.FindVariable(id, step) is not { } variable)
        {
            findings.Error("FLOW0115", step.Node, $"'{step.Node.DisplayName}' sets no variable of this flow.", "Choose a variable that is declared.");
            return [];
        }

        string alias = variable.IsArray ? variable.TypeName + "[]" : variable.TypeName;
        return [new(FlowNames.Use(variable, step.Frame).Symbol, BindInput(step, "value", alias) ?? Nothing(step))];
    }

    private List<Assignment> BindSetOutput(Step step)
    {
        string? name = Inputs.LiteralText(step.Node, "outputName");
        if (string.IsNullOrWhiteSpace(name))
        {
            findings.Error("FLOW0103", step.Node, $"'{step.Node.DisplayName}' does not say which output it sets.", "Choose an output of the workflow.");
            return [];
        }

        if (names.FindOutput(name, step) is not { } output)
        {
            findings.Error("FLOW0116", step.Node, $"'{step.Node.DisplayName}' sets the output '{name}', which the workflow does not declare.", "Declare the output, or choose another one.");
            return [];
        }

        string alias = output.IsArray ? output.TypeName + "[]" : output.TypeName;
        return [new(FlowNames.OutputOf(output, step), BindInput(step, "outputValue", alias) ?? Nothing(step))];
    }

    private BoundInput? BindInput(Step step, string member, string alias) =>
        Inputs.Find(step.Node, member) is { } value ? new(binder.Bind(value, alias, step), value) : null;

    private static BoundInput Nothing(Step step) => new(new Literal(NullData.Instance), new("Literal", null, null, step.Node.Pointer));

    private BoundInput Missing(Step step, string what)
    {
        findings.Error("FLOW0103", step.Node, $"The {what} of '{step.Node.DisplayName}' is not set.", "Set it; the flow cannot run without it.");
        return new(new Literal(BooleanData.False), new("Literal", null, null, step.Node.Pointer));
    }
}
