using System.Text.Json;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Testing;

/// <summary>Makes a machine that begins with the state under test; the states that it leads to are there in name only.</summary>
internal static class TestDefinition
{
    /// <summary>What a state that was given alone is called.</summary>
    private const string OnlyState = "StateName";

    private static readonly ObjectData Placeholder = ObjectData.Of(("Type", "Succeed"));

    /// <exception cref="InvalidDefinitionException">The definition cannot run.</exception>
    /// <exception cref="EngineException"><c>ValidationException</c>: there is no such state.</exception>
    public static (Machine Machine, Node Node) Read(string definition, string? stateName)
    {
        if (stateName is not null)
        {
            Machine whole = Compile(definition);
            return (whole, Find(whole.Root, stateName) ?? throw new EngineException("ValidationException", "State not found in definition"));
        }

        Machine machine = Compile(Parse(definition) is ObjectData state ? Around(state).ToJson() : definition);
        return (machine, machine.Root.Start);
    }

    private static ObjectData? Parse(string definition)
    {
        try
        {
            return JsonData.Parse(definition) as ObjectData;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Machine Compile(string definition)
    {
        ReadResult read = StateMachineReader.Read(definition);
        return read.StateMachine is null || read.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error)
            ? throw new InvalidDefinitionException(read.Diagnostics)
            : new Machine(read.StateMachine);
    }

    private static ObjectData Around(ObjectData state)
    {
        ObjectDataBuilder all = new();
        all.Set(OnlyState, state);
        foreach (string target in Targets(state).Where(target => target != OnlyState))
        {
            all.Set(target, Placeholder);
        }

        ObjectDataBuilder machine = new();
        return machine.SetIfPresent("QueryLanguage", state["QueryLanguage"]).Set("StartAt", OnlyState).Set("States", all.Build()).Build();
    }

    private static IEnumerable<string> Targets(ObjectData state)
    {
        IEnumerable<JsonData?> named = [state["Next"], state["Default"], .. Members(state["Choices"], "Next"), .. Members(state["Catch"], "Next")];
        return named.OfType<StringData>().Select(name => name.Value).Distinct();
    }

    private static IEnumerable<JsonData?> Members(JsonData? rules, string name) =>
        rules is ArrayData array ? array.OfType<ObjectData>().Select(rule => rule[name]) : [];

    /// <summary>The state of this name in the machine, or in a branch or an item processor.</summary>
    public static Node? Find(Graph graph, string name) =>
        graph.Nodes.FirstOrDefault(node => node.Name == name)
        ?? graph.Nodes.SelectMany(node => node.Inner).Select(inner => Find(inner, name)).FirstOrDefault(found => found is not null);
}
