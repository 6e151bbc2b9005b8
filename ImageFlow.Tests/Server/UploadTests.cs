using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageFlow.Tests.Server;

public class UploadTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("not really a picture, but bytes");

    [Fact]
    public async Task Upload_WithItsPermit_CanBeReadOnBothAddresses()
    {
        var (bucket, key) = await server.UploadAsync(Content, "mein Foto (1).png");

        Assert.EndsWith("/mein-Foto-1-.png", key, StringComparison.Ordinal);
        using var web = await server.Client.GetAsync($"/api/objects/{bucket}/{key}", TestContext.Current.CancellationToken);
        using var aws = await server.Client.GetAsync(new Uri(server.AwsUrl, $"{bucket}/{key}"), TestContext.Current.CancellationToken);
        Assert.Equal(Content, await web.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Content, await aws.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/png", web.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Object_Answer_CannotRunInTheBrowser()
    {
        var (bucket, key) = await server.UploadAsync(Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "evil.svg", "image/svg+xml");

        using var response = await server.Client.GetAsync($"/api/objects/{bucket}/{key}", TestContext.Current.CancellationToken);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_Range_GivesThePart()
    {
        var (bucket, key) = await server.UploadAsync(Content);
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/objects/{bucket}/{key}");
        request.Headers.Range = new(4, 9);

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("really", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("UploadTypeRefused", "page.html", "text/html", 10)]
    [InlineData("UploadTypeRefused", "a.png", "image/png; charset=x", 10)]
    [InlineData("UploadEmpty", "a.png", "image/png", 0)]
    [InlineData("UploadTooLarge", "a.png", "image/png", 20 * 1024 * 1024 + 1)]
    [InlineData("UploadNameMissing", "", "image/png", 10)]
    public async Task Permit_Refused_SaysWhyAsProblem(string code, string fileName, string contentType, int size)
    {
        using var response = await server.Client.PostAsJsonAsync("/api/uploads", new { fileName, contentType, size }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(code, (string?)problem["code"]);
    }

    [Fact]
    public async Task Post_OtherKeyThanPermitted_IsDeniedAndStoresNothing()
    {
        var (status, error) = await PostAsync(fields => fields["key"] = "elsewhere.png");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("<Code>AccessDenied</Code>", error, StringComparison.Ordinal);
        using var asked = await server.Client.GetAsync("/api/objects/imageflow-uploads/elsewhere.png", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
    }

    [Fact]
    public async Task Post_AlteredPolicy_HasTheWrongSignature()
    {
        var (status, error) = await PostAsync(fields => fields["policy"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(Convert.FromBase64String(fields["policy"])).Replace("20971520", "99971520", StringComparison.Ordinal))));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("<Code>SignatureDoesNotMatch</Code>", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_EmptyFile_IsTooSmall()
    {
        var (status, error) = await PostAsync(_ => { }, []);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("<Code>EntityTooSmall</Code>", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_FileAboveTheLimit_IsTooLarge()
    {
        var (status, error) = await PostAsync(_ => { }, new byte[20 * 1024 * 1024 + 1]);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("<Code>EntityTooLarge</Code>", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NotMultipart_IsAFailedPrecondition()
    {
        using var response = await server.Client.PostAsync(new Uri(server.AwsUrl, "imageflow-uploads"), new StringContent("x"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Contains("enclosure-type multipart/form-data", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aws_RequestOfTheWebPage_IsAllowedByCors()
    {
        using HttpRequestMessage preflight = new(HttpMethod.Options, new Uri(server.AwsUrl, "imageflow-uploads"));
        preflight.Headers.Add("Origin", server.WebUrl.GetLeftPart(UriPartial.Authority));
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using HttpRequestMessage foreign = new(HttpMethod.Options, new Uri(server.AwsUrl, "imageflow-uploads"));
        foreign.Headers.Add("Origin", "https://example.org");

        using var allowed = await server.Client.SendAsync(preflight, TestContext.Current.CancellationToken);
        using var refused = await server.Client.SendAsync(foreign, TestContext.Current.CancellationToken);

        Assert.Equal(server.WebUrl.GetLeftPart(UriPartial.Authority), allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(Action<Dictionary<string, string>> change, byte[]? content = null)
    {
        var permit = await server.PostAsync("/api/uploads", new JsonObject { ["fileName"] = "a.png", ["contentType"] = "image/png", ["size"] = 10 });
        using var form = UploadForm.From(permit, content ?? Content, "a.png", change);
        using var response = await server.Client.PostAsync((string)permit["url"]!, form, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
