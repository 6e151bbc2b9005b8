using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Graph;

/// <summary>Calls of services whose ports say how they went: HTTP, and other workflows.</summary>
internal sealed partial class GraphBuilder
{
    private const string Unmatched = "Unmatched status code";

    /// <summary>
    /// A status that is expected leads through its own port and through Done at once, any other answer through "Unmatched status
    /// code" and Done; no answer through "Failed to connect" or "Timeout" alone (elsa-core, FlowSendHttpRequest). An http:invoke
    /// gives statuses of 400 and more as errors.
    /// </summary>
    private Step EnterHttp(ActivityNode node, Surroundings around)
    {
        if (node.CustomProperties[ElsaServices.ConnectionProperty] is not StringData { Value.Length: > 0 })
        {
            findings.Error("FLOW0132", node, $"'{node.DisplayName}' calls an HTTP API without a connection, which Step Functions does not.", $"Write the ARN of an EventBridge connection into its customProperties \"{ElsaServices.ConnectionProperty}\".");
        }

        LeftOut(node, "authorization", "The connection authorises the call.");
        bool isFlow = node.Type == "Elsa.FlowSendHttpRequest";
        List<string> codes = [.. StatusCodes(node)];
        Step call = Make(StepKind.Work, node, around.Container);
        Step answered = Make(StepKind.Decide, node, around.Container, $"{node.DisplayName}: status");
        call.Next = codes.Count == 0 ? around.Port(Done) : answered;
        Step otherwise = codes.Count == 0 ? call.Next : Outcome(Unmatched, "unmatchedStatusCode", null);
        foreach ((string code, int index) in codes.Select((code, i) => (code, i)))
        {
            Step target = Outcome(code, null, index);
            bool isError = code.Length == 3 && code[0] is '4' or '5';
            if (isError)
            {
                call.Errors.Add(new($"States.Http.StatusCode.{code}", Landing(target)));
            }
            else
            {
                SymbolUse output = new(new OutputSymbol(call), DataType.Object) { Shape = [KeyValuePair.Create("statusCode", DataType.Number)] };
                Binary isCode = new("===", new Member(output, "statusCode", false, 0), new Literal(NumberData.Of(int.Parse(code, CultureInfo.InvariantCulture))), 0);
                answered.Cases.Add(new(code, new("status") { Made = isCode }, target));
            }
        }

        answered.Next = otherwise;
        if (answered.Cases.Count == 0)
        {
            answered.Kind = StepKind.Silent;
        }

        call.Errors.Add(new("States.Timeout", Landing(Outcome("Timeout", "timeout", null, alone: true))));
        call.Errors.Add(new("States.Http.Socket", Landing(Outcome("Failed to connect", "failedToConnect", null, alone: true))));
        call.Errors.Add(new("States.TaskFailed", Landing(otherwise)));
        return call;

        Step Outcome(string port, string? embedded, int? index, bool alone = false)
        {
            if (!isFlow)
            {
                ActivityNode? activity = index is { } at ? node.Nested.GetValueOrDefault($"expectedStatusCodes/{at}/activity") : node.Ports.GetValueOrDefault(embedded!);
                return activity is null ? around.Port(Done) : Enter(activity, around);
            }

            Step own = around.Port(port);
            return alone ? own : Both(node, own, around.Port(Done), around.Container);
        }

        Step Landing(Step target)
        {
            Step landing = Make(StepKind.Silent, node, around.Container);
            landing.Next = target;
            return landing;
        }
    }

    private static IEnumerable<string> StatusCodes(ActivityNode node)
    {
        JsonData? value = node.Type == "Elsa.SendHttpRequest" ? node.Members["expectedStatusCodes"] : Inputs.Find(node, "expectedStatusCodes")?.Value;
        JsonData? list = value is StringData { Value: ['[', ..] } text ? JsonData.Parse(text.Value) : value;
        return (list as ArrayData ?? []).Select(item => item is ObjectData one ? one["statusCode"]! : item).Select(code => code is StringData written ? written.Value : code.ToJson());
    }

    /// <summary>Two outcomes at once are a fork, where both lead somewhere.</summary>
    private Step Both(ActivityNode node, Step first, Step second, FlowContainer container)
    {
        if (first == container.Exit || first == second)
        {
            return second;
        }

        if (second == container.Exit)
        {
            return first;
        }

        Step fork = Make(StepKind.Fork, node, container);
        fork.Heads.AddRange([first, second]);
        return fork;
    }

    /// <summary>Another workflow, run to its end; its outcomes are ports.</summary>
    private Step EnterWorkflow(ActivityNode node, Surroundings around)
    {
        Step call = Make(StepKind.Work, node, around.Container);
        call.Errors.AddRange(ErrorsOf(node, around));
        Member outcomes = new(new SymbolUse(new OutputSymbol(call), DataType.Object) { Shape = [KeyValuePair.Create("outcomes", DataType.ArrayOf(DataType.String))] }, "outcomes", false, 0);
        List<string> ports = [.. around.Outcomes.Where(port => port != Done)];
        call.Next = ports.Count == 0 ? around.Port(Done) : EnterOutcomes(node, around, outcomes, ports, several: false);
        return call;
    }

