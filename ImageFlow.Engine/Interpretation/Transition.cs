namespace ImageFlow.Engine.Interpretation;

/// <summary>The engine's core: what an event does to an execution. No I/O, no clock, no chance of its own.</summary>
internal static class Transition
{
    /// <summary>The greatest number of history events in one advance, and so in one transaction.</summary>
    public const int MaxEvents = 1000;

    /// <summary>
    /// Runs the execution from <paramref name="state"/> until every thread waits for the world, the execution has ended, or about
    /// <paramref name="maxEvents"/> events were written. <paramref name="state"/> itself stays as it is.
    /// </summary>
    public static TransitionResult Apply(
        Machine machine,
        ExecutionIdentity identity,
        ExecutionState state,
        EngineEvent occurrence,
        int maxEvents = MaxEvents) => ApplyTo(state.Copy(), machine, identity, occurrence, maxEvents);

    /// <summary>As <see cref="Apply"/>, but changes <paramref name="own"/>, a copy that nobody else has seen.</summary>
    public static TransitionResult ApplyTo(
        ExecutionState own,
        Machine machine,
        ExecutionIdentity identity,
        EngineEvent occurrence,
        int maxEvents = MaxEvents) => new Interpreter(machine, identity, own, occurrence, maxEvents).Run();
}
