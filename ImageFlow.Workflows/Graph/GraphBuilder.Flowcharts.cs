using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Graph;

/// <summary>Flowcharts: connections, ports, forks and joins.</summary>
internal sealed partial class GraphBuilder
{
    private Step EnterFlowchart(ActivityNode node, Surroundings around)
    {
        IReadOnlyList<ActivityNode> children = node.Activities ?? [];
        FlowContainer container = new(node);
        container.Exit = Make(StepKind.Silent, node, around);
        if (children.Count == 0)
        {
            return container.Exit;
        }

        Dictionary<string, Step> entries = new(StringComparer.Ordinal);
        foreach (ActivityNode child in children)
        {
            Step entry = Make(StepKind.Silent, child, container);
            entry.Join = ReadJoin(child);
            entries.TryAdd(child.Id, entry);
        }

        List<Connection> connections = [.. (node.Connections ?? []).Where(c => entries.ContainsKey(c.Source) && entries.ContainsKey(c.Target))];
        Flowchart chart = new(container, around, entries, connections.ToLookup(connection => connection.Source, StringComparer.Ordinal));
        foreach (ActivityNode child in children.DistinctBy(child => child.Id))
        {
            entries[child.Id].Next = EnterChild(child, chart);
        }

        return entries[FindStart(children, connections).Id];
    }

    private Step EnterChild(ActivityNode child, Flowchart chart)
    {
        List<Connection> outgoing = [.. chart.Outgoing[child.Id]];
        HashSet<string> asked = new(StringComparer.Ordinal);
        if (child.Type == "Elsa.FlowFork")
        {
            return Together(child, outgoing, chart) ?? chart.Container.Exit;
        }

        List<ErrorEdge> errors = [];
        foreach (IGrouping<string, Connection> port in outgoing.GroupBy(connection => connection.SourcePort).Where(port => IsErrorPort(child, port.Key)))
        {
            asked.Add(port.Key);
            errors.Add(new(port.Key, Together(child, [.. port], chart)!));
        }

        errors.AddRange(chart.Around.Errors.Where(inherited => errors.TrueForAll(own => own.Error != inherited.Error && own.Error != ErrorEdge.Any)));
        Step entry = Enter(child, new(chart.Container, Port, errors) { Outcomes = [.. outgoing.Select(connection => connection.SourcePort).Where(port => !IsErrorPort(child, port)).Distinct()] });
        foreach (Connection stray in outgoing.Where(connection => !asked.Contains(connection.SourcePort)))
        {
            findings.Warning(
                "FLOW0119",
                child,
                $"'{child.DisplayName}' has no port '{stray.SourcePort}', so the connection from it is never followed.",
                "Connect an existing port, or remove the connection.",
                [stray.SourcePort]);
        }

        return entry;

        Step Port(string port)
        {
            asked.Add(port);
            return Together(child, [.. outgoing.Where(connection => connection.SourcePort == port)], chart) ?? chart.Container.Exit;
        }
    }

    /// <summary>All connections of a port are followed at once: more than one is a fork.</summary>
    private Step? Together(ActivityNode from, List<Connection> connections, Flowchart chart)
    {
        List<Step> targets = [.. connections.Select(connection => chart.Entries[connection.Target]).Distinct()];
        if (targets.Count < 2)
        {
            return targets.FirstOrDefault();
        }

        Step fork = Make(StepKind.Fork, from, chart.Container);
        fork.Heads.AddRange(targets);
        return fork;
    }

    /// <summary>A declared error, <c>Error</c> for any, or something that is written like an error name.</summary>
    private bool IsErrorPort(ActivityNode node, string port)
    {
        if (manifest.Find(node) is { } activity)
        {
            return port != Done && (port == ErrorEdge.Any || activity.Errors.Contains(port) || LooksLikeError(port));
        }

        return WithErrors.Contains(node.Type) && (port == ErrorEdge.Any || LooksLikeError(port));
    }

    /// <summary>Composites whose error ports stand for those of the activities in them.</summary>
    private static readonly HashSet<string> WithErrors =
    [
        "Elsa.Flowchart", "Elsa.Sequence", "Elsa.Parallel", "Elsa.Fork", "Elsa.If", "Elsa.Switch", "Elsa.While", "Elsa.For", "Elsa.ForEach", "Elsa.ParallelForEach", "Elsa.FlowNode",
    ];

    private static bool LooksLikeError(string port) =>
        port.EndsWith("Error", StringComparison.Ordinal) || port.EndsWith("Exception", StringComparison.Ordinal) || port.Contains('.', StringComparison.Ordinal);

    private static JoinMode? ReadJoin(ActivityNode node)
    {
        string? mode = node.Type == "Elsa.FlowJoin" ? Inputs.LiteralText(node, "mode") ?? "WaitAny" : null;
        return mode switch
        {
            "WaitAll" => JoinMode.WaitAll,
            "WaitAllActive" => JoinMode.WaitAllActive,
            not null => JoinMode.WaitAny,
            _ => (node.CustomProperties["mergeMode"] as StringData)?.Value switch
            {
                "Merge" => JoinMode.WaitAll,
                "Race" => JoinMode.WaitAny,
                _ => null,
            },
        };
    }

    /// <summary>The activity that starts the workflow from outside: the first of the root that may.</summary>
    private static ActivityNode? FindTrigger(ActivityNode workflow)
    {
        IReadOnlyList<ActivityNode> children = workflow.Activities ?? [];
        ActivityNode? first = children.Count == 0 ? workflow : workflow.Type == "Elsa.Flowchart" ? FindStart(children, [.. workflow.Connections ?? []]) : children[0];
        return first.CanStartWorkflow ? first : null;
    }

    /// <summary>Elsa's order: a Start, what may start the workflow, what nothing leads to, the first.</summary>
    private static ActivityNode FindStart(IReadOnlyList<ActivityNode> children, List<Connection> connections)
    {
        HashSet<string> targets = [.. connections.Select(connection => connection.Target)];
        return children.FirstOrDefault(child => child.Type == "Elsa.Start")
            ?? children.FirstOrDefault(child => child.CanStartWorkflow)
            ?? children.FirstOrDefault(child => !targets.Contains(child.Id))
            ?? children[0];
    }

    private sealed record Flowchart(FlowContainer Container, Surroundings Around, Dictionary<string, Step> Entries, ILookup<string, Connection> Outgoing);
}
