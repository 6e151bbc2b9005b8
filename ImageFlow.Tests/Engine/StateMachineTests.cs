using ImageFlow.Engine;
using ImageFlow.Engine.Machines;

namespace ImageFlow.Tests.Engine;

public sealed class StateMachineTests
{
    [Fact]
    public async Task Alias_WithTwoVersions_SharesTheStartsByWeightAlsoAfterAReopen()
    {
        await using EngineHost host = await OpenAsync();
        string machine = host.Engine.CreateStateMachine("m", Returning(1)).Arn;
        StateMachineVersion one = host.Engine.Versions.Publish(machine, null, null);
        host.Engine.UpdateStateMachine(machine, Returning(2));
        StateMachineVersion two = host.Engine.Versions.Publish(machine, "second", null);
        StateMachineAlias alias = host.Engine.Versions.CreateAlias("PROD", null, [new(one.Arn, 75), new(two.Arn, 25)]);
        await host.OpenAsync();
        Dictionary<string, int> outputs = [];
        for (int i = 0; i < 200; i++)
        {
            ExecutionDescription end = await host.EndAsync((await host.Engine.StartExecutionAsync(alias.Arn, null, "{}")).ExecutionArn);
            outputs[end.Output!] = outputs.GetValueOrDefault(end.Output!) + 1;
            Assert.Equal((alias.Arn, end.Output == "1" ? one.Arn : two.Arn), (end.StateMachineAliasArn, end.StateMachineVersionArn));
        }

        Assert.InRange(outputs["2"], 20, 90);
        Assert.Equal("second", host.Engine.DescribeStateMachine(two.Arn).Description);
    }

    [Fact]
    public async Task DeleteVersion_WithAnAlias_IsRefused()
    {
        await using EngineHost host = await OpenAsync();
        StateMachineVersion version = host.Engine.Versions.Publish(host.Engine.CreateStateMachine("m", Returning(1)).Arn, null, null);
        host.Engine.Versions.CreateAlias("PROD", null, [new(version.Arn, 100)]);
        EngineException refusal = Assert.Throws<EngineException>(() => host.Engine.Versions.Delete(version.Arn));
        Assert.Equal("ConflictException", refusal.Code);
        Assert.Contains("[PROD]", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, 30)]
    [InlineData(100, 100)]
    public async Task CreateAlias_WeightsThatAreNotAHundred_IsRefused(int first, int second)
    {
        await using EngineHost host = await OpenAsync();
        string machine = host.Engine.CreateStateMachine("m", Returning(1)).Arn;
        StateMachineVersion one = host.Engine.Versions.Publish(machine, null, null);
        host.Engine.UpdateStateMachine(machine, Returning(2));
        StateMachineVersion two = host.Engine.Versions.Publish(machine, null, null);
        Assert.Equal("ValidationException", Assert.Throws<EngineException>(() => host.Engine.Versions.CreateAlias("A", null, [new(one.Arn, first), new(two.Arn, second)])).Code);
    }

    [Fact]
    public async Task Delete_WithARunningExecution_LetsItEndAndFreesTheName()
    {
        await using EngineHost host = new() { TimeSkip = false };
        await host.OpenAsync();
        string machine = host.Engine.CreateStateMachine("m", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}""").Arn;
        string execution = (await host.Engine.StartExecutionAsync(machine, null, "7")).ExecutionArn;
        host.Engine.StateMachines.Delete(machine);
        Assert.Equal("DELETING", host.Engine.DescribeStateMachine(machine).Status);
        Assert.Equal("StateMachineDeleting", (await Assert.ThrowsAsync<EngineException>(() => host.Engine.StartExecutionAsync(machine, null, "{}"))).Code);
        Assert.Equal("7", (await host.EndAsync(execution)).Output);
        Assert.Equal("StateMachineDoesNotExist", Assert.Throws<EngineException>(() => host.Engine.DescribeStateMachine(machine)).Code);
        host.Engine.CreateStateMachine("m", Returning(3));
        await host.OpenAsync();
        Assert.Equal("7", host.Engine.DescribeExecution(execution).Output);
        Assert.Equal("3", (await host.EndAsync((await host.Engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn)).Output);
    }

    [Fact]
    public async Task Delete_WithARunningExecution_EndsItAtItsNextTransition()
    {
        await using EngineHost host = await OpenAsync();
        string machine = host.Engine.CreateStateMachine("m", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"P"},"P":{"Type":"Pass","End":true}}}""").Arn;
        string execution = (await host.Engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn;
        host.Engine.StateMachines.Delete(machine);
        await host.OpenAsync();

        ExecutionDescription end = await host.EndAsync(execution);

        Assert.Equal(("FAILED", "States.Runtime", "State machine m has been deleted."), (end.Status, end.Error, end.Cause));
        string[] types = [.. host.Engine.GetExecutionHistory(execution).Select(e => e.Type)];
        Assert.Equal(["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionFailed"], types);
        Assert.Equal("StateMachineDoesNotExist", Assert.Throws<EngineException>(() => host.Engine.DescribeStateMachine(machine)).Code);
    }

    [Fact]
    public async Task Settings_AndTags_AreKeptOverAReopen()
    {
        await using EngineHost host = await OpenAsync();
        string machine = host.Engine.StateMachines.Create("m", Returning(1), "STANDARD", new StateMachineSettings { RoleArn = "arn:aws:iam::123456789012:role/mine" }, [new("a", "1")]).Arn;
        host.Engine.StateMachines.Tag(machine, [new("b", "2"), new("a", "3")]);
        await host.OpenAsync();
        Assert.Equal("arn:aws:iam::123456789012:role/mine", host.Engine.DescribeStateMachine(machine).RoleArn);
        Assert.Equal([new("a", "3"), new("b", "2")], host.Engine.StateMachines.Tags(machine));
    }

    [Fact]
    public async Task Express_SameNameTwice_MakesTwoExecutions()
    {
        await using EngineHost host = await OpenAsync();
        string machine = host.Engine.CreateStateMachine("m", Returning(1), "EXPRESS").Arn;
        ExecutionDescription one = await host.EndAsync((await host.Engine.StartExecutionAsync(machine, "same", "{}")).ExecutionArn);
        ExecutionDescription two = await host.EndAsync((await host.Engine.StartExecutionAsync(machine, "same", "{}")).ExecutionArn);
        Assert.NotEqual(one.ExecutionArn, two.ExecutionArn);
        Assert.Equal(("same", "same", 9), (one.Name, two.Name, one.ExecutionArn.Split(':').Length));
    }

    private static string Returning(int number) => $$$"""{"StartAt":"P","States":{"P":{"Type":"Pass","Result":{{{number}}},"End":true} } }""";

    private static async Task<EngineHost> OpenAsync()
    {
        EngineHost host = new() { TimeSkip = false };
        await host.OpenAsync();
        return host;
    }
}
