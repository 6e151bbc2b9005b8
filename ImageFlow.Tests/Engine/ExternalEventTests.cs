using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Tests.Engine;

/// <summary>External events by name: early, late, for several that wait, and over crashes.</summary>
public sealed class ExternalEventTests
{
    private const string Resource = "arn:aws:states:::events:putEvents.waitForTaskToken";

    /// <summary>A task that the test holds, then two waits for the same event.</summary>
    private static readonly string Twice = $$$"""
        {"QueryLanguage":"JSONata","StartAt":"Hold","States":{
          "Hold":{"Type":"Task","Resource":"fn:Hold","Arguments":{},"Next":"One"},
          "One":{{{Wait("Approved", "\"Assign\":{\"one\":\"{% $states.result %}\"},\"Next\":\"Two\"")}}},
          "Two":{{{Wait("Approved", "\"Output\":[\"{% $one %}\",\"{% $states.result %}\"],\"End\":true")}}}}}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendEvent_BeforeTheTaskWaits_IsKeptAndDeliveredInOrder()
    {
        TaskCompletionSource released = new();
        await using EngineHost host = Host(released.Task);
        string arn = await StartAsync(host, Twice);

        Assert.False(await host.Engine.SendEventAsync(arn, "Approved", "1"));
        Assert.False(await host.Engine.SendEventAsync(arn, "Rejected", "9"));
        Assert.False(await host.Engine.SendEventAsync(arn, "Approved", """{"n":2}"""));
        released.SetResult();

        ExecutionDescription end = await host.EndAsync(arn);
        Assert.Equal(("SUCCEEDED", """[1,{"n":2}]"""), (end.Status, end.Output));
        IEnumerable<string> types = host.Engine.GetExecutionHistory(arn).Where(e => e.Type.StartsWith("Task", StringComparison.Ordinal) && e.Id > 6).Select(e => e.Type);
        string[] one = ["TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited"];
        Assert.Equal([.. one, .. one], types);
    }

    [Fact]
    public async Task SendEvent_WhileTheTaskWaits_CompletesItOnceAndTheNextIsKept()
    {
        await using EngineHost host = Host(Task.CompletedTask);
        string arn = await StartAsync(host, Twice.Replace("Two\":", "Last\":", StringComparison.Ordinal).Replace("\"Two\"", "\"Last\"", StringComparison.Ordinal));
        await SubmittedAsync(host, arn, 1);

        Assert.True(await host.Engine.SendEventAsync(arn, "Approved", "1"));
        await host.Engine.SendEventAsync(arn, "Approved", "2");

        Assert.Equal("[1,2]", (await host.EndAsync(arn)).Output);
        Assert.Equal("ExecutionEnded", (await Assert.ThrowsAsync<EngineException>(() => host.Engine.SendEventAsync(arn, "Approved", "3"))).Code);
    }

    [Theory]
    [InlineData("approved")]
    [InlineData("Approve")]
    public async Task SendEvent_OfAnotherName_LeavesTheTaskWaiting(string name)
    {
        await using EngineHost host = Host(Task.CompletedTask);
        string arn = await StartAsync(host, Machine(Wait("Approved", "\"End\":true")));
        await SubmittedAsync(host, arn, 1);

        Assert.False(await host.Engine.SendEventAsync(arn, name, "1"));
        Assert.Equal("RUNNING", host.Engine.DescribeExecution(arn).Status);
        Assert.True(await host.Engine.SendEventAsync(arn, "Approved", "2"));

        Assert.Equal("2", (await host.EndAsync(arn)).Output);
    }

    [Fact]
    public async Task SendEvent_TwoBranchesWait_TheOneThatWaitedLongestGetsIt()
    {
        await using EngineHost host = Host(Task.CompletedTask);
        string Branch(string state) => $$$$"""{"StartAt":"{{{{state}}}}","States":{"{{{{state}}}}":{{{{Wait("Go", "\"End\":true")}}}}}}""";
        string arn = await StartAsync(host, $$$$"""{"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{{{{Branch("A")}}}},{{{{Branch("B")}}}}],"End":true}}}""");
        await SubmittedAsync(host, arn, 2);

