using ImageFlow.Engine.MapRuns;

namespace ImageFlow.Engine.Journal;

/// <summary>A piece of the items of a Map Run that is about to begin.</summary>
/// <param name="first">The place of the first iteration in the piece.</param>
internal sealed class ItemsWrite(long run, int first, byte[] blob) : JournalWrite
{
    public override void Apply(JournalStatements statements) => statements.MapRuns.KeepItems(run, first, blob);
}

/// <summary>Items that no Map Run has.</summary>
/// <param name="run">Those of this one; <see langword="null"/> for all that are left over.</param>
internal sealed class ItemsForgotten(long? run) : JournalWrite
{
    public override void Apply(JournalStatements statements)
    {
        if (run is long number)
        {
            statements.MapRuns.ForgetItems(number);
        }
        else
        {
            statements.MapRuns.ForgetStrayItems();
        }
    }
}

/// <summary>UpdateMapRun.</summary>
internal sealed class MapRunChange(MapRunRow row) : JournalWrite
{
    public override void Apply(JournalStatements statements) => statements.MapRuns.Change(row);
}
