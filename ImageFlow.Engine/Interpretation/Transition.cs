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
        int maxEvents = MaxEvents)
    {
        Interpreter interpreter = new(machine, identity, state.Copy(), occurrence, maxEvents);
        return interpreter.Run();
    }
}