        Assert.True(await host.Engine.SendEventAsync(arn, "Go", "\"first\""));
        Assert.True(await host.Engine.SendEventAsync(arn, "Go", "\"second\""));

        Assert.Equal("""["first","second"]""", (await host.EndAsync(arn)).Output);
    }

    [Fact]
    public async Task SendEvent_NameInAMessageBodyOfJsonText_IsFound()
    {
        await using EngineHost host = Host(Task.CompletedTask);
        string arn = await StartAsync(host, """
            {"StartAt":"E","States":{"E":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters":{"QueueUrl":"q","MessageBody.$":"States.Format('\\{\"eventName\":\"Go\",\"token\":\"{}\"\\}', $$.Task.Token)"},"End":true}}}
            """);
        await SubmittedAsync(host, arn, 1);

        Assert.True(await host.Engine.SendEventAsync(arn, "Go", "{}"));
        Assert.Equal("SUCCEEDED", (await host.EndAsync(arn)).Status);
    }

    [Fact]
    public async Task SendEvent_EngineOpensAgainBetweenEventAndWait_IsDelivered()
    {
        await using EngineHost host = Host(Task.CompletedTask, timeSkip: false);
        string arn = await StartAsync(host, $$$$"""{"QueryLanguage":"JSONata","StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2,"Next":"E"},"E":{{{{Wait("Go", "\"End\":true")}}}}}}""");
        await host.Engine.SendEventAsync(arn, "Go", "\"kept\"");

        await host.OpenAsync();

        Assert.Equal("\"kept\"", (await host.EndAsync(arn)).Output);
    }

    [Fact]
    public async Task SendEvent_StoppedAtEachWrite_IsDeliveredOnceAndInOrder()
    {
        (string expected, int commits) = await ScenarioAsync(null);
        Assert.Contains("[1,2]", expected, StringComparison.Ordinal);
        Assert.True(commits >= 6, "Machine, start, two events, and what follows the task are writes of their own.");
        for (int at = 3; at <= commits; at++)
        {
            foreach (bool afterIt in (bool[])[false, true])
            {
                (string actual, _) = await ScenarioAsync(new JournalFault(at, afterIt));

                Assert.True(expected == actual, $"Stopped {(afterIt ? "after" : "before")} write {at} of {commits}:\n{actual}\n\nNot stopped:\n{expected}");
            }
        }
    }

    [Fact]
    public async Task SendEvent_KeptWhileTheExecutionFails_IsThereAfterTheRedrive()
    {
        await using EngineHost host = Host(Task.CompletedTask);
        int calls = 0;
        host.Handler.On("Flaky", _ => ++calls == 1 ? new TaskResult.Failure("Busy", "once") : new TaskResult.Success(NumberData.Of(1)));
        TaskCompletionSource held = new();
        host.Handler.OnAsync("Hold", async (_, ct) =>
        {
            await held.Task.WaitAsync(ct);
            return new TaskResult.Success(NumberData.Of(0));
        });
        string arn = await StartAsync(host, $$$$"""
            {"QueryLanguage":"JSONata","StartAt":"H","States":{"H":{"Type":"Task","Resource":"fn:Hold","Next":"F"},"F":{"Type":"Task","Resource":"fn:Flaky","Next":"E"},"E":{{{{Wait("Go", "\"End\":true")}}}}}}
            """);
        await host.Engine.SendEventAsync(arn, "Go", "5");
        held.SetResult();
        Assert.Equal("FAILED", (await host.EndAsync(arn)).Status);

        await host.OpenAsync();
        await host.Engine.RedriveExecutionAsync(arn);

        Assert.Equal("5", (await host.EndAsync(arn)).Output);
    }

    [Fact]
    public async Task SendEvent_WhatCannotBe_IsRefusedWithASentence()
    {
        await using EngineHost host = Host(new TaskCompletionSource().Task);
        string arn = await StartAsync(host, Twice);

        Assert.Equal("InvalidEvent", await CodeAsync("a", "{no"));
        Assert.Equal("InvalidEventName", await CodeAsync("", "1"));
        Assert.Equal("InvalidEventName", await CodeAsync(new string('n', 257), "1"));
        Assert.Equal("EventTooLarge", await CodeAsync("a", $"\"{new string('x', 262_144)}\""));
        Assert.Equal("ExecutionDoesNotExist", (await Assert.ThrowsAsync<EngineException>(() => host.Engine.SendEventAsync(arn + "x", "a", "1"))).Code);
        string quarter = $"\"{new string('x', 262_000)}\"";
        for (int i = 0; i < 4; i++)
        {
            await host.Engine.SendEventAsync(arn, "large", quarter);
        }

        Assert.Equal("EventLimitExceeded", await CodeAsync("large", quarter));
        for (int i = 4; i < 100; i++)
        {
            await host.Engine.SendEventAsync(arn, "small", "1");
        }

        Assert.Equal("EventLimitExceeded", await CodeAsync("small", "1"));

        async Task<string> CodeAsync(string name, string payload) => (await Assert.ThrowsAsync<EngineException>(() => host.Engine.SendEventAsync(arn, name, payload))).Code;
    }

    /// <summary>Two early events and the release of the task; with a fault, to the crash and in a second engine to the end.</summary>
    private static async Task<(string Run, int Commits)> ScenarioAsync(JournalFault? fault)
    {
        TaskCompletionSource released = new();
        await using EngineHost host = Host(released.Task);
        await host.OpenAsync(fault);
        string arn = "arn:aws:states:us-east-1:123456789012:execution:m:run";
        int sent = 0;
        try
        {
            await PlayAsync();
        }
        catch (SimulatedCrashException) when (fault is not null)
        {
            await host.OpenAsync();
            await PlayAsync();
        }

        string history = Histories.Outline(host.Engine.GetExecutionHistory(arn));
        return ($"{host.Engine.DescribeExecution(arn).Output}\n{history}", host.Engine.Commits);

        async Task PlayAsync()
        {
            StateMachineDescription machine = host.Engine.CreateStateMachine("m", EngineHost.Expand(Twice));
            if (host.Engine.ListExecutions(machine.Arn).Count == 0)
            {
                await host.Engine.StartExecutionAsync(machine.Arn, "run", "{}");
            }

            while (sent < 2)
            {
                try
                {
                    await host.Engine.SendEventAsync(arn, "Approved", $"{sent + 1}");
                }
                catch (SimulatedCrashException) when (fault is { AfterIt: true })
                {
                    // It is on the disk, though nobody heard so.
                    sent++;
                    throw;
                }

                sent++;
            }

            released.TrySetResult();
            await host.EndAsync(arn);
        }
    }

    private static string Machine(string state) => $$$$"""{"QueryLanguage":"JSONata","StartAt":"E","States":{"E":{{{{state}}}}}}""";

    private static string Wait(string name, string rest) => $$$$"""
        {"Type":"Task","Resource":"{{{{Resource}}}}","Arguments":{"Entries":[{"Source":"imageflow","DetailType":"Waiting for an event","Detail":{"eventName":"{{{{name}}}}","taskToken":"{% $states.context.Task.Token %}"}}]},{{{{rest}}}}}
        """;

    private static EngineHost Host(Task held, bool timeSkip = true)
    {
        EngineHost host = new() { TimeSkip = timeSkip };
        host.Handler
            .On(Resource, _ => new TaskResult.Success(ObjectData.Of(("FailedEntryCount", 0))))
            .On("arn:aws:states:::sqs:sendMessage.waitForTaskToken", _ => new TaskResult.Success(ObjectData.Empty))
            .OnAsync("Hold", async (_, ct) =>
            {
                await held.WaitAsync(ct);
                return new TaskResult.Success(NumberData.Of(0));
            });
        return host;
    }

    private static async Task<string> StartAsync(EngineHost host, string definition)
    {
        StepFunctionsEngine engine = await host.OpenAsync();
        return (await engine.StartExecutionAsync(engine.CreateStateMachine("m", EngineHost.Expand(definition)).Arn, "run", "{}")).ExecutionArn;
    }

    private static async Task SubmittedAsync(EngineHost host, string arn, int count)
    {
        for (DateTime deadline = DateTime.UtcNow.AddSeconds(20); host.Engine.GetExecutionHistory(arn).Count(e => e.Type == "TaskSubmitted") < count; await Task.Delay(5, Cancel))
        {
            Assert.True(DateTime.UtcNow < deadline, "The task was not submitted within 20 seconds.");
        }
    }
}
