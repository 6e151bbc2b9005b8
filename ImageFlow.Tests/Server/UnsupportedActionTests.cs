using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>An action that nothing here carries out is told of when a flow is saved, and keeps it from being published and from starting; a mock lets it start.</summary>
public sealed class UnsupportedActionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Definition = """
        {"StartAt":"Labels","States":{"Labels":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rekognition:detectLabels","Parameters":{"Image":{}},"End":true}}}
        """;

    private const string Fine = """{"StartAt":"Labels","States":{"Labels":{"Type":"Pass","End":true}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Simulate_ActionThatNothingImplements_IsRefusedBeforeTheRunWithItsName()
    {
        string id = (string)(await SaveAsync())["id"]!;

        (_, JsonNode validated) = await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/validate", null);
        (HttpStatusCode status, JsonNode started) = await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/simulate", new JsonObject { ["input"] = new JsonObject() });

        AssertTold(validated["diagnostics"]!);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("detectLabels", started.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_ActionThatNothingImplements_KeepsTheDraftAndSaysWhatToDo()
    {
        JsonNode created = await SaveAsync();
        string id = (string)created["id"]!;
        (_, JsonNode before) = await SendAsync(HttpMethod.Get, $"/api/workflows/{id}", null);
        JsonNode definition = before["definition"]!.DeepClone();
        definition["description"] = "changed";

        (HttpStatusCode status, JsonNode saved) = await SendAsync(HttpMethod.Put, $"/api/workflows/{id}", definition);

        AssertTold(created["diagnostics"]!);
        Assert.Equal(HttpStatusCode.OK, status);
        AssertTold(saved["diagnostics"]!);
        Assert.Equal("changed", (string?)(await SendAsync(HttpMethod.Get, $"/api/workflows/{id}", null)).Body["description"]);
    }

    [Fact]
    public async Task Publish_ActionThatNothingImplements_IsRefusedAndTheDraftStays()
    {
        string id = (string)(await SaveAsync())["id"]!;

        (HttpStatusCode rest, JsonNode refusal) = await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/publish", null);
        (HttpStatusCode elsa, JsonNode elsaRefusal) = await SendAsync(HttpMethod.Post, $"/elsa/api/workflow-definitions/{id}/publish", null);
        (_, JsonNode detail) = await SendAsync(HttpMethod.Get, $"/api/workflows/{id}", null);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (rest, elsa));
        AssertTold(refusal["diagnostics"]!);
        Assert.Contains("kept as a draft", (string)refusal["detail"]!, StringComparison.Ordinal);
        Assert.Contains("detectLabels", elsaRefusal.ToJsonString(), StringComparison.Ordinal);
        Assert.False((bool)detail["isPublished"]!);
    }

    [Fact]
    public async Task BulkPublish_OneOfTwoCannotBeServed_PublishesTheOtherAndSaysWhy()
    {
        string bad = (string)(await SaveAsync())["id"]!;
        string good = (string)(await server.PostAsync("/api/workflows?name=bulk", JsonNode.Parse(Fine)!))["id"]!;

        (HttpStatusCode status, JsonNode answer) = await SendAsync(
            HttpMethod.Post, "/elsa/api/bulk-actions/publish/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = new JsonArray(bad, good, "none") });
        (_, JsonNode detail) = await SendAsync(HttpMethod.Get, $"/api/workflows/{bad}", null);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(($"[\"{good}\"]", $"[\"{bad}\"]", "[\"none\"]"), (answer["published"]!.ToJsonString(), answer["skipped"]!.ToJsonString(), answer["notFound"]!.ToJsonString()));
        Assert.Contains("detectLabels", (string)answer["skippedReasons"]![bad]!, StringComparison.Ordinal);
        Assert.False((bool)detail["isPublished"]!);
    }

    [Fact]
    public async Task Publish_FlowThatIsServed_IsPublishedAndCanBeRetracted()
    {
        string id = (string)(await server.PostAsync("/api/workflows?name=fine", JsonNode.Parse(Fine)!))["id"]!;

        (HttpStatusCode status, JsonNode published) = await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/publish", null);
        (_, JsonNode retracted) = await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/retract", null);

        Assert.Equal((HttpStatusCode.OK, true), (status, (bool)published["isPublished"]!));
        Assert.False((bool)retracted["isPublished"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Post, "/api/workflows/none/publish", null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Put, "/api/workflows/none", new JsonObject())).Status);
    }

    [Fact]
    public async Task Simulate_MockOfTheState_StartsAndAnotherMockDoesNot()
    {
        string id = (string)(await SaveAsync())["id"]!;
        JsonObject mocked = new() { ["input"] = new JsonObject(), ["trial"] = new JsonObject { ["mocks"] = new JsonObject { ["Labels"] = new JsonArray(JsonNode.Parse("""{"Return":{"Labels":[{"Name":"Cat"}]}}""")) } } };
        JsonObject skipping = new() { ["input"] = new JsonObject(), ["trial"] = new JsonObject { ["skipWaits"] = true } };

        (HttpStatusCode started, JsonNode run) = await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/simulate", mocked);
        (HttpStatusCode refused, _) = await SendAsync(HttpMethod.Post, $"/api/workflows/{id}/simulate", skipping);

        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.Equal(HttpStatusCode.Accepted, started);
        JsonNode ended = await server.WaitForEndAsync((string)run["id"]!);
        Assert.Equal("SUCCEEDED", (string?)ended["status"]);
        Assert.Contains("Cat", ended.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAndUpdateStateMachine_ActionThatNothingImplements_AreRefusedWithItsName()
    {
        JsonObject bad = new() { ["name"] = "labels", ["definition"] = Definition, ["roleArn"] = "arn:aws:iam::123456789012:role/r" };
        JsonObject good = new() { ["name"] = "fine", ["definition"] = Fine, ["roleArn"] = "arn:aws:iam::123456789012:role/r" };

        (HttpStatusCode created, JsonNode refusal) = await CallAsync("CreateStateMachine", bad);
        (_, JsonNode machine) = await CallAsync("CreateStateMachine", good);
        (HttpStatusCode updated, JsonNode second) = await CallAsync("UpdateStateMachine", new JsonObject { ["stateMachineArn"] = (string)machine["stateMachineArn"]!, ["definition"] = Definition });
        (HttpStatusCode published, _) = await CallAsync("PublishStateMachineVersion", new JsonObject { ["stateMachineArn"] = (string)machine["stateMachineArn"]! });
        (_, JsonNode validated) = await CallAsync("ValidateStateMachineDefinition", new JsonObject { ["definition"] = Definition, ["severity"] = "WARNING" });

        foreach ((HttpStatusCode status, JsonNode answer) in new[] { (created, refusal), (updated, second) })
        {
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.EndsWith("#InvalidDefinition", (string)answer["__type"]!, StringComparison.Ordinal);
            Assert.Contains("aws-sdk:rekognition:detectLabels", (string)answer["message"]!, StringComparison.Ordinal);
            Assert.Contains("/States/Labels/Resource", (string)answer["message"]!, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, published);
        Assert.Equal("OK", (string?)validated["result"]);
        Assert.Contains(validated["diagnostics"]!.AsArray(), d => (string?)d!["code"] == "AWS0101");
    }

    private static void AssertTold(JsonNode diagnostics)
    {
        JsonNode finding = Assert.Single(diagnostics.AsArray(), d => (string?)d!["code"] == "AWS0101")!;
        Assert.Contains("detectLabels", (string)finding["message"]!, StringComparison.Ordinal);
        Assert.Contains("Mock it", (string)finding["hint"]!, StringComparison.Ordinal);
        Assert.Contains("real service", (string)finding["hint"]!, StringComparison.Ordinal);
    }

    private async Task<JsonNode> SaveAsync() => await server.PostAsync("/api/workflows?name=labels", JsonNode.Parse(Definition)!);

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage answer = await server.Client.SendAsync(request, Cancellation);
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        return (answer.StatusCode, JsonNode.Parse(text.Length == 0 ? "{}" : text)!);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> CallAsync(string operation, JsonObject body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(server.AwsUrl, "/"))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0"),
        };
        request.Headers.Add("X-Amz-Target", "AWSStepFunctions." + operation);
        using HttpResponseMessage answer = await server.Client.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!);
    }
}
