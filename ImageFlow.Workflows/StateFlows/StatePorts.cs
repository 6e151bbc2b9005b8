using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.StateFlows;

/// <summary>The connections that leave one activity, as transitions of its state.</summary>
internal sealed class StatePorts
{
    private readonly ActivityNode activity;
    private readonly Dictionary<string, string> targets = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly Findings findings;

    public StatePorts(ActivityNode activity, IEnumerable<Connection> ways, Dictionary<string, ActivityNode> byId, Func<ActivityNode, string> nameOf, Findings findings)
    {
        this.activity = activity;
        this.findings = findings;
        foreach (IGrouping<string, Connection> port in ways.Where(way => byId.ContainsKey(way.Target)).GroupBy(way => way.SourcePort))
        {
            if (port.Select(way => way.Target).Distinct().Count() > 1)
            {
                findings.Error("FLOW0154", activity, $"The port '{port.Key}' leads to {port.Count()} activities, and a state has one next state.", "Use ImageFlow.AwsParallel for what runs at the same time.");
            }

            targets[port.Key] = nameOf(byId[port.First().Target]);
        }
    }

    /// <summary>The name of the state that a port leads to.</summary>
    public StringData? Target(string port)
    {
        used.Add(port);
        return targets.TryGetValue(port, out string? target) ? new StringData(target) : null;
    }

    /// <summary>Rules or catchers with their <c>Next</c>.</summary>
    public JsonData WithTargets(JsonData rules, string port)
    {
        if (rules is not ArrayData list)
        {
            return rules;
        }

        List<JsonData> whole = [];
        for (int i = 0; i < list.Count; i++)
        {
            if (Target($"{port}{i + 1}") is StringData target)
            {
                whole.Add(list[i] is ObjectData rule ? rule.With("Next", target) : list[i]);
            }
            else
            {
                findings.Error("FLOW0155", activity, $"The port '{port}{i + 1}' leads nowhere.", "Connect it with the state that comes then, or remove the rule.");
            }
        }

        return new ArrayData([.. whole]);
    }

    /// <summary>Where the state goes on, or that it ends its graph.</summary>
    public void Onward(ObjectDataBuilder state)
    {
        if (Target(StateTypes.Done) is StringData next)
        {
            state.Set("Next", next);
        }
        else
        {
            state.Set("End", BooleanData.True);
        }
    }

    /// <summary>A connection from a port that the state does not have would be lost.</summary>
    public void CheckAllUsed(string type)
    {
        foreach (string port in targets.Keys.Where(port => !used.Contains(port)))
        {
            findings.Error("FLOW0156", activity, $"A {type} state has no port '{port}'.", "Remove the connection, or add the rule that it belongs to.");
        }
    }
}
