using ImageFlow.Asl.Model;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Asl.Writing;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>One compilation: drawing → control flow → bound expressions → states → checked document.</summary>
internal sealed class MachineLowering(WorkflowDefinition drawn, ActivityManifest known, CompileOptions options)
{
    /// <summary>Levels of JSON.</summary>
    private const int MaxDepth = 500;

    private const string LanguageProperty = "imageflow:queryLanguage";

    private readonly Findings findings = new();
    private readonly ActivityManifest manifest = known.Knowing(options.Workflows);
    private readonly WorkflowDefinition definition = WithMadeOutputs(drawn);

    /// <summary>The variables that the bodies of loops over items declare, and the loop; each item has its own.</summary>
    private Dictionary<string, HashSet<Step>> homes = [];

    public CompileResult Run()
    {
        Dialect dialect = ChooseDialect();
        FlowGraph graph = new GraphBuilder(manifest, new(definition.Outcomes.Count > 0, ContinuesWithIncidents(), id => options.Workflows.FirstOrDefault(workflow => workflow.DefinitionId == id), options.InlineWorkflows), findings).Build(definition);
        Escapes.LeaveMaps(graph);
        List<FlowGraph> graphs = [.. AllGraphs(graph)];
        List<Dominators> dominators = [.. graphs.Select(each => new Dominators(each.Entry))];
        if (CatchScripts(graph, graphs, dominators, dialect.Language))
        {
            dominators = [.. graphs.Select(each => new Dominators(each.Entry))];
        }

        foreach ((FlowGraph each, Dominators order) in graphs.Zip(dominators))
        {
            LoopCheck.Check(each, order, findings);
        }

        FlowChecks.Reachability(definition, graphs, dominators, findings);
        ForkOptions forks = new(options.Sequentialise || Asked("imageflow:sequentialise"), options.EmulateWaitAny || Asked("imageflow:emulateWaitAny"));
        if (findings.HasErrors)
        {
            BindAll(graph, graphs, dominators, dialect.Language, findings); // for the findings about expressions
            return Failed();
        }

        foreach ((FlowGraph each, Dominators order) in graphs.Zip(dominators))
        {
            ForkPlanner.Plan(each, order, forks, findings);
        }

        dominators = [.. graphs.Select(each => new Dominators(each.Entry))];

        (FlowNames names, Origins origins, Dictionary<Step, StepCode> code) = BindAll(graph, graphs, dominators, dialect.Language, findings);
        VariablePlan plan = new(code, origins, dominators);
        FlowChecks.Errors(code.Keys, manifest, findings);
        homes = Homes(code.Keys);
        FlowChecks.Variables(code.Keys, plan, homes, findings);
        ServiceChecks.Check(code.Keys, manifest, dominators, findings);
        ServiceChecks.Bytes(definition, findings);
        PayloadChecks.Check(code, findings);
        FlowChecks.Distributed(code.Keys, findings);
        plan.CarryFrom(FlowChecks.Forks(code.Keys));
        FlowChecks.Hoisting(FlowChecks.Forks(code.Keys), findings);
        if (findings.HasErrors)
        {
            return Failed();
        }

        LoweringContext context = new(dialect, manifest, code, origins, plan, names, findings);
        StateMachine machine = Emit(context, graph);
        return findings.HasErrors ? Failed() : Finish(machine, context);
    }

    /// <summary>An HTTP response, and the outcomes of a workflow that others use as an activity, are outputs too.</summary>
    private static WorkflowDefinition WithMadeOutputs(WorkflowDefinition drawn)
    {
        List<string> made = [];
        if (drawn.Root.Descendants().Any(node => node.Type == "Elsa.WriteHttpResponse"))
        {
            made.Add(StepBinder.ResponseOutput);
        }

        if (drawn.Outcomes.Count > 0)
        {
            made.Add(StepBinder.OutcomesOutput);
        }

        return drawn with { Outputs = [.. drawn.Outputs, .. made.Where(name => !drawn.Outputs.Any(output => output.Name == name)).Select(name => new WorkflowArgument(ObjectData.Of(("name", name), ("type", "Object"))))] };
    }

