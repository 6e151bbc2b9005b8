using ImageFlow.Asl.Model;
using ImageFlow.Asl.Validation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Writing;

/// <summary>Writes state machines as ASL, always in the same order of fields: the order in which AWS's documents show them.</summary>
public static class StateMachineWriter
{
    /// <summary>The definition. <c>ToJson(indented: true)</c> of it is what an export writes.</summary>
    public static ObjectData Write(StateMachine machine)
    {
        QueryLanguage language = machine.QueryLanguage ?? QueryLanguage.JsonPath;
        ObjectDataBuilder target = new();
        target.SetText("Comment", machine.Comment);
        target.SetText("QueryLanguage", machine.QueryLanguage is { } declared ? ObjectSchema.NameOf(declared) : null);
        target.SetText("Version", machine.Version);
        target.SetNumber("TimeoutSeconds", machine.TimeoutSeconds);
        WriteStates(target, machine, language);
        return target.Build();
    }

    internal static ObjectData WriteGraph(StateGraph graph, QueryLanguage language)
    {
        ObjectDataBuilder target = new();
        target.SetText("Comment", graph.Comment);
        if (graph is ItemProcessor { ProcessorConfig: { } config })
        {
            ObjectDataBuilder members = new();
            members.SetText("Mode", config.Mode);
            members.SetText("ExecutionType", config.ExecutionType);
            target.Set("ProcessorConfig", members.Build());
        }

        WriteStates(target, graph, language);
        return target.Build();
    }

    private static void WriteStates(ObjectDataBuilder target, StateGraph graph, QueryLanguage language)
    {
        target.SetText("StartAt", graph.StartAt);
        ObjectDataBuilder states = new(graph.States.Count);
        foreach ((string name, State state) in graph.States)
        {
            states.Set(name, new StateWriter(language).Write(state));
        }

        target.Set("States", states.Build());
    }
}
