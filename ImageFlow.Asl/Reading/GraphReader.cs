using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Reading;

/// <summary>Makes the model of a document that has passed the checks.</summary>
internal static class GraphReader
{
    public static StateMachine ReadMachine(ObjectData source) => new()
    {
        Comment = source.Text("Comment"),
        QueryLanguage = source.Language(),
        Version = source.Text("Version"),
        TimeoutSeconds = source.Whole("TimeoutSeconds"),
        StartAt = source.RequiredText("StartAt"),
        States = ReadStates(source),
    };

    public static Branch ReadBranch(ObjectData source) => new()
    {
        Comment = source.Text("Comment"),
        StartAt = source.RequiredText("StartAt"),
        States = ReadStates(source),
    };

    public static ItemProcessor ReadProcessor(ObjectData source) => new()
    {
        Comment = source.Text("Comment"),
        ProcessorConfig = source.Object("ProcessorConfig", config => new ProcessorConfig(config.Text("Mode"), config.Text("ExecutionType"))),
        StartAt = source.RequiredText("StartAt"),
        States = ReadStates(source),
    };

    private static OrderedDictionary<string, State> ReadStates(ObjectData source)
    {
        ObjectData states = (ObjectData)source["States"]!;
        OrderedDictionary<string, State> result = new(states.Count, StringComparer.Ordinal);
        foreach ((string name, JsonData state) in states.Span)
        {
            result.Add(name, StateReader.Read(name, (ObjectData)state));
        }

        return result;
    }
}
