using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Interpretation;

/// <summary>One transition at work, on its own copy of the state. Used once.</summary>
internal sealed partial class Interpreter
{
    /// <summary>AWS ends an execution whose history would grow beyond this: the event of this id is <c>ExecutionFailed</c>.</summary>
    public const long MaxHistory = 25_000;

    /// <summary>By so much the clock may go back without being taken for one that was set back.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(1);

    /// <summary>How long an execution of an EXPRESS machine may run.</summary>
    private const long MaxExpressSeconds = 300;

    private readonly Machine machine;
    private readonly ExecutionIdentity identity;
    private readonly ExecutionState state;
    private readonly EngineEvent occurrence;
    private readonly int maxEvents;
    private readonly StateInspection? inspection;
    private readonly SeededRandom random;
    private readonly List<EventRecord> events = [];
    private readonly List<EngineCommand> commands = [];
    private readonly Queue<ExecutionThread> ready = [];
    private readonly ScopeBuilder scopes;
    private DateTimeOffset now;

    /// <param name="inspection">Where one state is tested alone: what it is given and what it tells.</param>
    public Interpreter(Machine machine, ExecutionIdentity identity, ExecutionState state, EngineEvent occurrence, int maxEvents, StateInspection? inspection = null)
    {
        this.inspection = inspection;
        this.machine = machine;
        this.identity = identity;
        this.state = state;
        this.occurrence = occurrence;
        this.maxEvents = maxEvents;
        random = new SeededRandom(occurrence.Seed);
        now = TimeOf(occurrence);
        scopes = new ScopeBuilder(identity, state, random, inspection?.Context);
    }

    public TransitionResult Run()
    {
        state.Time = now;
        try
        {
            Apply();
            Drain();
        }
        catch (HistoryFullException)
        {
            EndBecauseHistoryIsFull();
        }

        return new TransitionResult(state, events, commands, ready.Count > 0 && state.IsRunning);
    }

    private DateTimeOffset TimeOf(EngineEvent occurrence)
    {
        DateTimeOffset time = occurrence.Time + state.Ahead;
        if (state.Time - time > ClockSlack)
        {
            // The clock was set back. The execution's own goes on from where it was, so that waits last as long as they should.
            state.Ahead += state.Time - time;
            time = state.Time;
        }

        DateTimeOffset? jump = occurrence is TimePassed passed ? passed.JumpTo : (occurrence as MapRunEnded)?.Until;
        if (jump is DateTimeOffset target && target > time)
        {
            state.Ahead += target - time;
            time = target;
        }

        // Histories have milliseconds; finer times would not survive the journal.
        time = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        return time > state.Time ? time : state.Time;
    }

    private void Apply()
    {
        if (!state.IsRunning && occurrence is not RedriveRequested)
        {
            return;
        }

        switch (occurrence)
        {
            case ExecutionBegan began:
                Begin(began);
                break;
            case Continued:
                QueueRunnable();
                break;
            case TimePassed:
                FireTimers();
                break;
            case HandlerAnswered answered:
                Answer(answered);
                break;
            case ItemsPrepared prepared:
                BeginMapRun(prepared);
                break;
            case MapRunEnded ended:
                EndMapRun(ended);
                break;
            case JobSubmitted submitted:
                Submit(submitted);
                break;
            case ActivityTaken taken:
                Take(taken);
                break;
            case TokenReturned returned:
                Return(returned);
                break;
            case HeartbeatReceived heartbeat:
                Beat(heartbeat);
                break;
            case ExternalEventCame came:
                Receive(came);
                break;
            case StopRequested stop:
                Stop(stop);
                break;
            case DefectFound defect:
                FailExecution(state.Root!.Previous, RuntimeError, defect.Cause);
                break;
            case RedriveRequested:
                Redrive();
                break;
            default:
                throw new ArgumentException($"There is no transition for {occurrence.GetType().Name}.");
        }
    }

    private void Begin(ExecutionBegan began)
    {
        ObjectDataBuilder details = new();
        EventRecord.WithPayloadText(details, "input", began.InputText).Set("roleArn", identity.RoleArn);
        Append(new EventRecord(EventType.ExecutionStarted, 0, Milliseconds, null, null, details.Build()));
        SetDeadline();
        BeginAtStart(previous: 0);
    }

    private void BeginAtStart(long previous)
    {
        state.Root = new ExecutionThread
        {
            Id = 0,
            Index = 0,
            Node = machine.Root.Start,
            Input = identity.Input,
            Variables = Variables.None,
            Previous = previous,
        };
        ready.Enqueue(state.Root);
    }

    private void SetDeadline() =>
        state.Deadline = identity.IsExpress
            ? now.AddSeconds(Math.Min(machine.TimeoutSeconds ?? MaxExpressSeconds, MaxExpressSeconds))
            : machine.TimeoutSeconds is long seconds ? now.AddSeconds(seconds) : null;

    /// <summary>Lets ready threads run, each until it waits, until the bound of events is reached.</summary>
    private void Drain()
    {
        while (state.IsRunning && ready.Count > 0 && events.Count < maxEvents)
        {
            ExecutionThread thread = ready.Dequeue();
            if (thread.Phase == ThreadPhase.Joining && thread.Node.Kind == StateKind.Map)
            {
                StartIterations(thread);
            }

            while (thread.Phase == ThreadPhase.Ready && state.IsRunning && events.Count < maxEvents)
            {
                Step(thread);
            }

            if (thread.Phase == ThreadPhase.Ready && state.IsRunning)
            {
                ready.Enqueue(thread);
            }
        }
    }

    /// <summary>Finds again what an earlier transition left in its queue.</summary>
    private void QueueRunnable()
    {
        foreach (ExecutionThread thread in state.Root!.SelfAndDescendants())
        {
            if (thread.Phase == ThreadPhase.Ready || (thread.Phase == ThreadPhase.Joining && thread.Join!.CanStart))
            {
                ready.Enqueue(thread);
            }
        }
    }

    private long Milliseconds => now.ToUnixTimeMilliseconds();

    /// <summary>Adds an event at the end of the thread's chain.</summary>
    private long Emit(ExecutionThread thread, EventType type, ObjectData? details = null)
    {
        return thread.Previous = Append(new EventRecord(type, thread.Previous, Milliseconds, null, null, details));
    }

    /// <summary>Adds an event that the chain goes past.</summary>
    private long EmitBeside(EventType type, long previous, ObjectData? details = null) =>
        Append(new EventRecord(type, previous, Milliseconds, null, null, details));

    private long Append(EventRecord record)
    {
        if (state.LastEventId + 1 >= MaxHistory && record.Type is not (EventType.ExecutionSucceeded or EventType.ExecutionAborted or EventType.ExecutionTimedOut or EventType.ExecutionFailed))
        {
            throw new HistoryFullException();
        }

        events.Add(record);
        return ++state.LastEventId;
    }

    private StateScope Scope(ExecutionThread thread, JsonData input, JsonData? result = null, JsonData? errorOutput = null, string? token = null) =>
        scopes.Scope(thread, now, input, result, errorOutput, token);

    /// <summary>There is no room for another event.</summary>
    private sealed class HistoryFullException : Exception;
}
