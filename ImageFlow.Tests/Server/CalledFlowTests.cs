using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

/// <summary>A stored flow that calls another one: as an execution of its own, and drawn in.</summary>
public class CalledFlowTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("apart", "{}")]
    [InlineData("inside", """{"imageflow:inline":true}""")]
    public async Task Simulate_FlowThatCallsAnother_GetsItsOutput(string name, string properties)
    {
        await server.PostAsync("/api/workflows", (JsonObject)JsonNode.Parse($$$"""
            {"definitionId":"echo-{{{name}}}","name":"Echo {{{name}}}","version":1,"outputs":[{"name":"Echo","type":"Object"}],
             "root":{"id":"o","type":"Elsa.SetOutput","version":1,"outputName":{"typeName":"String","expression":{"type":"Literal","value":"Echo"}},"outputValue":{"typeName":"Object","expression":{"type":"Literal","value":"heard"} } } }
            """)!);
        await server.PostAsync("/api/workflows", (JsonObject)JsonNode.Parse($$$"""
            {"definitionId":"caller-{{{name}}}","name":"Caller {{{name}}}","version":1,"outputs":[{"name":"Said","type":"Object"}],
             "root":{"id":"c","type":"Echo{{{name}}}","version":1,"workflowDefinitionId":"echo-{{{name}}}","echo":{"typeName":"Object","memoryReference":{"id":"Said"} },"customProperties":{{{properties}}} } }
            """)!);

        JsonNode started = await server.PostAsync($"/api/workflows/caller-{name}/simulate", new JsonObject { ["input"] = new JsonObject() });
        JsonNode execution = await server.WaitForEndAsync((string)started["id"]!);

        Assert.Equal("SUCCEEDED", (string?)execution["status"]);
        Assert.Contains("heard", execution.ToJsonString(), StringComparison.Ordinal);
    }
}
