using System.Net;
using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Tests.Conformance.StepFunctions;

namespace ImageFlow.Tests.Server;

public sealed class ManagementTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Purge_RunningExecution_IsRefusedUntilItIsTerminated()
    {
        JsonObject execution = await server.GetAsync("/api/executions/" + await StartAsync());
        string purge = (string)execution["links"]!["purgeDeleteUri"]!;
        using HttpResponseMessage refused = await server.Client.DeleteAsync(purge, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);

        await server.PostAsync((string)execution["links"]!["terminatePostUri"]!, new JsonObject { ["error"] = "Enough", ["cause"] = "by hand" });
        JsonObject ended = await server.GetAsync((string)execution["links"]!["statusQueryGetUri"]!);
        Assert.Equal(("ABORTED", "Enough", "by hand"), ((string?)ended["status"], (string?)ended["error"], (string?)ended["cause"]));

        using HttpResponseMessage purged = await server.Client.DeleteAsync(purge, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, purged.StatusCode);
        using HttpResponseMessage gone = await server.Client.GetAsync((string)execution["links"]!["statusQueryGetUri"]!, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private async Task<string> StartAsync()
    {
        using HttpClient aws = new() { BaseAddress = server.AwsUrl };
        (_, ObjectData machine) = await StepFunctionsClient.CallAsync(aws, "CreateStateMachine", """
            {"name":"waits","roleArn":"arn:aws:iam::123456789012:role/r","definition":"{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":600,\"End\":true}}}"}
            """);
        await StepFunctionsClient.CallAsync(aws, "StartExecution", $$"""{"stateMachineArn":{{machine["stateMachineArn"]!.ToJson()}},"name":"one"}""");
        return "waits:one";
    }
}
