using System.Net;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>What Elsa Studio asks of its backend when it opens.</summary>
public class ElsaStartupTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("features/installed")]
    [InlineData("descriptors/expression-descriptors")]
    [InlineData("descriptors/variables")]
    [InlineData("descriptors/storage-drivers")]
    [InlineData("descriptors/incident-strategies")]
    [InlineData("descriptors/workflow-activation-strategies")]
    [InlineData("descriptors/log-persistence-strategies")]
    [InlineData("descriptors/commit-strategies/workflows")]
    [InlineData("descriptors/commit-strategies/activities")]
    [InlineData("descriptors/output-converters")]
    [InlineData("resilience/strategies")]
    public async Task Get_List_IsThere(string path)
    {
        var list = await server.GetAsync($"/elsa/api/{path}");

        Assert.Equal(list["items"]!.AsArray().Count, (int)list["count"]!);
    }

    [Fact]
    public async Task Activities_OfTheManifest_ShowDeclaredErrorsAsPorts()
    {
        var resize = await ActivityAsync("ImageFlow.ResizeImage");

        var ports = resize["ports"]!.AsArray().Select(p => (string)p!["name"]!).ToList();
        Assert.Equal("Done", ports[0]);
        Assert.Contains("CorruptImageError", ports);
        Assert.Equal("Error", ports[^1]);
        Assert.All(resize["ports"]!.AsArray(), port => Assert.Equal("Flow", (string?)port!["type"]));
    }

    [Fact]
    public async Task Activities_OfTheManifest_HaveTheErrorHandlingInputsInTheirCategory()
    {
        var resize = await ActivityAsync("ImageFlow.ResizeImage");

        var inputs = resize["inputs"]!.AsArray().Where(i => (string?)i!["category"] == "Error handling").Select(i => (string)i!["name"]!);
        Assert.Equal(["MaxAttempts", "Interval", "BackoffRate", "MaxDelay", "Jitter", "Timeout", "Heartbeat"], inputs);
    }

    [Theory]
    [InlineData("Elsa.FlowDecision", "True", "False")]
    [InlineData("Elsa.FlowSwitch", "Default")]
    [InlineData("Elsa.Finish")]
    [InlineData("Elsa.If", "Then", "Else", "Done")]
    [InlineData("Elsa.ParallelForEach", "Body", "Done")]
    public async Task Activities_OfElsa_HaveTheirPorts(string type, params string[] ports)
    {
        Assert.Equal(ports, (await ActivityAsync(type))["ports"]!.AsArray().Select(p => (string)p!["name"]!));
    }

    [Fact]
    public async Task Activities_InputWithChoices_ListsThem()
    {
        var fit = (await ActivityAsync("ImageFlow.ResizeImage"))["inputs"]!.AsArray().Single(i => (string?)i!["name"] == "Fit")!;

        Assert.Equal("dropdown", (string?)fit["uiHint"]);
        Assert.Contains("cover", fit["uiSpecifications"]!["dropdown"]!["selectList"]!["items"]!.AsArray().Select(i => (string)i!["value"]!));
    }

    [Fact]
    public async Task Hub_Negotiate_OffersWebSockets()
    {
        using var response = await server.Client.PostAsync("/elsa/hubs/workflow-instance/negotiate?negotiateVersion=1", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("WebSockets", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TypeDefinitions_OfAFlow_DeclareItsVariables()
    {
        var flow = Flows.Waiting("typed");
        flow["variables"] = new JsonArray(new JsonObject { ["id"] = "v", ["name"] = "Keys", ["typeName"] = "String", ["isArray"] = true });
        await server.PostAsync("/elsa/api/workflow-definitions/import", flow);

        using var response = await server.Client.PostAsync("/elsa/api/scripting/javascript/type-definitions/typed", new StringContent("{}"), TestContext.Current.CancellationToken);

        Assert.Contains("declare function getKeys(): string[];", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<JsonNode> ActivityAsync(string type) =>
        (await server.GetAsync("/elsa/api/descriptors/activities?Refresh=True"))["items"]!.AsArray().Single(a => (string?)a!["typeName"] == type)!;
}