    /// <summary>The variables that each loop over items has for each item: those that its body declares, and those of workflows drawn into it.</summary>
    private static Dictionary<string, HashSet<Step>> Homes(IEnumerable<Step> steps)
    {
        Dictionary<string, HashSet<Step>> homes = new(StringComparer.Ordinal);
        foreach (Step step in steps)
        {
            if (step is { Kind: StepKind.Call, Called: { Loop.InMap.Head: { } map } called })
            {
                IEnumerable<VariableSymbol> own = called.Definition.Inputs.Select(called.Input).Concat(called.Definition.Outputs.Select(called.Output))
                    .Concat(called.Definition.Variables.Concat(called.Definition.Root.Descendants().SelectMany(node => node.Variables ?? [])).Select(called.Variable));
                foreach (VariableSymbol symbol in own)
                {
                    Add(symbol.Id, map);
                }
            }

            foreach (WorkflowVariable variable in step.Body is null ? [] : step.Node.Ports["body"].Descendants().SelectMany(node => node.Variables ?? []))
            {
                Add(((VariableSymbol)FlowNames.Use(variable, step.Frame).Symbol).Id, step);
            }
        }

        return homes;

        void Add(string id, Step map)
        {
            if (!homes.TryGetValue(id, out HashSet<Step>? maps))
            {
                homes[id] = maps = [];
            }

            maps.Add(map);
        }
    }

    /// <summary>Releases wrote the type's full name, later ones its alias.</summary>
    private bool ContinuesWithIncidents() =>
        (definition.Extra["options"] as ObjectData)?["incidentStrategyType"] is StringData { Value: var strategy } && strategy.Contains("ContinueWithIncidents", StringComparison.Ordinal);

    private bool Asked(string property) => definition.CustomProperties[property] is BooleanData { Value: true } or StringData { Value: "true" or "True" };

    private CompileResult Failed() => new(null, null, findings.All, SourceMap.Empty);

    private (FlowNames Names, Origins Origins, Dictionary<Step, StepCode> Code) BindAll(FlowGraph graph, List<FlowGraph> graphs, List<Dominators> dominators, QueryLanguage language, Findings findings)
    {
        FlowNames names = new(definition, manifest, graph);
        Origins origins = new(graph, new ExecutionInputSymbol());
        ScriptTranslation scripts = new(names, step => origins.LastResult(step) is { } last ? names.LastResult(last) : null, language, findings);
        ExpressionBinder binder = new(names, scripts, findings);
        StepBinder steps = new(manifest, names, binder, language, findings);
        Dictionary<Step, StepCode> code = new(ReferenceEqualityComparer.Instance);
        foreach (Step step in graphs.SelectMany(each => each.Steps).Where(step => dominators.Exists(order => order.IsReachable(step))))
        {
            code[step] = scripts.Finish(step, steps.Bind(step));
        }

        return (names, origins, code);
    }

    /// <summary>A step whose script becomes a task can fail; then the composites around it take its errors.</summary>
    private bool CatchScripts(FlowGraph graph, List<FlowGraph> graphs, List<Dominators> dominators, QueryLanguage language)
    {
        if (!graphs.SelectMany(each => each.Steps).Any(step => step.Around.Count > 0 && step.Errors.Count == 0))
        {
            return false;
        }

        Dictionary<Step, StepCode> code = BindAll(graph, graphs, dominators, language, new()).Code;
        List<Step> tasks = [.. code.Where(entry => entry.Value.Scripts.Count > 0 && entry.Key.Errors.Count == 0).Select(entry => entry.Key)];
        tasks.ForEach(step => step.Errors.AddRange(step.Around));
        return tasks.Count > 0;
    }

