using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Something that happened to an execution. It brings along all that a transition may not take for itself.</summary>
/// <param name="Time">What the clock says.</param>
/// <param name="Seed">Where every random value of the transition comes from.</param>
internal abstract record EngineEvent(DateTimeOffset Time, ulong Seed);

/// <param name="InputText">The input exactly as it was given, which the history shows.</param>
internal sealed record ExecutionBegan(DateTimeOffset Time, ulong Seed, string InputText) : EngineEvent(Time, Seed);

/// <summary>Nothing happened, but the last transition stopped at its bound of events.</summary>
internal sealed record Continued(DateTimeOffset Time, ulong Seed) : EngineEvent(Time, Seed);

/// <param name="JumpTo">Time skipping: the execution's clock moves to this time.</param>
internal sealed record TimePassed(DateTimeOffset Time, ulong Seed, DateTimeOffset? JumpTo) : EngineEvent(Time, Seed);

/// <summary>The handler of a task answered.</summary>
internal sealed record HandlerAnswered(DateTimeOffset Time, ulong Seed, int ThreadId, long ScheduledId, TaskResult Result) : EngineEvent(Time, Seed);

/// <summary>The items of a distributed Map are stored, or why they are not.</summary>
/// <param name="Items">How many items were found.</param>
/// <param name="Children">How many iterations they make.</param>
/// <param name="Refusal">The state's own fields could not be evaluated, before anything began.</param>
/// <param name="Failure">The items could not be read or selected: the Map Run begins, and fails.</param>
internal sealed record ItemsPrepared(DateTimeOffset Time, ulong Seed, int ThreadId, long ScheduledId, long MapRunId, int Items, int Children, StatesException? Refusal, StatesException? Failure)
    : EngineEvent(Time, Seed);

/// <summary>All iterations of a Map Run have ended, or no more of them are wanted.</summary>
/// <param name="Output">The result; <see langword="null"/> where it failed.</param>
/// <param name="Until">The latest end of an iteration, on the clocks of these.</param>
internal sealed record MapRunEnded(DateTimeOffset Time, ulong Seed, int ThreadId, long ScheduledId, JsonData? Output, string? Error, string? Cause, long ResultsWritten, DateTimeOffset? Until)
    : EngineEvent(Time, Seed);

/// <summary>A <c>.sync</c> job has begun; the answer of its start is <paramref name="Output"/>.</summary>
internal sealed record JobSubmitted(DateTimeOffset Time, ulong Seed, int ThreadId, long ScheduledId, JsonData Output) : EngineEvent(Time, Seed);

/// <summary>A worker has fetched the task of an activity.</summary>
internal sealed record ActivityTaken(DateTimeOffset Time, ulong Seed, int ThreadId, long ScheduledId, string? WorkerName) : EngineEvent(Time, Seed);

/// <summary>Somebody sent the token of a task back.</summary>
internal sealed record TokenReturned(DateTimeOffset Time, ulong Seed, int ThreadId, string Token, TaskResult Result) : EngineEvent(Time, Seed);

internal sealed record HeartbeatReceived(DateTimeOffset Time, ulong Seed, int ThreadId, string Token) : EngineEvent(Time, Seed);

/// <summary>Somebody sent an event by its name, for the task that waits for it or will.</summary>
internal sealed record ExternalEventCame(DateTimeOffset Time, ulong Seed, string Name, JsonData Payload) : EngineEvent(Time, Seed);

internal sealed record StopRequested(DateTimeOffset Time, ulong Seed, string? Error, string? Cause) : EngineEvent(Time, Seed);

/// <summary>A transition threw what no document explains: the engine, or a handler's answer, has a defect.</summary>
internal sealed record DefectFound(DateTimeOffset Time, ulong Seed, string Cause) : EngineEvent(Time, Seed);

/// <param name="ClientToken">By which the same request is known again.</param>
internal sealed record RedriveRequested(DateTimeOffset Time, ulong Seed, string? ClientToken = null) : EngineEvent(Time, Seed);

/// <summary>What is to be done in the world after the transition is committed.</summary>
internal abstract record EngineCommand;

/// <param name="ThreadId">Whom the answer is for.</param>
/// <param name="ScheduledId">Which of the thread's tasks; an answer for another one is out of date.</param>
internal sealed record StartTask(int ThreadId, long ScheduledId, TaskInvocation Invocation) : EngineCommand;

/// <summary>The answer of this task is no longer wanted.</summary>
internal sealed record CancelTask(string TaskId) : EngineCommand;

/// <param name="State">The state afterwards.</param>
/// <param name="Events">What is added to the history.</param>
/// <param name="HasMore">Whether the transition stopped at its bound of events and wants to be <see cref="Continued"/>.</param>
internal sealed record TransitionResult(
    ExecutionState State,
    IReadOnlyList<Histories.EventRecord> Events,
    IReadOnlyList<EngineCommand> Commands,
    bool HasMore);
