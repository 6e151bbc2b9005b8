using System.Globalization;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>Binds all expressions of a step and checks its inputs.</summary>
/// <param name="language">What the flow is compiled to; its errors of evaluation are never retried.</param>
internal sealed class StepBinder(ActivityManifest manifest, FlowNames names, ExpressionBinder binder, QueryLanguage language, Findings findings)
{
    private IReadOnlyList<string> CallerErrors => [.. manifest.CallerErrors, .. ErrorHandlingReader.EvaluationErrors(language)];

    public StepCode Bind(Step step) => step.Kind switch
    {
        StepKind.Work => BindWork(step, manifest.Find(step.Node.Type)!),
        StepKind.SetVariable => new() { Assignments = BindSetVariable(step) },
        StepKind.SetOutput => new() { Assignments = BindSetOutput(step) },
        StepKind.Wait => new() { Seconds = BindDelay(step) },
        StepKind.Decide => new() { Conditions = [.. step.Cases.Select(one => BindCondition(step, one))] },
        StepKind.ForEach => new() { Items = BindInput(step, "items", "Object[]") ?? Missing(step, "items"), Handling = ErrorHandlingReader.Read(step.Node, CallerErrors, findings) },
        StepKind.Fault => new() { Error = BindInput(step, "code", "String"), Cause = BindInput(step, "message", "String") },
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
    private List<KeyValuePair<Symbol, string>> BindOutputs(Step step, ManifestActivity activity)
    {
        List<KeyValuePair<Symbol, string>> bindings = [];
        foreach (ManifestOutput one in activity.Outputs)
        {
            if (step.Node.Members[one.Name] is not ObjectData member || member["memoryReference"] is not ObjectData reference || (reference["id"] as StringData)?.Value is not { } id)
            {
                continue;
            }

            Symbol? target = names.FindVariable(id) is { } variable && (variable.Id == id || names.FindOutput(id) is null)
                ? FlowNames.Use(variable).Symbol
                : names.FindOutput(id) is { } declared ? new WorkflowOutputSymbol(declared.Name) : null;
            if (target is null)
            {
                findings.Warning("FLOW0116", step.Node, $"The output '{one.Name}' of '{step.Node.DisplayName}' is bound to '{id}', which is neither a variable nor an output of the workflow.", "Bind it to a variable, or clear the binding.");
                continue;
            }

            bindings.Add(KeyValuePair.Create(target, one.Name));
        }

        return bindings;
    }

    private List<Assignment> BindSetVariable(Step step)
    {
        JsonData? reference = step.Node.Members["variable"];
        string? id = reference is null ? null : ExpressionBinder.Named(reference, "id") ?? ExpressionBinder.Named(reference, "name");
        if (id is null || names.FindVariable(id) is not { } variable)
        {
            findings.Error("FLOW0115", step.Node, $"'{step.Node.DisplayName}' sets no variable of this flow.", "Choose a variable that is declared.");
            return [];
        }

        string alias = variable.IsArray ? variable.TypeName + "[]" : variable.TypeName;
        return [new(FlowNames.Use(variable).Symbol, BindInput(step, "value", alias) ?? Nothing(step))];
    }

    private List<Assignment> BindSetOutput(Step step)
    {
        string? name = Inputs.LiteralText(step.Node, "outputName");
        if (string.IsNullOrWhiteSpace(name))
        {
            findings.Error("FLOW0103", step.Node, $"'{step.Node.DisplayName}' does not say which output it sets.", "Choose an output of the workflow.");
            return [];
        }

        if (names.FindOutput(name) is not { } output)
        {
            findings.Error("FLOW0116", step.Node, $"'{step.Node.DisplayName}' sets the output '{name}', which the workflow does not declare.", "Declare the output, or choose another one.");
            return [];
        }

        string alias = output.IsArray ? output.TypeName + "[]" : output.TypeName;
        return [new(new WorkflowOutputSymbol(name), BindInput(step, "outputValue", alias) ?? Nothing(step))];
    }

    private long BindDelay(Step step)
    {
        if (Inputs.LiteralText(step.Node, "timeSpan") is { } text && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan delay) && delay >= TimeSpan.Zero)
        {
            return (long)Math.Ceiling(delay.TotalSeconds);
        }

        findings.Error("FLOW0104", step.Node, $"The delay of '{step.Node.DisplayName}' is not a time span that is written out.", "Enter the delay as hh:mm:ss.");
        return 0;
    }

    private BoundInput BindCondition(Step step, DecisionCase one)
    {
        if (one.Condition.Case is not { } index)
        {
            return BindInput(step, one.Condition.Member, "Boolean") ?? Missing(step, one.Condition.Member);
        }

        JsonData? source = (Reading.Fields.Items(step.Node.Members["cases"])[index] as ObjectData)?["condition"];
        InputValue? value = Inputs.Read(source, $"{step.Node.Pointer}/cases/{index}/condition");
        return value is null ? Missing(step, $"condition of the case '{one.Label}'") : new(binder.Bind(value, "Boolean", step), value);
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
