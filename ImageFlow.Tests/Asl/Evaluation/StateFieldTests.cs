using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;

namespace ImageFlow.Tests.Asl.Evaluation;

public class StateFieldTests
{
    private const string Input = """{"s":3,"half":1.5,"neg":-1,"text":"soon","t":"2026-11-20T10:00:00+01:00","list":[1,2],"o":{"k":1}}""";

    [Fact]
    public void WaitUntil_Forms_GiveThePointInTime()
    {
        StateScope scope = TestScope.Of(Input);

        Assert.Equal(TestScope.Now.AddSeconds(10), StateFields.WaitUntil(new WaitState { Name = "W", Seconds = 10 }, QueryLanguage.JsonPath, scope));
        Assert.Equal(TestScope.Now.AddSeconds(3), StateFields.WaitUntil(new WaitState { Name = "W", SecondsPath = "$.s" }, QueryLanguage.JsonPath, scope));
        Assert.Equal(TestScope.Now, StateFields.WaitUntil(new WaitState { Name = "W", TimestampPath = "$.t" }, QueryLanguage.JsonPath, scope));
        Assert.Equal(TestScope.Now, StateFields.WaitUntil(new WaitState { Name = "W", Timestamp = "2026-11-20T09:00:00Z" }, QueryLanguage.JsonPath, scope));
    }

    [Theory]
    [InlineData("$.half", "The SecondsPath parameter cannot be parsed as a long value: $.half == 1.5")]
    [InlineData("$.neg", "The SecondsPath parameter references a negative value: $.neg == -1")]
    [InlineData("$.gone", "The SecondsPath parameter does not reference an input value: $.gone")]
    public void WaitUntil_BadSecondsPath_FailsLikeAws(string path, string cause) => Assert.Equal(
        cause,
        Assert.Throws<StatesException>(() => StateFields.WaitUntil(new WaitState { Name = "W", SecondsPath = path }, QueryLanguage.JsonPath, TestScope.Of(Input))).Cause);

    [Fact]
    public void Failure_Paths_MayBeCalls()
    {
        FailState state = new() { Name = "F", ErrorPath = "$.text", CausePath = "States.Format('after {}', $.s)" };

        Assert.Equal(("soon", "after 3"), StateFields.Failure(state, QueryLanguage.JsonPath, TestScope.Of(Input)));
    }

    [Fact]
    public void Items_Path_GivesArraysAndInDistributedModeObjects()
    {
        MapState map = Map("$.list");

        Assert.Equal([new MapItem(1), new MapItem(2)], MapFields.Items(map, QueryLanguage.JsonPath, TestScope.Of(Input)));
        MapState distributed = Map("$.o") with { ItemProcessor = map.ItemProcessor with { ProcessorConfig = new ProcessorConfig("DISTRIBUTED", "STANDARD") } };
        Assert.Equal([new MapItem(1, "k")], MapFields.Items(distributed, QueryLanguage.JsonPath, TestScope.Of(Input)));
    }

    [Theory]
    [InlineData("$.s", "States.Runtime", "Reference path \"$.s\" must point to array.")]
    [InlineData("$.o", "States.Runtime", "Reference path \"$.o\" must point to array.")]
    [InlineData("$$.Execution", "States.Runtime", "Reference path \"$.Execution\" must point to array.")]
    [InlineData("$.o.x", "States.ReferencePathConflict", "Unable to apply step \"x\" to input " + Input)]
    public void Items_NoArray_FailsLikeAws(string path, string error, string cause)
    {
        StatesException failure = Assert.Throws<StatesException>(() => MapFields.Items(Map(path), QueryLanguage.JsonPath, TestScope.Of(Input)));

        Assert.Equal((error, cause), (failure.Error, failure.Cause));
    }

    [Fact]
    public void ToleratedFailureCount_PathIsNoNumber_FailsLikeAws()
    {
        MapState map = Map("$.list") with { ToleratedFailureCountPath = "$.o" };

        Assert.Equal(
            "The ToleratedFailureCountPath field refers to value \"{\"k\":1}\" which is not a valid integer: $.o",
            Assert.Throws<StatesException>(() => MapFields.ToleratedFailureCount(map, QueryLanguage.JsonPath, TestScope.Of(Input))).Cause);
    }

    [Fact]
    public void Limits_PathIsNegative_FailLikeAws()
    {
        MapState map = Map("$.list") with { MaxConcurrencyPath = "$.neg", ToleratedFailureCountPath = "$.neg", ToleratedFailurePercentagePath = "$.neg" };
        StateScope scope = TestScope.Of(Input);

        Assert.Equal(
            [
                "Expected non-negative integer for MaxConcurrency, got '-1' instead.",
                "ToleratedFailureCount cannot be negative.",
                "ToleratedFailurePercentage must be between 0 and 100.",
            ],
            new Action[]
            {
                () => MapFields.MaxConcurrency(map, QueryLanguage.JsonPath, scope),
                () => MapFields.ToleratedFailureCount(map, QueryLanguage.JsonPath, scope),
                () => MapFields.ToleratedFailurePercentage(map, QueryLanguage.JsonPath, scope),
            }.Select(read => Assert.Throws<StatesException>(read).Cause));
    }

    private static MapState Map(string path) => new()
    {
        Name = "M",
        ItemsPath = path,
        ItemProcessor = new ItemProcessor { StartAt = "P", States = new() { ["P"] = new PassState { Name = "P", End = true } } },
    };
}
