using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Compilation;

/// <summary>Checks that AWS does not make: where they warn, and where they have no reason to.</summary>
public class ServiceCheckTests
{
    [Theory]
    [InlineData("5000000", """["jpeg"]""", false)]
    [InlineData("15728640", null, false)]
    [InlineData("20000000", null, true)]
    [InlineData(null, null, true)]
    [InlineData("5000000", """["jpeg","webp"]""", true)]
    public void Rekognition_AfterAValidation_IsToldOfWhatThatLetsThrough(string? maxBytes, string? formats, bool expected)
    {
        TestFlow flow = new TestFlow().Node("v", "ImageFlow.ValidateImage", ("key", Literal("k")), ("maxBytes", maxBytes is null ? null : Literal(maxBytes, "Int32")), ("allowedFormats", formats is null ? null : Expression("Object", formats, "String[]")))
            .Node("f", "Test.Faces", ("key", Literal("k"))).Chain("v", "f");

        Assert.Equal(expected, Has(flow, "FLOW0136"));
    }

    /// <summary>A validation on one of two ways does not count.</summary>
    [Fact]
    public void Rekognition_ValidationOnAnotherWay_IsToldOf()
    {
        TestFlow flow = new TestFlow().Input("N", "Int32").Decide("d", "getN() > 1").Node("v", "ImageFlow.ValidateImage", ("key", Literal("k")), ("maxBytes", Literal("5000000", "Int32"))).Node("f", "Test.Faces", ("key", Literal("k")))
            .To("d", "v", "True").To("d", "f", "False").Chain("v", "f");

        Assert.True(Has(flow, "FLOW0136"));
    }

    [Fact]
    public void TaskToken_WithATimeout_IsFine() =>
        Assert.False(Has(new TestFlow().Node("a", "Elsa.Event", ("eventName", Literal("Approved")), ("customProperties", new Dictionary<string, object> { ["imageflow:timeout"] = 60 })), "FLOW0133"));

    [Theory]
    [InlineData("GET", false)]
    [InlineData("PUT", false)]
    [InlineData("POST", true)]
    public void Retry_OfAnHttpCall_IsToldOfWhereItRepeatsWork(string method, bool expected)
    {
        TestFlow flow = new TestFlow().Node("a", "Elsa.FlowSendHttpRequest", ("url", Literal("https://example.com")), ("method", Literal(method)), ("customProperties", new Dictionary<string, object>
        {
            ["imageflow:connection"] = "arn:aws:events:us-east-1:123456789012:connection/api/1",
            ["imageflow:retry"] = new { maxAttempts = 3 },
        }));

        Assert.Equal(expected, Has(flow, "FLOW0134"));
    }

    [Theory]
    [InlineData("'x'", false)]
    [InlineData("[...getAll(), 'x']", true)]
    [InlineData("getAll().concat('x')", true)]
    [InlineData("getAll().slice(0, 3)", false)]
    public void Variable_SetInALoop_IsToldOfWhereItGrows(string value, bool expected)
    {
        TestFlow flow = new TestFlow().Input("N", "Int32").Variable("All", "String", "[]", isArray: true).Set("a", "All", Script(value)).Decide("d", "getN() < 3").To("a", "d").To("d", "a", "True");

        Assert.Equal(expected, Has(flow, "FLOW0140"));
    }

    [Fact]
    public void Variable_SetOnce_IsFineThoughItGrows() =>
        Assert.False(Has(new TestFlow().Variable("All", "String", "[]", isArray: true).Set("a", "All", Script("[...getAll(), 'x']")), "FLOW0140"));

    [Theory]
    [InlineData("Elsa.Timer", "interval", "00:05:00", false)]
    [InlineData("Elsa.Timer", "interval", "00:00:30", true)]
    [InlineData("Elsa.Cron", "cronExpression", "0 0 * * * *", false)]
    [InlineData("Elsa.Cron", "cronExpression", "*/5 * * * * *", true)]
    public void Schedule_FinerThanAMinute_IsToldOf(string type, string input, string value, bool expected) =>
        Assert.Equal(expected, Has(new TestFlow().Node("a", type, (input, Literal(value)), ("customProperties", new { canStartWorkflow = true })), "FLOW0137"));

    private static bool Has(TestFlow flow, string code) => flow.Compile().Diagnostics.Any(finding => finding.Code == code);
}
