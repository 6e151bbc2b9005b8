using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Machines;
using ImageFlow.Engine.Workers;

namespace ImageFlow.Tests.Engine;

/// <summary>Pages of machines, activities, executions and histories.</summary>
public sealed class ListingTests
{
    private const string Pass = """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""";

    [Fact]
    public async Task StateMachines_DeletedBetweenPages_LeaveTheOthersInOrder()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        for (int i = 0; i < 7; i++)
        {
            engine.CreateStateMachine($"m{i}", Pass);
        }

        IReadOnlyList<(long Key, StateMachineDescription Machine)> first = engine.StateMachines.Page(0, 3);
        engine.StateMachines.Delete(first[2].Machine.Arn);
        engine.StateMachines.Delete(first[0].Machine.Arn.Replace("m6", "m2", StringComparison.Ordinal));
        await host.OpenAsync();
        IReadOnlyList<(long Key, StateMachineDescription Machine)> second = host.Engine.StateMachines.Page(first[^1].Key, 10);

        Assert.Equal(["m6", "m5", "m4"], first.Select(entry => entry.Machine.Name));
        Assert.Equal(["m3", "m1", "m0"], second.Select(entry => entry.Machine.Name));
        Assert.Equal(["m6", "m5", "m3", "m1", "m0"], host.Engine.ListStateMachines().Select(machine => machine.Name));
    }

    [Fact]
    public async Task Activities_DeletedBetweenPages_LeaveTheOthersInOrder()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        for (int i = 0; i < 5; i++)
        {
            engine.Activities.Create($"a{i}");
        }

        IReadOnlyList<(long Key, Activity Activity)> first = engine.Activities.Page(0, 2);
        engine.Activities.Delete(first[1].Activity.Arn);
        await host.OpenAsync();
        host.Engine.Activities.Create("a5");

        Assert.Equal(["a4", "a3"], first.Select(entry => entry.Activity.Name));
        Assert.Equal(["a2", "a1"], host.Engine.Activities.Page(first[1].Key, 2).Select(entry => entry.Activity.Name));
        Assert.Equal(["a5", "a4", "a2", "a1", "a0"], host.Engine.Activities.List().Select(activity => activity.Name));
    }

    [Fact]
    public async Task Executions_OfAVersionOrAnAlias_AreThoseThatWereStartedSo()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        string machine = engine.CreateStateMachine("m", Pass).Arn;
        string version = engine.Versions.Publish(machine, null, null).Arn;
        string alias = engine.Versions.CreateAlias("PROD", null, [new StateMachineRoute(version, 100)]).Arn;
        foreach ((string arn, string name) in ((string, string)[])[(machine, "plain"), (version, "version"), (alias, "alias")])
        {
            await host.EndAsync((await engine.StartExecutionAsync(arn, name, "{}")).ExecutionArn);
        }

        Assert.Equal(["alias", "version", "plain"], engine.ListExecutions(machine).Select(execution => execution.Name));
        Assert.Equal(["alias", "version"], engine.ListExecutions(version).Select(execution => execution.Name));
        Assert.Equal(["alias"], engine.ListExecutions(alias, "SUCCEEDED").Select(execution => execution.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task History_Backwards_IsTheHistoryTurnedRound(int size)
    {
        await using EngineHost host = new();
        (ExecutionDescription execution, IReadOnlyList<HistoryEvent> history) = await host.RunAsync(
            """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Wait","Seconds":1,"Next":"C"},"C":{"Type":"Pass","End":true}}}""");
        List<HistoryEvent> found = [];
        while (host.Engine.GetExecutionHistoryBackwards(execution.ExecutionArn, found.Count == 0 ? 0 : found[^1].Id, size) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= size, "A page is not larger than asked for.");
            found.AddRange(page);
            if (found[^1].Id == 1)
            {
                break;
            }
        }

        Assert.Equal(history.Reverse().Select(e => e.Id), found.Select(e => e.Id));
    }

    [Fact]
    public async Task Activities_TagsAndEncryption_AreKeptOverAReopen()
    {
        await using EngineHost host = new();
        StepFunctionsEngine engine = await host.OpenAsync();
        ObjectData key = ObjectData.Of(("type", "CUSTOMER_MANAGED_KMS_KEY"), ("kmsKeyId", "alias/mine"), ("kmsDataKeyReusePeriodSeconds", 300));
        string arn = engine.Activities.Create("a", [new("team", "1")], key).Arn;
        engine.Activities.Tag(arn, [new("stage", "2"), new("team", "3"), new("gone", "4")]);
        engine.Activities.Untag(arn, ["gone"]);
        engine.Activities.Create("a", [new("other", "ignored")], key);

        await host.OpenAsync();

        Assert.Equal([new("team", "3"), new("stage", "2")], host.Engine.Activities.Tags(arn));
        Assert.Equal(key, host.Engine.Activities.Describe(arn).Encryption);
        Assert.Equal("ActivityAlreadyExists", Code(() => host.Engine.Activities.Create("a")));
        Assert.Equal("ResourceNotFound", Code(() => host.Engine.Activities.Tags(arn + "x")));
        Assert.Equal("TooManyTags", Code(() => host.Engine.Activities.Tag(arn, [.. Enumerable.Range(0, 49).Select(i => KeyValuePair.Create($"k{i}", ""))])));
        Assert.Equal("InvalidEncryptionConfiguration", Code(() => host.Engine.Activities.Create("b", [], ObjectData.Of(("type", "CUSTOMER_MANAGED_KMS_KEY")))));
        Assert.Equal("InvalidEncryptionConfiguration", Code(() => host.Engine.Activities.Create("b", [], key.With("kmsDataKeyReusePeriodSeconds", 30))));
        Assert.Equal("InvalidEncryptionConfiguration", Code(() => host.Engine.Activities.Create("b", [], ObjectData.Of(("type", "MINE")))));

        static string Code(Action action) => Assert.Throws<EngineException>(action).Code;
    }
}
