using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Running;

/// <summary>Something for an execution's mailbox.</summary>
/// <param name="Event">Its seed, and its time where that is the default, are set when its turn comes.</param>
/// <param name="Refuse">Looks at the state when its turn comes; an exception refuses it.</param>
/// <param name="Done">Told when the consequences are committed, or why they are not.</param>
internal sealed record Happening(EngineEvent Event, Func<ExecutionState, EngineException?>? Refuse = null, TaskCompletionSource? Done = null);
