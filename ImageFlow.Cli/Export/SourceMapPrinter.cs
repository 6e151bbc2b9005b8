using ImageFlow.Workflows;

namespace ImageFlow.Cli.Export;

/// <summary>Says for people which states each step of a flow became.</summary>
internal static class SourceMapPrinter
{
    public static void Print(TextWriter writer, SourceMap map)
    {
        foreach (IGrouping<string, SourceMapEntry> step in map.Entries.GroupBy(entry => entry.NodeId))
        {
            writer.WriteLine(step.Key);
            foreach (SourceMapEntry state in step)
            {
                writer.WriteLine($"    {state.StateName} ({state.Role}) {state.Pointer}{(state.Why.Length == 0 ? "" : ": " + state.Why)}");
            }
        }
    }
}
