using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Server.Executions;

namespace ImageFlow.Tests.Server;

public class StepReaderTests
{
    private readonly List<HistoryEvent> _history = [];

    [Fact]
    public void Read_RetriedTaskThatSucceeds_IsDoneWithItsAttempts()
    {
        var entered = Add("TaskStateEntered", 0, ("name", "Resize"), ("input", "{}"));
        var failed = Add("TaskFailed", Add("TaskScheduled", entered), ("error", "Busy"), ("cause", "later"));
        var second = Add("TaskSucceeded", Add("TaskScheduled", failed));
        Add("TaskStateExited", second, ("name", "Resize"), ("output", "{\"ok\":true}"));

        var step = Assert.Single(Read());

        Assert.Equal(("done", 2, null, "node-Resize"), (step.Status, step.Attempts, step.Error, step.NodeId));
        Assert.True(step.Output!.Value.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public void Read_FailureThatIsCaught_KeepsTheErrorAndIsCaught()
    {
        var failed = Add("TaskFailed", Add("TaskScheduled", Add("TaskStateEntered", 0, ("name", "Check"))), ("error", "CorruptImageError"), ("cause", "{}"));
        Add("TaskStateExited", failed, ("name", "Check"), ("output", "{}"));

        Assert.Equal(("caught", "CorruptImageError"), Read().Select(s => (s.Status, s.Error)).Single());
    }

    [Fact]
    public void Read_FailedExecution_FailsWhatWasOpen()
    {
        var failed = Add("TaskFailed", Add("TaskScheduled", Add("TaskStateEntered", 0, ("name", "Check"))), ("error", "E"), ("cause", "c"));
        Add("ExecutionFailed", failed, ("error", "E"), ("cause", "c"));

        Assert.Equal(("failed", "E", "c"), Read().Select(s => (s.Status, s.Error, s.Cause)).Single());
    }

    [Fact]
    public void Read_InterleavedBranches_KeepEachStateWithItsOwnBranch()
    {
        var started = Add("ParallelStateStarted", Add("ParallelStateEntered", 0, ("name", "Sizes")));
        var left = Add("TaskStateEntered", started, ("name", "Left"));
        var right = Add("TaskStateEntered", started, ("name", "Right"));
        var leftScheduled = Add("TaskScheduled", left);
        var rightFailed = Add("TaskFailed", Add("TaskScheduled", right), ("error", "E"));
        var leftDone = Add("TaskStateExited", Add("TaskSucceeded", leftScheduled), ("name", "Left"), ("output", "1"));
        Add("TaskStateExited", Add("TaskSucceeded", Add("TaskScheduled", rightFailed)), ("name", "Right"), ("output", "2"));
        Add("ParallelStateExited", Add("ParallelStateSucceeded", leftDone), ("name", "Sizes"), ("output", "[1,2]"));

        var steps = Read().ToDictionary(s => s.State);

        Assert.Equal((1, 2), (steps["Left"].Attempts, steps["Right"].Attempts));
        Assert.All(steps.Values, s => Assert.Equal("done", s.Status));
    }

    [Fact]
    public void Read_MapIterations_KnowTheirIndexAndTheMapEndsOnce()
    {
        var started = Add("MapStateStarted", Add("MapStateEntered", 0, ("name", "Each")));
        var first = Iteration(started, 0);
        var second = Iteration(started, 1);
        Add("MapStateExited", Add("MapStateSucceeded", Math.Max(first, second)), ("name", "Each"), ("output", "[]"));

        var steps = Read();

        Assert.Equal([null, 0, 1], steps.Select(s => s.Iteration));
        Assert.All(steps, s => Assert.Equal("done", s.Status));
    }

    private long Iteration(long started, int index)
    {
        var begun = Add("MapIterationStarted", started, ("name", "Each"), ("index", index));
        var passed = Add("PassStateExited", Add("PassStateEntered", begun, ("name", "Item")), ("name", "Item"), ("output", "{}"));
        return Add("MapIterationSucceeded", passed, ("name", "Each"), ("index", index));
    }

    private IReadOnlyList<Step> Read() => StepReader.Read(_history, state => $"node-{state}");

    private long Add(string type, long previous, params (string Name, object Value)[] details)
    {
        var members = details.Select(d => (d.Name, d.Value is int number ? NumberData.Of(number) : (JsonData)new StringData((string)d.Value))).ToArray();
        _history.Add(new HistoryEvent(_history.Count + 1, previous, type, DateTimeOffset.UnixEpoch, "details", ObjectData.Of(members)));
        return _history.Count;
    }
}
