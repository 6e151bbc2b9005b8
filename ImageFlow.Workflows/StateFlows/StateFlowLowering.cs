using ImageFlow.Asl.Model;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Reading;

namespace ImageFlow.Workflows.StateFlows;

/// <summary>
/// Compiles a state machine drawn: each activity becomes the state that it is, each connection a transition. Beside the states, activities of
/// the manifest that are Lambda functions may stand in it; they take their inputs from the state's input.
/// </summary>
internal sealed class StateFlowLowering(WorkflowDefinition definition, ActivityManifest manifest, CompileOptions options)
{
    private readonly Findings findings = new();
    private readonly List<SourceMapEntry> entries = [];
    private readonly Dictionary<string, ActivityNode> names = new(StringComparer.Ordinal);

    public CompileResult Run()
    {
        ObjectData machine = Graph(definition.Root, "", isMachine: true);
        QueryLanguage language = machine["QueryLanguage"] is StringData { Value: "JSONata" } ? QueryLanguage.Jsonata : QueryLanguage.JsonPath;
        if (options.QueryLanguage is QueryLanguage asked && asked != language)
        {
            findings.Error("FLOW0150", "", $"The flow is a state machine in {language}, and cannot be exported in {asked}.", "Leave the query language out: its states keep the one that they are written in.");
        }

        SourceMap map = new(entries);
        if (findings.HasErrors)
        {
            return new(null, null, findings.All, SourceMap.Empty);
        }

        string json = machine.ToJson(indented: true) + "\n";
        ReadResult read = StateMachineReader.Read(json);
        Dictionary<string, string> nodes = entries.ToDictionary(entry => entry.Pointer, entry => entry.NodeId, StringComparer.Ordinal);
        findings.AddRange(read.Diagnostics.Select(finding => finding with { NodeId = finding.NodeId ?? NodeAt(finding.Pointer, nodes) }));
        return read.StateMachine is null ? new(null, null, findings.All, map) : new(read.StateMachine, json, findings.All, map);
    }

    /// <summary>The node of the innermost state that a pointer leads into.</summary>
    private static string? NodeAt(string pointer, Dictionary<string, string> nodes)
    {
        for (string at = pointer; at.Length > 0; at = at[..at.LastIndexOf('/')])
        {
            if (nodes.TryGetValue(at, out string? node))
            {
                return node;
            }
        }

        return null;
    }

    private ObjectData Graph(ActivityNode flowchart, string pointer, bool isMachine)
    {
        ObjectData beside = flowchart.CustomProperties[StateTypes.Property] as ObjectData ?? ObjectData.Empty;
        IReadOnlyList<ActivityNode> activities = flowchart.Activities ?? [];
        ILookup<string, Connection> ways = (flowchart.Connections ?? []).ToLookup(connection => connection.Source, StringComparer.Ordinal);
        Dictionary<string, ActivityNode> byId = activities.DistinctBy(activity => activity.Id).ToDictionary(activity => activity.Id, StringComparer.Ordinal);
        ObjectDataBuilder graph = new();
        string? comment = isMachine ? definition.Description : null;
        graph.SetIfPresent("Comment", comment is { Length: > 0 } ? new StringData(comment) : beside["Comment"]);
        foreach ((string name, JsonData value) in beside.Where(member => member.Key != "Comment"))
        {
            graph.Set(name, value);
        }

        ActivityNode? start = StartOf(flowchart, activities, ways, byId);
        if (start is null)
        {
            findings.Error("FLOW0121", flowchart, "The flowchart has no state to start at.", "Draw at least one state, and lead Start to it.");
            return graph.Build();
        }

        graph.Set("StartAt", NameOf(start));
        ObjectDataBuilder states = new();
        foreach (ActivityNode activity in activities.Where(activity => activity.Type != "Elsa.Start"))
        {
            string name = NameOf(activity);
            if (!names.TryAdd(name, activity))
            {
                findings.Error("FLOW0151", activity, $"Two activities are called '{name}', and states have names of their own in the whole machine.", "Give one of them another text.");
                continue;
            }

            string at = $"{pointer}/States/{JsonPointer.Escape(name)}";
            if (State(activity, new StatePorts(activity, ways[activity.Id], byId, NameOf, findings), at) is ObjectData state)
            {
                states.Set(name, state);
                entries.Add(new(activity.Id, at, name, ((StringData)state["Type"]!).Value.ToLowerInvariant()));
            }
        }

        return graph.Set("States", states.Build()).Build();
    }

    /// <summary>Where Start leads, else what is marked, else what nothing leads to, else the first.</summary>
    private static ActivityNode? StartOf(ActivityNode flowchart, IReadOnlyList<ActivityNode> activities, ILookup<string, Connection> ways, Dictionary<string, ActivityNode> byId)
    {
        ActivityNode? marker = activities.FirstOrDefault(activity => activity.Type == "Elsa.Start");
        if (marker is not null && ways[marker.Id].FirstOrDefault() is { } way)
        {
            return byId.GetValueOrDefault(way.Target);
        }

        HashSet<string> targets = [.. (flowchart.Connections ?? []).Select(connection => connection.Target)];
        List<ActivityNode> states = [.. activities.Where(activity => activity.Type != "Elsa.Start")];
        return states.Find(activity => activity.CanStartWorkflow) ?? states.Find(activity => !targets.Contains(activity.Id)) ?? states.FirstOrDefault();
    }

