using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Tests.Engine;

/// <summary>The transition alone: a function of definition, state and event.</summary>
public sealed class TransitionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Apply_TheSameTwice_GivesTheSameAndLeavesTheStateAlone()
    {
        Machine machine = MachineOf(CrashCorpus.Machines["map in a parallel in a map"]);
        TransitionResult begun = Transition.Apply(machine, Identity(), new ExecutionState(), new ExecutionBegan(Start, 1, CrashCorpus.Input));
        byte[] before = StateCodec.Write(begun.State);
        StartTask task = Assert.IsType<StartTask>(begun.Commands[0]);
        HandlerAnswered answer = new(Start.AddSeconds(1), 2, task.ThreadId, task.ScheduledId, new TaskResult.Success(task.Invocation.Input));

        TransitionResult first = Transition.Apply(machine, Identity(), begun.State, answer);
        TransitionResult second = Transition.Apply(machine, Identity(), begun.State, answer);

        Assert.Equal(before, StateCodec.Write(begun.State));
        Assert.Equal(StateCodec.Write(first.State), StateCodec.Write(second.State));
        Assert.Equal(first.Events, second.Events);
        Assert.NotEqual(before, StateCodec.Write(first.State));
    }

    [Theory]
    [MemberData(nameof(CrashTests.Names), MemberType = typeof(CrashTests))]
    public void StateCodec_WrittenAndRead_IsTheSame(string name)
    {
        Machine machine = MachineOf(CrashCorpus.Machines[name]);
        TransitionResult result = Transition.Apply(machine, Identity(), new ExecutionState(), new ExecutionBegan(Start, 1, CrashCorpus.Input), maxEvents: 7);
        if (result.State.Root is null)
        {
            Assert.Equal(ExecutionStatus.Succeeded, result.State.Status);
            return;
        }

        byte[] written = StateCodec.Write(result.State);

        Assert.Equal(written, StateCodec.Write(StateCodec.Read(written, machine, result.State.Status, 0)));
        Assert.Equal(EventCodec.Read(EventCodec.Write(result.Events, 1), 1), result.Events);
    }

    [Fact]
    public void Apply_ClockGoesBack_TimeStandsStill()
    {
        Machine machine = MachineOf("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}""");
        TransitionResult begun = Transition.Apply(machine, Identity(), new ExecutionState(), new ExecutionBegan(Start, 1, "{}"));

        TransitionResult early = Transition.Apply(machine, Identity(), begun.State, new TimePassed(Start.AddDays(-1), 2, null));
        TransitionResult late = Transition.Apply(machine, Identity(), early.State, new TimePassed(Start.AddSeconds(10), 3, null));

        Assert.Empty(early.Events);
        Assert.Equal(Start, early.State.Time);
        Assert.Equal(ExecutionStatus.Succeeded, late.State.Status);
    }

    [Fact]
    public void Apply_AnswerOfAnOldAttempt_IsIgnored()
    {
        Machine machine = MachineOf(CrashCorpus.Machines["retry with backoff"]);
        TransitionResult begun = Transition.Apply(machine, Identity(), new ExecutionState(), new ExecutionBegan(Start, 1, CrashCorpus.Input));
        StartTask task = Assert.IsType<StartTask>(Assert.Single(begun.Commands));
        HandlerAnswered answer = new(Start, 2, task.ThreadId, task.ScheduledId, new TaskResult.Failure("Busy", null));
        TransitionResult failed = Transition.Apply(machine, Identity(), begun.State, answer);

        TransitionResult again = Transition.Apply(machine, Identity(), failed.State, answer);

        Assert.NotEmpty(failed.Events);
        Assert.Empty(again.Events);
        Assert.Empty(again.Commands);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1, 2000)]
    [InlineData(3, 5000)]
    [InlineData(60, 5000)]
    public void Backoff_Delay_GrowsToItsBound(int used, double milliseconds) =>
        Assert.Equal(milliseconds, Backoff.Delay(new ImageFlow.Asl.Model.Retrier { ErrorEquals = ["E"], MaxDelaySeconds = 5 }, used, new SeededRandom(1)).TotalMilliseconds);

    private static Machine MachineOf(string definition) => new(StateMachineReader.Read(EngineHost.Expand(definition)).StateMachine!);

    private static ExecutionIdentity Identity() => new()
    {
        Id = 1,
        Arn = "arn:aws:states:us-east-1:123456789012:execution:m:e",
        Name = "e",
        StateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:m",
        StateMachineName = "m",
        RoleArn = "arn:aws:iam::123456789012:role/r",
        Region = "us-east-1",
        StartTime = Start,
        Input = JsonData.Parse(CrashCorpus.Input),
    };
}
