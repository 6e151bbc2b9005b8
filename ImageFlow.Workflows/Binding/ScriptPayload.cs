using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions;
using ImageFlow.Workflows.Expressions.Language;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>
/// Collects what a script needs of the flow: the event of <c>ImageFlow.EvaluateJavaScript</c>, with <c>variables</c>, <c>inputs</c>,
/// <c>outputs</c> by activity, and <c>values</c> for every other <c>get…()</c>.
/// </summary>
internal sealed class ScriptPayload(FlowNames names, ScriptBinder binder, Step step)
{
    /// <summary>Functions that the evaluator has, and Elsa's objects.</summary>
    private static readonly HashSet<string> Helpers =
    [
        "newGuid", "newGuidString", "newShortGuid", "parseGuid", "toJson", "toMessage", "isNullOrEmpty", "isNullOrWhiteSpace", "variables", "Variables",
    ];

    private readonly OrderedDictionary<string, Expr> variables = [];
    private readonly OrderedDictionary<string, Expr> inputs = [];
    private readonly OrderedDictionary<string, Expr> values = [];
    private readonly OrderedDictionary<string, OrderedDictionary<string, Expr>?> outputs = [];
    private readonly OrderedDictionary<string, Symbol> sets = [];

    public IReadOnlyList<KeyValuePair<string, Symbol>> Sets => [.. sets];

    /// <summary>Whether the script sets outcomes.</summary>
    public bool Chooses { get; private set; }

    /// <exception cref="ExpressionException">It refers to something that is not there.</exception>
    public void Add(SourceScript script)
    {
        foreach ((string? name, bool isSet, int at) in script.Variables)
        {
            AddVariable(name, isSet, at);
        }

        foreach ((string name, int at) in script.Free.DistinctBy(free => free.Name))
        {
            List<SourceCall> calls = [.. script.Calls.Where(call => call.Name == name)];
            foreach (SourceCall call in calls.Count > 0 ? calls : [new(name, 0, null, null, at)])
            {
                AddCall(call);
            }
        }
    }

    public ObjectLiteral Build(IReadOnlyList<string> texts, bool isCondition)
    {
        List<ObjectMember> members = [new("expression", texts.Count == 1 ? new Literal(texts[0]) : new Literal(new ArrayData([.. texts.Select(text => new StringData(text))])))];
        AddGroup("variables", variables);
        AddGroup("inputs", inputs);
        AddGroup("outputs", outputs.Select(output => KeyValuePair.Create(output.Key, output.Value is { } some ? ManifestTemplates.Object(some) : Output(output.Key))));
        AddGroup("values", values);
        if (isCondition)
        {
            members.Add(new("condition", new Literal(BooleanData.True)));
        }

        if (sets.Count > 0 || Chooses)
        {
            members.Add(new("changes", new Literal(BooleanData.True)));
        }

        return new(members, 0);

        void AddGroup(string name, IEnumerable<KeyValuePair<string, Expr>> group)
        {
            ObjectLiteral literal = ManifestTemplates.Object(group.Select(entry => KeyValuePair.Create(entry.Key, Certain(entry.Value))));
            if (literal.Members.Count > 0)
            {
                members.Add(new(name, literal));
            }
        }
    }

    /// <summary>A value that may be missing is null in the event.</summary>
    private static Expr Certain(Expr value) => value is Member { Target: SymbolUse { Shape: not null } } or SymbolUse or MissingAsNull ? value : new MissingAsNull(value);

    private void AddCall(SourceCall call)
    {
        string name = call.Name;
        switch (name)
        {
            case "getVariable":
                AddVariable(call.First, isSet: false, call.At);
                break;
            case "setVariable":
                AddVariable(call.First, isSet: true, call.At);
                break;
            case "getInput":
                AddInput(call.First);
                break;
            case "getOutputFrom":
                AddOutput(call.First ?? throw Computed(call.At), call.Count > 1 ? call.Second : null, call.At);
                break;
            case "setOutcome" or "setOutcomes" when step.Kind == StepKind.Script:
                Chooses = true;
                break;
            case "setOutcome" or "setOutcomes" or "setCorrelationId" or "setWorkflowInstanceName":
                _ = Bind(call);
                break;
            case ['g', 'e', 't', _, ..]:
                AddGetter(call);
                break;
            case ['s', 'e', 't', _, ..] when names.FindVariable(name[3..], step) is { } variable:
                AddVariable(variable.Name, isSet: true, call.At);
                break;
            default:
                if (!Helpers.Contains(name))
                {
                    throw Unknown(name, call.At);
                }

                break;
        }
    }

    private void AddVariable(string? name, bool isSet, int at)
    {
        if (name is null)
        {
            foreach (WorkflowVariable each in names.VariablesAt(step).DistinctBy(variable => variable.Name))
            {
                AddVariable(each.Name, isSet, at);
            }

            return;
        }

        Expr value = binder.Bind(new Call(new Name("getVariable", at), [new Literal(name, at)], at));
        string key = value is SymbolUse { Symbol: VariableSymbol variable } ? variable.Name : name;
        variables[key] = value;
        if (isSet && value is SymbolUse use)
        {
            sets[key] = use.Symbol;
        }
    }

    private void AddInput(string? name)
    {
        foreach (string each in name is null ? names.Inputs(step) : [name])
        {
            inputs[each] = names.Input(each, step);
        }
    }

    private void AddOutput(string activity, string? output, int at)
    {
        Expr value = names.Output(activity, output, at, step);
        if (output is null)
        {
            outputs[activity] = null;
        }
        else if (!outputs.TryGetValue(activity, out OrderedDictionary<string, Expr>? some))
        {
            outputs[activity] = new() { [output] = value };
        }
        else if (some is not null)
        {
            some[output] = value;
        }
    }

    private Expr Output(string activity) => names.Output(activity, null, 0, step);

    private void AddGetter(SourceCall call)
    {
        Expr value = Bind(call with { Count = 0 });
        switch (value)
        {
            case SymbolUse { Symbol: VariableSymbol variable }:
                variables[variable.Name] = value;
                break;
            case Member { Target: SymbolUse { Symbol: ExecutionInputSymbol } } input:
                inputs[input.Property] = value;
                break;
            default:
                values[call.Name[3..]] = value;
                break;
        }
    }

    private Expr Bind(SourceCall call)
    {
        Call bare = new(new Name(call.Name, call.At), [], call.At);
        Expr bound = binder.Bind(bare);
        return ReferenceEquals(bound, bare) || bound is Call ? throw Unknown(call.Name, call.At) : bound;
    }

    private static ExpressionException Computed(int at) =>
        new("FLOW0202", "The name of the activity must be written out here as a string.", "Write the name in quotes.", at);

    private static ExpressionException Unknown(string name, int at) => new(
        "FLOW0204",
        $"The name '{name}' is not known here.",
        "Use a helper such as getInput(\"…\"), variables.…, getOutputFrom(\"Node\", \"output\"), or declare it with const.",
        at);
}