    private static string NameOf(ActivityNode activity) =>
        activity.CustomProperties[StateTypes.Property] is ObjectData kept && kept["Name"] is StringData name && name.Value.Trim() == activity.DisplayName ? name.Value : activity.DisplayName;

    private ObjectData? State(ActivityNode activity, StatePorts ports, string pointer)
    {
        if (StateTypes.StateOf(activity.Type) is not string type)
        {
            return StepOf(activity, ports);
        }

        ObjectDataBuilder state = new();
        state.Set("Type", type);
        state.SetIfPresent("Comment", activity.Metadata["description"] is StringData { Value.Length: > 0 } description ? description : null);
        foreach ((string input, JsonData member) in activity.Members.Where(member => member.Value is ObjectData))
        {
            string field = StateFields.FieldOf(input);
            if (Field(activity, field, member) is JsonData value)
            {
                state.Set(field, field switch
                {
                    "Choices" => ports.WithTargets(value, StateTypes.ChoicePort),
                    "Catch" => ports.WithTargets(value, StateTypes.CatchPort),
                    _ => value,
                });
            }
        }

        Inner(activity, type, state, pointer);
        if (type == "Choice")
        {
            state.SetIfPresent("Default", ports.Target(StateTypes.Default));
        }
        else if (type is not ("Succeed" or "Fail"))
        {
            ports.Onward(state);
        }

        ports.CheckAllUsed(type);
        return state.Build();
    }

    private void Inner(ActivityNode activity, string type, ObjectDataBuilder state, string pointer)
    {
        if (type == "Parallel")
        {
            ActivityNode[] branches = [.. activity.Ports.Where(port => port.Key.StartsWith(StateTypes.BranchPort, StringComparison.Ordinal))
                .OrderBy(port => int.TryParse(port.Key[StateTypes.BranchPort.Length..], out int number) ? number : int.MaxValue)
                .Select(port => port.Value)];
            state.Set("Branches", new ArrayData([.. branches.Select((branch, i) => Graph(branch, $"{pointer}/Branches/{i}", isMachine: false))]));
        }

        foreach (string port in type == "Map" ? (string[])[StateTypes.ProcessorPort, StateTypes.IteratorPort] : [])
        {
            if (activity.Ports.TryGetValue(port, out ActivityNode? processor))
            {
                state.Set(StateFields.FieldOf(port), Graph(processor, $"{pointer}/{StateFields.FieldOf(port)}", isMachine: false));
            }
        }
    }

    /// <summary>An activity of the manifest that is a Lambda function, as the Task that calls it.</summary>
    private ObjectData? StepOf(ActivityNode activity, StatePorts ports)
    {
        if (manifest.Find(activity.Type) is not { Aws: LambdaForm lambda } known)
        {
            findings.Error(
                "FLOW0152",
                activity,
                $"{activity.Type} has no place in a flow of states, whose data goes from state to state.",
                "Use ImageFlow.AwsTask for a service, an activity that is a Lambda function, or draw a flow without states.");
            return null;
        }

        bool isJsonata = (definition.Root.CustomProperties[StateTypes.Property] as ObjectData)?["QueryLanguage"] is StringData { Value: "JSONata" };
        ObjectDataBuilder payload = new();
        foreach (ManifestInput input in known.Inputs)
        {
            if (activity.Members[input.Name] is JsonData member && Field(activity, StateFields.FieldOf(input.Name), member) is JsonData value and not NullData)
            {
                bool isPath = !isJsonata && value is StringData { Value: ['$', ..] };
                payload.Set(isPath ? input.Name + ".$" : input.Name, value);
            }
        }

        ObjectData call = ObjectData.Of(("FunctionName", lambda.FunctionName), ("Payload", payload.Build()));
        ObjectDataBuilder state = new();
        state.Set("Type", "Task").Set("Resource", "arn:aws:states:::lambda:invoke");
        if (isJsonata)
        {
            state.Set("Arguments", call).Set("Output", "{% $states.result.Payload %}");
        }
        else
        {
            state.Set("Parameters", call).Set("OutputPath", "$.Payload");
        }

        state.SetIfPresent("TimeoutSeconds", lambda.TimeoutSeconds is long seconds ? NumberData.Of(seconds) : null);
        List<JsonData> catchers = [];
        foreach (string error in known.Errors.Append("Error"))
        {
            if (ports.Target(error) is StringData handler)
            {
                catchers.Add(ObjectData.Of(("ErrorEquals", new ArrayData(error == "Error" ? "States.ALL" : error)), ("Next", handler)));
            }
        }

        if (catchers.Count > 0)
        {
            state.Set("Catch", new ArrayData([.. catchers]));
        }

        ports.Onward(state);
        ports.CheckAllUsed("Task");
        return state.Build();
    }

    private JsonData? Field(ActivityNode activity, string field, JsonData member)
    {
        try
        {
            return StateFields.FromInput(field, member);
        }
        catch (StateFieldException problem)
        {
            findings.Error("FLOW0153", $"{activity.Pointer}/{JsonPointer.Escape(StateFields.InputOf(field))}", problem.Message, problem.Hint, activity.Id);
            return null;
        }
    }
}
