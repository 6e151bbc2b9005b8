using System.Text;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.StateFlows;

namespace ImageFlow.Workflows;

/// <summary>What came of importing a state machine.</summary>
/// <param name="Definition"><see langword="null"/> where the document is no valid state machine.</param>
/// <param name="Diagnostics">Everything that was found, all at once.</param>
public sealed record StateMachineImportResult(WorkflowDefinition? Definition, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// Makes a flow of a state machine in the Amazon States Language: an activity for each state under its name, a connection for each transition,
/// a flowchart inside for each branch and item processor. Compiling it gives a state machine that behaves the same.
/// </summary>
public static class StateMachineImporter
{
    /// <param name="asl">The document as text.</param>
    /// <param name="name">The flow's name, from which its definition id is made.</param>
    public static StateMachineImportResult Import(string asl, string name)
    {
        ReadResult read = StateMachineReader.Read(asl);
        if (read.StateMachine is null)
        {
            return new(null, read.Diagnostics);
        }

        ObjectData machine = (ObjectData)JsonData.Parse(asl);
        Names ids = new();
        string id = ids.Of(name, "flow");
        ObjectData root = Flowchart(machine, "flowchart", ids);
        ObjectDataBuilder json = new();
        json.Set("id", id + "-1")
            .Set("definitionId", id)
            .Set("name", name)
            .SetIfPresent("description", machine["Comment"])
            .Set("version", NumberData.Of(1))
            .Set("customProperties", ObjectData.Empty)
            .Set("root", root);
        WorkflowReadResult flow = WorkflowReader.Read(json.Build().ToJson());
        return new(flow.Definition, [.. read.Diagnostics, .. flow.Diagnostics]);
    }

    /// <param name="graph">The machine, a branch or an item processor: <c>StartAt</c>, <c>States</c> and what stands beside them.</param>
    private static ObjectData Flowchart(ObjectData graph, string id, Names ids)
    {
        ObjectData states = (ObjectData)graph["States"]!;
        Dictionary<string, string> idOf = states.ToDictionary(state => state.Key, state => ids.Of(state.Key, "state"), StringComparer.Ordinal);
        string startAt = ((StringData)graph["StartAt"]!).Value;
        IReadOnlyList<StateTransition> transitions = [.. states.SelectMany(state => StateTransition.Of(state.Key, (ObjectData)state.Value))];
        IReadOnlyDictionary<string, (int X, int Y)> places = StateLayout.Place(startAt, [.. states.Select(state => state.Key)], transitions);
        string start = ids.Of("start", "start");
        List<JsonData> activities = [Node(ObjectData.Empty, start, "Elsa.Start", "Start", null, (0, places[startAt].Y))];
        List<JsonData> connections = [Connection(start, StateTypes.Done, idOf[startAt])];
        foreach ((string name, JsonData value) in states)
        {
            activities.Add(Activity(name, (ObjectData)value, idOf[name], places[name], ids));
        }

        connections.AddRange(transitions.Select(transition => Connection(idOf[transition.Source], transition.Port, idOf[transition.Target])));
        ObjectDataBuilder rest = new();
        foreach ((string member, JsonData value) in graph.Where(member => member.Key is not ("StartAt" or "States")))
        {
            rest.Set(member, value);
        }

        return ObjectData.Of(
            ("id", id),
            ("type", "Elsa.Flowchart"),
            ("version", NumberData.Of(1)),
            ("customProperties", ObjectData.Of((StateTypes.Property, rest.Build()))),
            ("activities", new ArrayData([.. activities])),
            ("connections", new ArrayData([.. connections])));
    }

    private static ObjectData Activity(string name, ObjectData state, string id, (int X, int Y) place, Names ids)
    {
        string type = ((StringData)state["Type"]!).Value;
        ObjectDataBuilder members = new();
        foreach ((string field, JsonData value) in state)
        {
            switch (field)
            {
                case "Type" or "Comment" or "Next" or "End" or "Default":
                    break;
                case "Choices" or "Catch":
                    members.Set(StateFields.InputOf(field), StateFields.ToInput(field, StateTransition.WithoutTargets((ArrayData)value)));
                    break;
                case "Branches":
                    int number = 0;
                    foreach (JsonData branch in (ArrayData)value)
                    {
                        number++;
                        members.Set($"{StateTypes.BranchPort}{number}", Flowchart((ObjectData)branch, ids.Of($"{id}-branch-{number}", "branch"), ids));
                    }

                    break;
                case "ItemProcessor" or "Iterator":
                    members.Set(StateFields.InputOf(field), Flowchart((ObjectData)value, ids.Of($"{id}-items", "items"), ids));
                    break;
                default:
                    members.Set(StateFields.InputOf(field), StateFields.ToInput(field, value));
                    break;
            }
        }

        return Node(members.Build(), id, StateTypes.TypeOf(type), name, (state["Comment"] as StringData)?.Value, place);
    }

    private static ObjectData Node(ObjectData members, string id, string type, string title, string? description, (int X, int Y) place)
    {
        ObjectDataBuilder node = new();
        foreach ((string name, JsonData value) in members)
        {
            node.Set(name, value);
        }

        // A name with spaces at its ends is none that a drawing shows.
        ObjectData custom = title == title.Trim() ? ObjectData.Empty : ObjectData.Of((StateTypes.Property, ObjectData.Of(("Name", title))));
        ObjectDataBuilder metadata = new();
        metadata.Set("displayText", title).SetIfPresent("description", description is null ? null : new StringData(description));
        metadata.Set("designer", ObjectData.Of(
            ("position", ObjectData.Of(("x", NumberData.Of(place.X)), ("y", NumberData.Of(place.Y)))),
            ("size", ObjectData.Of(("width", NumberData.Of(StateLayout.Width)), ("height", NumberData.Of(StateLayout.Height))))));
        return node.Set("id", id).Set("name", id).Set("type", type).Set("version", NumberData.Of(1)).Set("customProperties", custom).Set("metadata", metadata.Build()).Build();
    }

    private static ObjectData Connection(string source, string port, string target) => ObjectData.Of(
        ("source", ObjectData.Of(("activity", source), ("port", port))),
        ("target", ObjectData.Of(("activity", target), ("port", "In"))));

    /// <summary>Ids in letters that expressions and URLs allow, each given out once.</summary>
    private sealed class Names
    {
        private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

        public string Of(string text, string otherwise)
        {
            StringBuilder slug = new();
            foreach (char c in text)
            {
                slug.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : slug.Length > 0 && slug[^1] != '-' ? "-" : "");
            }

            string wanted = slug.ToString().Trim('-') is { Length: > 0 } made ? made : otherwise;
            string name = wanted;
            for (int i = 2; !taken.Add(name); i++)
            {
                name = $"{wanted}-{i}";
            }

            return name;
        }
    }
}
