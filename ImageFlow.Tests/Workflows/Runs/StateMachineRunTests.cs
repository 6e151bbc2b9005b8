using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Tests.Engine;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Elsa.StateMachine, compiled and run.</summary>
public class StateMachineRunTests
{
    /// <summary>New → (by itself, where N is large) Big, else → (on the event Pay) Paid; what is done on the way is marked.</summary>
    private static TestFlow Machine() => new TestFlow().Input("N", "Int32")
        .Node("m", "Elsa.StateMachine", ("initialState", "New"),
            ("states", new object[] { new { name = "New", entry = Mark("enter new"), exit = Mark("leave new") }, new { name = "Paid", entry = Mark("enter paid") }, new { name = "Big", entry = Mark("enter big") } }),
            ("transitions", new object[]
            {
                new { name = "large", from = "New", to = "Big", condition = Script("getN() > 10", "Boolean") },
                new { name = "pay", from = "New", to = "Paid", trigger = Activity("pay", "Elsa.Event", ("eventName", Literal("Pay")), ("customProperties", new Dictionary<string, object> { ["imageflow:timeout"] = 600 })), action = Mark("paying") },
            }))
        .Mark("after").Chain("m", "after");

    [Fact]
    public async Task StateMachine_ConditionHolds_GoesOnByItself()
    {
        FlowRun run = (await FlowRun.OfAsync(Machine(), """{"N":11}""")).Succeeded();

        Assert.Equal(["enter new", "leave new", "enter big", "after"], run.Effects);
    }

    [Fact]
    public async Task StateMachine_Trigger_IsWaitedFor()
    {
        await using EngineHost host = new()
        {
            Handler = new TestHandler().Returns("arn:aws:states:::events:putEvents.waitForTaskToken", "{}").Returns("arn:aws:states:::lambda:invoke", """{"Payload":{"text":"x"}}"""),
            TimeSkip = false,
        };
        StepFunctionsEngine engine = await host.OpenAsync();
        StateMachineDescription machine = engine.CreateStateMachine("orders", Machine().Compile().AslJson!);
        ExecutionDescription started = await engine.StartExecutionAsync(machine.Arn, null, """{"N":1}""");
        await engine.SendEventAsync(started.ExecutionArn, "Pay", "{}");

        ExecutionDescription ended = await host.EndAsync(started.ExecutionArn);

        Assert.True(ended.Status == "SUCCEEDED", $"{ended.Error}: {ended.Cause}");
        Assert.Equal(
            ["enter new", "leave new", "paying", "enter paid", "after"],
            host.Handler.Invocations.Where(call => call.Resource.EndsWith("lambda:invoke", StringComparison.Ordinal)).Select(call => ((StringData)((ObjectData)((ObjectData)call.Input)["Payload"]!)["key"]!).Value));
    }

    private static Dictionary<string, object?> Mark(string key) => Activity(key.Replace(' ', '-'), "Test.Work", ("key", Literal(key)));
}
