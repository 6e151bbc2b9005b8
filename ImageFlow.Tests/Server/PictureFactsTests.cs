using System.Net;
using System.Text.Json.Nodes;
using ImageFlow.Tests.Activities;

namespace ImageFlow.Tests.Server;

/// <summary>What the headers of stored pictures tell, and the drawing of a run.</summary>
public sealed class PictureFactsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task PictureFacts_PhotoWithExif_TellsItsHeader()
    {
        var photo = TestPicture.WithExif(TestPicture.Gradient(320, 200), TestPicture.Exif(6));
        var (bucket, key) = await server.UploadAsync(photo, "turned.jpg", "image/jpeg");

        var facts = await server.GetAsync($"/api/picture-facts/{bucket}/{key}");

        Assert.Equal(("jpeg", photo.Length, 200, 320, 6), ((string)facts["format"]!, (int)facts["bytes"]!, (int)facts["width"]!, (int)facts["height"]!, (int)facts["orientation"]!));
        Assert.InRange((int)facts["exifBytes"]!, 1, 1_000);
        Assert.True((bool)facts["hasGps"]!);
        Assert.Equal((0, 0, 0), ((int)facts["profileBytes"]!, (int)facts["xmpBytes"]!, (int)facts["iptcBytes"]!));
    }

    [Theory]
    [InlineData("imageflow-uploads/no-such.jpg", HttpStatusCode.NotFound, null)]
    [InlineData("A_B/x.jpg", HttpStatusCode.BadRequest, null)]
    public async Task PictureFacts_NoSuchObject_IsAProblem(string path, HttpStatusCode expected, string? code)
    {
        using var response = await server.Client.GetAsync($"/api/picture-facts/{path}", TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(code, (string?)problem["code"]);
        Assert.NotEmpty((string)problem["detail"]!);
    }

    [Fact]
    public async Task PictureFacts_FileThatIsNoPicture_IsAProblemThatSaysSo()
    {
        var (bucket, key) = await server.UploadAsync("not a picture at all"u8.ToArray(), "odd.png");

        using var response = await server.Client.GetAsync($"/api/picture-facts/{bucket}/{key}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("InvalidImageFormatError", (string?)problem["code"]);
    }

    [Fact]
    public async Task Drawing_OfARunWhoseFlowWasChangedAndDeleted_IsThatOfTheVersionThatRan()
    {
        await server.PostAsync("/api/workflows", Flows.Waiting("drawn", "00:00:00"));
        var started = await server.PostAsync("/api/workflows/drawn/simulate", new JsonObject { ["input"] = new JsonObject() });
        var id = (string)started["id"]!;
        await server.WaitForEndAsync(id);
        (await server.Client.DeleteAsync("/api/workflows/drawn", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var drawing = await server.GetAsync($"/api/executions/{Uri.EscapeDataString(id)}/drawing");
        var plain = await server.GetAsync($"/api/executions/{Uri.EscapeDataString(id)}?steps=false");

        Assert.Equal(("drawn", 1), ((string)drawing["id"]!, (int)drawing["version"]!));
        Assert.Contains("wait", drawing["nodes"]!.AsArray().Select(node => (string?)node!["id"]));
        Assert.NotEmpty(drawing["edges"]!.AsArray());
        Assert.Contains("wait", drawing["sourceMap"]!["nodes"]!.AsArray().Select(node => (string?)node!["nodeId"]));
        Assert.Null(plain["steps"]);
    }

    [Fact]
    public async Task Validate_FindingsAboutPorts_NameThem()
    {
        static JsonObject Picture() => new() { ["bucket"] = Flows.Input("String", "Literal", "imageflow-uploads"), ["key"] = Flows.Input("String", "Literal", "a.png") };
        var flow = Flows.Flowchart("ports", [
            Flows.Activity("start", "Elsa.Start", 0), Flows.Activity("check", "ImageFlow.ValidateImage", 240, Picture()), Flows.Activity("delete", "ImageFlow.DeleteObject", 480, Picture()),
        ], [("start", "Done", "check"), ("check", "NoSuchError", "delete"), ("start", "Odd", "delete")]);

        var findings = (await server.PostAsync("/api/workflows/ports/validate", flow))["diagnostics"]!.AsArray();

        string[] PortsOf(string code) => [.. findings.Single(finding => (string?)finding!["code"] == code)!["ports"]!.AsArray().Select(port => (string)port!)];
        Assert.Equal(["NoSuchError"], PortsOf("FLOW0106"));
        Assert.Equal(["Odd"], PortsOf("FLOW0119"));
        Assert.Equal(["InvalidImageFormatError", "ImageTooLargeError", "CorruptImageError", "ObjectNotFoundError"], PortsOf("FLOW0107"));
    }
}
