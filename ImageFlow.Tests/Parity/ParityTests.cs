using ImageFlow.Asl.Values;
using ImageFlow.Cli;
using ImageFlow.Cli.Parity;
using ImageFlow.Engine;

namespace ImageFlow.Tests.Parity;

/// <summary>Two histories are the same but for what the rules name; and a planted difference is found.</summary>
public sealed class ParityTests
{
    /// <summary>Two branches, one with a Map of two items, and a task that fails and is caught. As AWS numbers such a run.</summary>
    private static readonly HistoryEvent[] Recorded =
    [
        Event(1, 0, "ExecutionStarted", ("input", "{\"n\":1}"), ("roleArn", "arn:aws:iam::123456789012:role/a")),
        Event(2, 0, "ParallelStateEntered", ("name", "Both"), ("input", "{\"n\":1}")),
        Event(3, 2, "ParallelStateStarted"),
        Event(4, 3, "MapStateEntered", ("name", "Each"), ("input", "{\"n\":1}")),
        Event(5, 3, "TaskStateEntered", ("name", "Call"), ("input", "{\"n\":1}")),
        Event(6, 4, "MapStateStarted"),
        Iteration(7, 6, "MapIterationStarted", 0),
        Event(8, 7, "PassStateEntered", ("name", "Item"), ("input", "1")),
        Event(9, 8, "PassStateExited", ("name", "Item"), ("output", "1")),
        Iteration(10, 9, "MapIterationSucceeded", 0),
        Iteration(11, 9, "MapIterationStarted", 1),
        Event(12, 11, "PassStateEntered", ("name", "Item"), ("input", "2")),
        Event(13, 12, "PassStateExited", ("name", "Item"), ("output", "2")),
        Iteration(14, 13, "MapIterationSucceeded", 1),
        Event(15, 5, "TaskScheduled", ("resource", "invoke"), ("region", "us-east-1"), ("parameters", "{\"FunctionName\":\"f\"}")),
        Event(16, 15, "TaskStarted", ("resource", "invoke")),
        Event(17, 16, "TaskFailed", ("error", "Bad"), ("cause", "{\"errorType\":\"Bad\",\"errorMessage\":\"m\",\"stackTrace\":[\"at a\"]}")),
        Event(18, 17, "TaskStateExited", ("name", "Call"), ("output", "{}")),
        Event(19, 13, "MapStateSucceeded"),
        Event(20, 13, "MapStateExited", ("name", "Each"), ("output", "[1,2]")),
        Event(21, 20, "ParallelStateSucceeded"),
        Event(22, 20, "ParallelStateExited", ("name", "Both"), ("output", "[{},[1,2]]")),
        Event(23, 22, "ExecutionSucceeded", ("output", "[{},[1,2]]")),
    ];

    private static readonly RecordedRun Run = new("SUCCEEDED", "[{},[1,2]]", null, null, Recorded);

    [Fact]
    public void Of_ABranchingHistory_TakesItApart()
    {
        IReadOnlyDictionary<string, IReadOnlyList<HistoryEvent>> branches = Branches.Of(Recorded);

        Assert.Equal(["", "/Both/Each", "/Both/Call", "/Both/Each/Each[0]", "/Both/Each/Each[1]"], branches.Keys);
        Assert.Equal([1, 2, 3, 21, 22, 23], branches[""].Select(happened => happened.Id));
        Assert.Equal([4, 6, 19, 20], branches["/Both/Each"].Select(happened => happened.Id));
        Assert.Equal([5, 15, 16, 17, 18], branches["/Both/Call"].Select(happened => happened.Id));
        Assert.Equal([11, 12, 13, 14], branches["/Both/Each/Each[1]"].Select(happened => happened.Id));
    }

    [Fact]
    public void Of_AStateEnteredTwice_KeepsItsBranchesApart()
    {
        HistoryEvent[] loop =
        [
            Event(1, 0, "ParallelStateEntered", ("name", "P")), Event(2, 1, "ParallelStateStarted"), Event(3, 2, "PassStateEntered", ("name", "A")), Event(4, 3, "PassStateExited", ("name", "A")),
            Event(5, 4, "ParallelStateSucceeded"), Event(6, 4, "ParallelStateExited", ("name", "P")),
            Event(7, 6, "ParallelStateEntered", ("name", "P")), Event(8, 7, "ParallelStateStarted"), Event(9, 8, "PassStateEntered", ("name", "A")),
        ];

        Assert.Equal(["", "/P/A", "/P/A#2"], Branches.Of(loop).Keys);
    }

