using ImageFlow.Asl.Values;
using ImageFlow.Cli;
using ImageFlow.Cli.Forecast;
using ImageFlow.Tests.Activities;

namespace ImageFlow.Tests.Cli;

/// <summary>Forecasts against figures worked out by hand.</summary>
public sealed class ForecastTests : IDisposable
{
    private readonly CliFixture cli = new();

    [Fact]
    public async Task Forecast_OfATaskThatIsRepeatedTwice_CountsFiveTransitionsAndPricesThem()
    {
        string machine = cli.Write("flow.json", """
            {"StartAt":"Begin","States":{"Begin":{"Type":"Pass","Next":"Call"},
            "Call":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","Parameters":{"TableName":"t","Item":{"id":{"S":"1"}}},
            "Retry":[{"ErrorEquals":["DynamoDB.AmazonDynamoDBException"],"IntervalSeconds":10,"MaxAttempts":3}],"Next":"Done"},"Done":{"Type":"Succeed"}}}
            """);
        string mock = cli.Write("mock.json", """
            {"StateMachines":{"flow":{"TestCases":{"Twice":{"Call":"Twice"}}}},
            "MockedResponses":{"Twice":{"0-1":{"Throw":{"Error":"DynamoDB.AmazonDynamoDBException","Cause":"busy"}},"2":{"Return":{}}}}}
            """);

        CliResult result = await cli.RunAsync("forecast", machine, "--mock", mock + "#Twice", "--per-month", "1000000", "--json");

        Assert.True(result.ExitCode == ExitCode.Ok, result.Error + result.Output);
        ObjectData each = (ObjectData)result.Json["perExecution"]!;
        ObjectData month = (ObjectData)result.Json["perMonth"]!;
        Assert.Equal((5m, 2m), (Number(each, "transitions"), Number(each, "retries")));
        Assert.InRange(Number(each, "durationSeconds"), 30m, 35m); // it waits 10 and 20 seconds between the tries

        // 5,000,000 transitions, 4,000 of them free, at 0.025 for a thousand.
        Assert.Equal(124.90m, Number(month, "standardDollars"));
        Assert.Empty((ArrayData)month["expressObstacles"]!);
        Assert.Equal(0m, Number(month, "lambdaDollars"));
    }