    /// <summary>A child for each item: a loop over items whose body starts it.</summary>
    private Step EnterBulk(ActivityNode node, Surroundings around)
    {
        bool waits = ElsaServices.Waits(node);
        string key = Inputs.LiteralText(node, "defaultItemInputKey") ?? "Item";
        string more = Inputs.Find(node, "input") is { Language: "JavaScript", Value: StringData script } ? $"...({script.Value}), " : "";
        ActivityNode child = new()
        {
            Id = node.Id,
            Name = node.Name,
            Type = "Elsa.DispatchWorkflow",
            Pointer = node.Pointer,
            Metadata = node.Metadata,
            CustomProperties = node.CustomProperties,
            Members = ObjectData.Of(
                ("workflowDefinitionId", node.Members["workflowDefinitionId"] ?? NullData.Instance),
                ("waitForCompletion", BooleanData.Of(waits)),
                ("input", ObjectData.Of(("typeName", "Object"), ("expression", ObjectData.Of(("type", "JavaScript"), ("value", $"({{ {more}{new StringData(key).ToJson()}: getCurrentValue() }})")))))),
        };
        ActivityNode loopNode = node with { Type = "Elsa.ParallelForEach", Ports = new() { ["body"] = ForEachChild(node, child) } };
        Step done = waits ? Both(node, around.Port("Completed"), around.Port(Done), around.Container) : around.Port(Done);
        return EnterMap(loopNode, around with { Port = _ => done });
    }

    /// <summary>The child, and what is done where it has completed or faulted; without the latter a faulted child fails the whole.</summary>
    private static ActivityNode ForEachChild(ActivityNode node, ActivityNode child)
    {
        List<(string Port, ActivityNode Node)> after = [.. new[] { ("childCompleted", "Done"), ("childFaulted", ErrorEdge.Any) }
            .Where(port => node.Ports.ContainsKey(port.Item1)).Select(port => (port.Item2, node.Ports[port.Item1]))];
        return after.Count == 0 ? child : new()
        {
            Id = node.Id,
            Type = "Elsa.Flowchart",
            Pointer = node.Pointer,
            Metadata = node.Metadata,
            Activities = [child, .. after.Select(one => one.Node)],
            Connections = [.. after.Select(one => new Connection(child.Id, one.Port, one.Node.Id, "In", ObjectData.Empty))],
        };
    }

    /// <summary>A script may say through which of its ports the flow goes on; where it says nothing, that is Done.</summary>
    private Step EnterScript(ActivityNode node, Surroundings around)
    {
        List<string> ports = [.. around.Outcomes.Where(port => port != Done)];
        bool several = ports.Count > 0 && CallsOf(node, "setOutcomes");
        if (ports.Count == 0 || !(several || CallsOf(node, "setOutcome")))
        {
            return Make(StepKind.Script, node, around);
        }

        Step script = Make(StepKind.Script, node, around.Container);
        script.Next = EnterOutcomes(node, around, new SymbolUse(new OutcomesSymbol(script), DataType.ArrayOf(DataType.String)), ports, several);
        return script;
    }

    /// <summary>The way on by a list of outcomes: the one that is in it, or each.</summary>
    private Step EnterOutcomes(ActivityNode node, Surroundings around, Expr outcomes, List<string> ports, bool several)
    {
        Expr Reached(string port) => new Call(new Member(outcomes, "includes", false, 0), [new Literal(port)], 0);
        if (several)
        {
            Step fork = Make(StepKind.Fork, node, around.Container);
            fork.Heads.AddRange(ports.Select(port => EnterIf(node, port, new("outcomes") { Made = Reached(port) }, around.Port(port), around.Container)));
            Step done = around.Port(Done);
            if (done != around.Container.Exit)
            {
                Expr none = new Binary("===", new Member(outcomes, "length", false, 0), new Literal(NumberData.Of(0)), 0);
                fork.Heads.Add(EnterIf(node, Done, new("outcomes") { Made = new Binary("||", none, Reached(Done), 0) }, done, around.Container));
            }

            return fork;
        }

        Step decide = Make(StepKind.Decide, node, around.Container, $"{node.DisplayName}: outcome");
        decide.Cases.AddRange(ports.Select(port => new DecisionCase(port, new("outcomes") { Made = Reached(port) }, around.Port(port))));
        decide.Next = around.Port(Done);
        return decide;
    }

    private static bool CallsOf(ActivityNode node, string helper) =>
        Inputs.Find(node, "script")?.Value is StringData { Value: var text } && text.Contains(helper + "(", StringComparison.Ordinal);

    /// <summary>Ends its container; the outcomes that it names are the workflow's.</summary>
    private Step EnterEnd(ActivityNode node, Surroundings around)
    {
        Step end = Make(node.Type == "Elsa.Complete" && Inputs.Find(node, "outcomes") is not null && (frame is { } inside ? inside.Outcomes is not null : options.GivesOutcomes) ? StepKind.SetOutput : StepKind.Silent, node, around.Container);
        end.Next = around.Container.Exit;
        end.EndsContainer = true;
        return end;
    }

    private void LeftOut(ActivityNode node, string input, string hint)
    {
        if (Inputs.Find(node, input) is not null)
        {
            findings.Warning("FLOW0131", node, $"The setting '{input}' of '{node.DisplayName}' has no form in a state machine and is left out.", hint);
        }
    }
}
