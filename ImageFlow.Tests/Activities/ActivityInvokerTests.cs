using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

public sealed class ActivityInvokerTests : IDisposable
{
    private readonly ActivityRig rig = new();

    [Theory]
    [InlineData("", "'$'")]
    [InlineData("[1]", "'$'")]
    [InlineData("{\"bucket\":\"imageflow-uploads\"}", "'key'")]
    [InlineData("{\"bucket\":\"imageflow-uploads\",\"key\":\"\"}", "'key'")]
    [InlineData("{\"bucket\":\"imageflow-uploads\",\"key\":{}}", "'key'")]
    public async Task InvokeAsync_UnusablePayload_IsInvalidInput(string payload, string member)
    {
        ActivityResult result = await ActivityInvoker.InvokeAsync("ReadMetadata", Encoding.UTF8.GetBytes(payload), rig.Context, TestContext.Current.CancellationToken);

        Assert.Equal(nameof(InvalidInputError), result.Error!.ErrorType);
        Assert.Contains(member, result.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_Failure_HasLambdasErrorDocument()
    {
        ActivityError error = await rig.FailAsync("ReadMetadata", "absent.jpg");

        JsonObject document = JsonNode.Parse(error.ToJson())!.AsObject();

        Assert.Equal(["errorType", "errorMessage", "stackTrace"], document.Select(m => m.Key));
        Assert.Equal("ObjectNotFoundError", (string)document["errorType"]!);
        Assert.NotEmpty(document["stackTrace"]!.AsArray());
    }

    [Theory]
    [InlineData("Nothing")]
    [InlineData("CopyObject")]
    public async Task InvokeAsync_NotALambdaActivity_IsTheCallersMistake(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            ActivityInvoker.InvokeAsync(name, "{}"u8.ToArray(), rig.Context, TestContext.Current.CancellationToken));

    public void Dispose() => rig.Dispose();
}