    [Fact]
    public async Task Forecast_OfAFlowWithAFunction_SaysItsGigabyteSecondsAndPrice()
    {
        string image = Path.Combine(cli.Folder, "picture.jpg");
        File.WriteAllBytes(image, TestPicture.Gradient(640, 480));
        string flow = Path.Combine(SharedData.RepositoryRoot, "stepfunctions", "image-resize", "workflow.json");

        CliResult arm = await cli.RunAsync("forecast", flow, "--image", image, "--per-month", "1000000", "--json");
        CliResult text = await cli.RunAsync("forecast", flow, "--image", image);

        Assert.True(arm.ExitCode == ExitCode.Ok, arm.Error + arm.Output);
        ObjectData function = (ObjectData)Assert.Single((ArrayData)((ObjectData)arm.Json["perExecution"]!)["functions"]!);
        Assert.Equal("imageflow-ResizeImage", ((StringData)function["functionName"]!).Value);
        Assert.Equal(1769m, Number(function, "memoryMegabytes"));
        decimal gigabyteSeconds = Number(function, "gigabyteSeconds");
        Assert.InRange(gigabyteSeconds, Number(function, "seconds") * 1.727m, (Number(function, "seconds") + 0.002m) * 1.728m);

        // Dollars are rounded to a cent: half a cent on either side.
        decimal price = (gigabyteSeconds * 1_000_000m * 0.0000133334m) + 0.20m;
        Assert.InRange(Number((ObjectData)arm.Json["perMonth"]!, "lambdaDollars"), price - 0.006m, price + 0.006m);
        Assert.Contains("imageflow-ResizeImage", text.Output, StringComparison.Ordinal);
        Assert.Contains("The first that breaks: ", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecast_OfALongWaitAndAToken_SaysWhyItCannotBeExpress()
    {
        string machine = cli.Write("flow.json", """
            {"StartAt":"Rest","States":{"Rest":{"Type":"Wait","Seconds":600,"Next":"Ask"},
            "Ask":{"Type":"Task","Resource":"arn:aws:states:::sns:publish.waitForTaskToken","Parameters":{"TopicArn":"arn:aws:sns:us-east-1:123456789012:t","Message.$":"$$.Task.Token"},"End":true}}}
            """);
        string mock = cli.Write("mock.json", """{"StateMachines":{"flow":{"TestCases":{"Yes":{"Ask":"Yes"}}}},"MockedResponses":{"Yes":{"0":{"Return":{}}}}}""");

        CliResult result = await cli.RunAsync("forecast", machine, "--mock", mock + "#Yes", "--json");

        Assert.True(result.ExitCode == ExitCode.Ok, result.Error + result.Output);
        Assert.Equal(
            ["it takes 600 s, and Express executions end after 300 s", "the state 'Ask' waits for a task token"],
            ((ArrayData)((ObjectData)result.Json["perMonth"]!)["expressObstacles"]!).Select(obstacle => ((StringData)obstacle).Value));
    }

    [Fact]
    public async Task Forecast_OfALargeResult_NamesTheStateAndTheQuota()
    {
        string machine = cli.Write("flow.json", """
            {"StartAt":"Small","States":{"Small":{"Type":"Pass","Next":"Large"},"Large":{"Type":"Pass","Result":"LONG","End":true}}}
            """.Replace("LONG", new string('x', 200_000), StringComparison.Ordinal));

        CliResult result = await cli.RunAsync("forecast", machine, "--json");

        ObjectData each = (ObjectData)result.Json["perExecution"]!;
        Assert.Equal(200_002m, Number(each, "payloadBytes"));
        Assert.Equal("Large", ((StringData)each["payloadState"]!).Value);
        ObjectData first = (ObjectData)((ArrayData)result.Json["quotas"]!)[0];
        Assert.Equal("payload between states", ((StringData)first["name"]!).Value);
        Assert.Equal(0.763m, decimal.Round(Number(first, "share"), 3)); // 200,002 of 262,144
    }

    [Fact]
    public async Task Forecast_OfADistributedMap_CountsItsIterations()
    {
        string machine = cli.Write("flow.json", """
            {"StartAt":"All","States":{"All":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
            "StartAt":"One","States":{"One":{"Type":"Pass","Next":"Two"},"Two":{"Type":"Pass","End":true}}},"End":true}}}
            """);

        CliResult result = await cli.RunAsync("forecast", machine, "--input", "[1,2,3]", "--json");

        Assert.True(result.ExitCode == ExitCode.Ok, result.Error + result.Output);
        ObjectData each = (ObjectData)result.Json["perExecution"]!;
        Assert.Equal((4m, 7m), (Number(each, "executions"), Number(each, "transitions"))); // the Map, and two states for each of three
        Assert.Contains("distributed Map", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecast_OfARunThatFails_StillSaysWhatItUsed()
    {
        string machine = cli.Write("flow.json", """{"StartAt":"No","States":{"No":{"Type":"Fail","Error":"Sorry","Cause":"c"}}}""");

        CliResult result = await cli.RunAsync("forecast", machine);

        Assert.Equal(ExitCode.Findings, result.ExitCode);
        Assert.Contains("ended FAILED", result.Output, StringComparison.Ordinal);
        Assert.Contains("(Sorry)", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--per-month", "0", "greater than 0")]
    [InlineData("--peak", "0.5", "at least 1")]
    public async Task Forecast_OfImpossibleNumbers_IsRefused(string option, string value, string sentence)
    {
        CliResult result = await cli.RunAsync("forecast", "flow.json", option, value);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.001, 0, 0.1 * 64 / 1024)]
    [InlineData(0.101, 0, 0.2 * 64 / 1024)]
    [InlineData(1, 20 * 1024 * 1024, 1.0 * 128 / 1024)]
    public void ExpressGigabyteSeconds_OfADurationAndData_RoundsUp(double seconds, long held, double expected) =>
        Assert.Equal((decimal)expected, Prices.ExpressGigabyteSeconds(TimeSpan.FromSeconds(seconds), held));

    [Fact]
    public void Standard_OfTheFreeTransitions_CostsNothing()
    {
        Assert.Equal(0m, Prices.Standard(4_000));
        Assert.Equal(0.025m, Prices.Standard(5_000));
    }

    public void Dispose() => cli.Dispose();

    private static decimal Number(ObjectData from, string name) => decimal.Parse(from[name]!.ToJson(), System.Globalization.CultureInfo.InvariantCulture);
}
