using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.MapRuns;

/// <summary>What a transition decides about a Map Run. It is written in the transaction of the transition, and carried out after it.</summary>
internal abstract record MapRunCommand(long Id) : EngineCommand;

internal sealed record BeginMapRun(MapRunRow Row) : MapRunCommand(Row.Id);

/// <summary>Its iterations that are still running are stopped.</summary>
/// <param name="Stopped">Milliseconds since 1970.</param>
internal sealed record EndMapRun(long Id, MapRunStatus Status, long Stopped, long ResultsWritten) : MapRunCommand(Id);

/// <summary>Its iterations that did not succeed will go on.</summary>
/// <param name="Time">Milliseconds since 1970.</param>
internal sealed record RedriveMapRun(long Id, int Redrives, long Time) : MapRunCommand(Id);

/// <summary>The two things that a thread in a distributed Map state waits for, as the resources of tasks, so that they come again after a crash as tasks do.</summary>
internal static class MapRunTask
{
    /// <summary>The items are read, selected, put together in batches and stored.</summary>
    public const string Items = "imageflow:mapRun:items";

    /// <summary>The iterations run.</summary>
    public const string Iterations = "imageflow:mapRun:iterations";

    public static bool Handles(string resource) => resource is Items or Iterations;
}