    [Fact]
    public void Compare_ARunWithOtherTimesIdsRolesAndStacks_FindsNothingAndNamesTheRules()
    {
        // The other branch first, other ids, another role, other blanks and another stack.
        long[] order = [1, 2, 3, 5, 15, 16, 17, 18, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 19, 20, 21, 22, 23];
        HistoryEvent[] ordered = [.. order.Select((id, place) => Recorded[id - 1] with { Id = place + 1, PreviousEventId = Array.IndexOf(order, Recorded[id - 1].PreviousEventId) + 1 })
            .Select(happened => Changed(happened, "roleArn", "arn:aws:iam::999999999999:role/b"))
            .Select(happened => Changed(happened, "parameters", "{ \"FunctionName\" : \"f\" }"))
            .Select(happened => Changed(happened, "cause", "{\"errorType\":\"Bad\",\"errorMessage\":\"m\",\"stackTrace\":[]}"))];

        ParityComparison comparison = ParityComparison.Of(Run, Run with { Events = ordered }, ParityRule.Always);

        Assert.Empty(comparison.Differences);
        Assert.Equal(["region", "role", "stack-trace"], comparison.Applied.Keys.Select(rule => rule.Name).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string, string> Planted => new()
    {
        { "status", "status", "" },
        { "output", "output", "" },
        { "lost event", "event", "/Both/Call" },
        { "other state", "event", "/Both/Each/Each[1]" },
        { "other order", "event", "/Both/Call" },
        { "other payload", "PassStateExited 'Item': output", "/Both/Each/Each[1]" },
        { "other error", "TaskFailed: error", "/Both/Call" },
        { "other cause", "TaskFailed: cause", "/Both/Call" },
        { "lost branch", "event", "/Both/Call" },
        { "more members", "TaskStarted: retries", "/Both/Call" },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void Compare_APlantedDifference_FindsItWhereItIs(string planted, string what, string branch)
    {
        RecordedRun there = planted switch
        {
            "status" => Run with { Status = "FAILED" },
            "output" => Run with { Output = "[]" },
            "lost event" => Run with { Events = [.. Recorded.Where(happened => happened.Id != 16).Select(happened => happened.Id == 17 ? happened with { PreviousEventId = 15 } : happened)] },
            "other state" => With(12, happened => Changed(happened, "name", "Other")),
            "other order" => Run with { Events = [.. Recorded.Select(happened => happened.Id switch { 15 => happened with { Type = "TaskStarted" }, 16 => happened with { Type = "TaskScheduled" }, _ => happened })] },
            "other payload" => With(13, happened => Changed(happened, "output", "3")),
            "other error" => With(17, happened => Changed(happened, "error", "Worse")),
            "other cause" => With(17, happened => Changed(happened, "cause", "{\"errorType\":\"Bad\",\"errorMessage\":\"n\",\"stackTrace\":[]}")),
            "lost branch" => Run with { Events = [.. Recorded.Where(happened => happened.Id is not (5 or 15 or 16 or 17 or 18))] },
            _ => With(16, happened => happened with { Details = happened.Details!.With("retries", NumberData.Of(1)) }),
        };

        // Even with all rules of emulators; but the cause is what the rule service-cause leaves out.
        IEnumerable<ParityRule> optional = ParityRule.Optional.Where(rule => planted != "other cause" || rule.Name != "service-cause");
        ParityDifference found = ParityComparison.Of(Run, there, [.. ParityRule.Always, .. optional]).Differences[0];

        Assert.Equal((what, branch), (found.What, found.Branch));
    }

    [Fact]
    public void Rules_AllOfThem_HaveANameOfTheirOwnAndAReason()
    {
        ParityRule[] all = [.. ParityRule.Always, .. ParityRule.Optional];

        Assert.Equal(all.Length, all.Select(rule => rule.Name).Distinct().Count());
        Assert.All(all, rule => Assert.True(rule.Reason.Length > 20, rule.Name));
    }

    [Theory]
    [InlineData("arn:aws:states:eu-west-1:111111111111:execution:m:e", "arn:aws:states:us-east-1:123456789012:execution:m:e")]
    [InlineData("no (Service: S; Status Code: 400; Error Code: E; Request ID: AAA; Proxy: null)", "no (Service: S; Status Code: 400; Error Code: E; Request ID: BBB-1; Proxy: null)")]
    public void Compare_TextsThatNameTheEndpoint_AreTheSame(string here, string there) =>
        Assert.Empty(ParityComparison.Of(
            Run with { Output = new StringData(here).ToJson() }, Run with { Output = new StringData(there).ToJson() }, ParityRule.Always).Differences);

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("not json", "{\"events\":[]}")]
    [InlineData("{\"status\":\"SUCCEEDED\"}", "{\"events\":[{\"id\":1}]}")]
    public void Read_OfSomethingElse_SaysSo(string execution, string history) =>
        Assert.Contains("is no history of Step Functions", Assert.Throws<UsageException>(() => RecordedRun.Read(execution, history)).Message, StringComparison.Ordinal);

    private static RecordedRun With(long id, Func<HistoryEvent, HistoryEvent> change) => Run with { Events = [.. Recorded.Select(happened => happened.Id == id ? change(happened) : happened)] };

    private static HistoryEvent Changed(HistoryEvent happened, string name, string value) =>
        happened.Details is { } details && details.Contains(name) ? happened with { Details = details.With(name, new StringData(value)) } : happened;

    private static HistoryEvent Event(long id, long previous, string type, params (string Name, string Value)[] details) =>
        new(id, previous, type, DateTimeOffset.UnixEpoch.AddSeconds(id), "details", ObjectData.Of([.. details.Select(detail => (detail.Name, (JsonData)new StringData(detail.Value)))]));

    private static HistoryEvent Iteration(long id, long previous, string type, int index) =>
        new(id, previous, type, DateTimeOffset.UnixEpoch, "details", ObjectData.Of(("name", "Each"), ("index", NumberData.Of(index))));
}
