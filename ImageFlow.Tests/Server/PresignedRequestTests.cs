using System.Net;
using System.Text;
using System.Xml.Linq;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.Tests.Server;

/// <summary>Presigned GET and PUT over HTTP: what they allow, and each rule broken.</summary>
public sealed class PresignedRequestTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Mismatch = "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("presigned bytes");

    public static TheoryData<string, HttpStatusCode, string, string, string[]> Tampered => new()
    {
        { "key", HttpStatusCode.Forbidden, "SignatureDoesNotMatch", Mismatch, ["AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes", "CanonicalRequest", "CanonicalRequestBytes"] },
        { "bucket", HttpStatusCode.Forbidden, "SignatureDoesNotMatch", Mismatch, ["CanonicalRequest"] },
        { "method", HttpStatusCode.Forbidden, "SignatureDoesNotMatch", Mismatch, ["CanonicalRequest"] },
        { "content type", HttpStatusCode.Forbidden, "SignatureDoesNotMatch", Mismatch, ["CanonicalRequest"] },
        { "lifetime", HttpStatusCode.Forbidden, "SignatureDoesNotMatch", Mismatch, ["CanonicalRequest"] },
        { "signature", HttpStatusCode.Forbidden, "SignatureDoesNotMatch", Mismatch, ["SignatureProvided"] },
        { "missing parameter", HttpStatusCode.BadRequest, "AuthorizationQueryParametersError", "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.", [] },
        { "credential", HttpStatusCode.BadRequest, "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".", [] },
        { "unsigned header", HttpStatusCode.Forbidden, "AccessDenied", "There were headers present in the request which were not signed", ["HeadersNotSigned"] },
        { "foreign key", HttpStatusCode.Forbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", [] },
    };

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task Put_Tampered_GetsAwssErrorDocumentAndStoresNothing(string what, HttpStatusCode status, string code, string message, string[] elements)
    {
        string key = $"presigned/{what.Replace(' ', '-')}.png";
        Uri address = Presign("PUT", key, TimeSpan.FromMinutes(5), contentType: "image/png");
        string text = address.AbsoluteUri;
        using HttpRequestMessage request = new(HttpMethod.Put, what switch
        {
            "key" => text.Replace("presigned/", "other/", StringComparison.Ordinal),
            "bucket" => text.Replace("imageflow-uploads", "imageflow-website", StringComparison.Ordinal),
            "lifetime" => text.Replace("X-Amz-Expires=300", "X-Amz-Expires=3000", StringComparison.Ordinal),
            "signature" => text[..^4] + "0000",
            "missing parameter" => text.Replace("X-Amz-Expires=300&", "", StringComparison.Ordinal),
            "credential" => text.Replace("%2Fs3%2F", "%2F", StringComparison.Ordinal),
            "foreign key" => text.Replace("X-Amz-Credential=AKIA", "X-Amz-Credential=AKIB", StringComparison.Ordinal),
            _ => text,
        }) { Content = new ByteArrayContent(Content) };
        request.Content.Headers.ContentType = new(what == "content type" ? "text/html" : "image/png");
        if (what == "method")
        {
            request.Method = HttpMethod.Delete;
        }

        if (what == "unsigned header")
        {
            request.Headers.Add("x-amz-meta-extra", "1");
        }

        using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        XElement error = XElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((status, code, message), (response.StatusCode, (string?)error.Element("Code"), (string?)error.Element("Message")));
        Assert.All(elements, name => Assert.NotNull(error.Element(name)));
        using HttpResponseMessage asked = await server.Client.GetAsync(new Uri(server.AwsUrl, $"imageflow-uploads/{key}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
    }

    [Fact]
    public async Task PutAndGet_AsSigned_StoreAndGiveTheBytes()
    {
        using HttpRequestMessage put = new(HttpMethod.Put, Presign("PUT", "presigned/a b+ü.png", TimeSpan.FromMinutes(5), contentType: "image/png")) { Content = new ByteArrayContent(Content) };
        put.Content.Headers.ContentType = new("image/png");
        using HttpResponseMessage stored = await server.Client.SendAsync(put, TestContext.Current.CancellationToken);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using HttpRequestMessage get = new(HttpMethod.Get, Presign("GET", "presigned/a b+ü.png", TimeSpan.FromMinutes(5)));
        get.Headers.Range = new(0, 8);
        using HttpResponseMessage part = await server.Client.SendAsync(get, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("presigned", await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Put_ContentTypeThatWasNotSigned_MayBeAny()
    {
        using ByteArrayContent content = new(Content) { Headers = { ContentType = new("text/plain") } };
        using HttpResponseMessage stored = await server.Client.PutAsync(Presign("PUT", "presigned/any.txt", TimeSpan.FromMinutes(5)), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
    }

    [Fact]
    public async Task Get_Expired_IsDeniedWithBothTimes()
    {
        UploadSigner past = new(new SigningKey(Signer().Credentials.AccessKeyId, Signer().Credentials.Secret), new EarlierClock(), "us-east-1");
        Uri address = past.Presign("GET", new Uri(server.AwsUrl, "imageflow-uploads/x.png"), TimeSpan.FromSeconds(10));

        using HttpResponseMessage response = await server.Client.GetAsync(address, TestContext.Current.CancellationToken);

        XElement error = XElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("AccessDenied", "Request has expired", "10"), ((string?)error.Element("Code"), (string?)error.Element("Message"), (string?)error.Element("X-Amz-Expires")));
        Assert.NotNull(error.Element("Expires"));
        Assert.NotNull(error.Element("ServerTime"));
    }

    [Fact]
    public void Presign_WithTheExampleKeyOfTheSpecification_GivesItsSignature()
    {
        // "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)", Amazon S3 API Reference.
        UploadSigner signer = new(new SigningKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), new ExampleClock(), "us-east-1");

        Uri address = signer.Presign("GET", new Uri("https://examplebucket.s3.amazonaws.com/test.txt"), TimeSpan.FromDays(1));

        Assert.EndsWith("X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404", address.AbsoluteUri, StringComparison.Ordinal);
    }

    private UploadSigner Signer() => server.App.Cloud.Uploads;

    private Uri Presign(string method, string key, TimeSpan lifetime, string? contentType = null)
    {
        Dictionary<string, string> headers = contentType is null ? [] : new() { ["Content-Type"] = contentType };
        return Signer().Presign(method, new Uri($"{server.AwsUrl}imageflow-uploads/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}"), lifetime, headers);
    }

    private sealed class EarlierClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - TimeSpan.FromMinutes(1);
    }

    private sealed class ExampleClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
    }
}