    private StateMachine Emit(LoweringContext context, FlowGraph graph)
    {
        Region whole = Region.Of(graph);
        VariableScope scope = new(null, new(StringComparer.Ordinal));
        List<KeyValuePair<string, Expr>> start = [];
        foreach (WorkflowVariable variable in context.Names.Variables.Where(variable => !homes.ContainsKey(variable.Id)))
        {
            Symbol symbol = FlowNames.Use(variable, null).Symbol;
            bool written = context.Plan.WrittenIn(whole).Contains(symbol);
            if (written || context.Plan.IsRead(symbol))
            {
                string name = scope.Declare(symbol);
                if (context.Plan.IsRead(symbol) && (!written || context.Plan.NeedsStart(symbol, whole, isResult: false)))
                {
                    start.Add(KeyValuePair.Create<string, Expr>(name, new Literal(VariableDefault.Of(variable, findings))));
                }
            }
        }

        foreach (Symbol symbol in context.Plan.WrittenIn(whole).Concat(definition.Outputs.Select(output => new WorkflowOutputSymbol(output.Name))).Distinct())
        {
            bool isOutput = symbol is WorkflowOutputSymbol;
            string name = scope.Declare(symbol);
            if (symbol is OutputSymbol or WorkflowOutputSymbol && context.Plan.NeedsStart(symbol, whole, isOutput))
            {
                start.Add(KeyValuePair.Create<string, Expr>(name, new Literal(NullData.Instance)));
            }
        }

        GraphEmitter emitter = new(context, scope, whole, "");
        if (definition.Outputs.Count > 0)
        {
            emitter.EndWith("Workflow output", end => context.Dialect.End(end, "Gives the outputs of the workflow", [.. definition.Outputs.Select(output =>
                KeyValuePair.Create<string, Expr>(output.Name, new Reference(ReferenceRoot.Variable, scope.Find(new WorkflowOutputSymbol(output.Name)), DataType.Unknown, true)))]));
        }

        (string startAt, OrderedDictionary<string, State> states) = emitter.Emit(start.Count == 0 ? null : next => new PassState
        {
            Name = "",
            Comment = "Sets the workflow's variables",
            Assign = context.Dialect.Object(start),
            Next = next,
        });
        return new()
        {
            Comment = string.IsNullOrWhiteSpace(definition.Description) ? definition.DisplayName : $"{definition.DisplayName}: {definition.Description}",
            QueryLanguage = context.Dialect.Language,
            StartAt = startAt,
            States = states,
        };
    }

    private CompileResult Finish(StateMachine machine, LoweringContext context)
    {
        ObjectData document = StateMachineWriter.Write(machine);
        if (Depth(document) > MaxDepth)
        {
            findings.Error("FLOW0141", definition.Root, $"Parallel paths and loops are nested so deeply that the state machine's document has more than {MaxDepth} levels, which JSON readers refuse.", "Nest fewer of them; a workflow of its own can hold the inner ones.");
            return Failed();
        }

        string json = document.ToJson(indented: true) + "\n";
        ReadResult read = StateMachineReader.Read(json);
        Dictionary<string, SourceMapEntry> byPointer = context.SourceMap.Where(entry => entry.Role != "join").DistinctBy(entry => entry.Pointer).ToDictionary(entry => entry.Pointer);
        findings.AddRange(read.Diagnostics.Select(finding => finding with { NodeId = finding.NodeId ?? NodeAt(finding.Pointer, byPointer) }));
        SourceMap map = new([.. context.SourceMap]);
        return read.StateMachine is null ? new(null, null, findings.All, map) : new(read.StateMachine, json, findings.All, map) { Calls = Calls(context.SourceMap) };
    }

    private static int Depth(JsonData value) => value switch
    {
        ObjectData members => 1 + members.Select(member => Depth(member.Value)).DefaultIfEmpty().Max(),
        ArrayData items => 1 + items.Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private string[] Calls(IEnumerable<SourceMapEntry> entries)
    {
        HashSet<string> used = [.. entries.Select(entry => entry.NodeId)];
        return [.. definition.Root.Descendants().Where(node => used.Contains(node.Id) && (ElsaServices.IsWorkflow(node) || node.Type is "Elsa.ExecuteWorkflow" or "Elsa.DispatchWorkflow" or "Elsa.BulkDispatchWorkflows") && node.CustomProperties[GraphBuilder.InlineProperty] is null)
            .Select(ElsaServices.CalledId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The node of the innermost state that a pointer leads into.</summary>
    private static string? NodeAt(string pointer, Dictionary<string, SourceMapEntry> byPointer)
    {
        for (string at = pointer; at.Length > 0; at = at[..at.LastIndexOf('/')])
        {
            if (byPointer.TryGetValue(at, out SourceMapEntry? entry))
            {
                return entry.NodeId;
            }
        }

        return null;
    }

    private Dialect ChooseDialect()
    {
        string? said = (definition.CustomProperties[LanguageProperty] as StringData)?.Value;
        if (options.QueryLanguage is null && said is not null && said is not ("jsonata" or "jsonpath"))
        {
            findings.Warning("FLOW0127", $"/customProperties/{LanguageProperty}", $"'{said}' is no query language.", "Write jsonata or jsonpath.");
        }

        QueryLanguage language = options.QueryLanguage ?? (said == "jsonpath" ? QueryLanguage.JsonPath : QueryLanguage.Jsonata);
        return language == QueryLanguage.JsonPath ? new JsonPathDialect() : new JsonataDialect();
    }

    private static IEnumerable<FlowGraph> AllGraphs(FlowGraph graph) =>
        graph.Steps.Where(step => step.Body is not null).SelectMany(step => AllGraphs(step.Body!)).Prepend(graph);
}
