using System.Net;
using System.Xml.Linq;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.Tests.Server;

/// <summary>Each rule of a presigned POST, broken over HTTP: AWS's error document comes back, and nothing is stored.</summary>
public sealed class TamperedPostTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Key = "tampered/photo.png";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, HttpStatusCode, string, string> Tampered => new()
    {
        { "size above", HttpStatusCode.BadRequest, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size" },
        { "size below", HttpStatusCode.BadRequest, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size" },
        { "type", HttpStatusCode.Forbidden, "AccessDenied", """Invalid according to Policy: Policy Condition failed: ["eq", "$Content-Type", "image/png"]""" },
        { "key", HttpStatusCode.Forbidden, "AccessDenied", """Invalid according to Policy: Policy Condition failed: ["eq", "$key", "tampered/photo.png"]""" },
        { "no signature", HttpStatusCode.BadRequest, "InvalidArgument", "Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the order of the fields." },
        { "no algorithm", HttpStatusCode.BadRequest, "InvalidArgument", "Bucket POST must contain a field named 'X-Amz-Algorithm'.  If it is specified, please check the order of the fields." },
        { "wrong signature", HttpStatusCode.Forbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method." },
        { "extra field", HttpStatusCode.Forbidden, "AccessDenied", "Invalid according to Policy: Extra input fields: acl" },
        { "expired", HttpStatusCode.Forbidden, "AccessDenied", "Invalid according to Policy: Policy expired." },
        { "bucket", HttpStatusCode.Forbidden, "AccessDenied", """Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "imageflow-uploads"]""" },
    };

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task Post_Tampered_GetsAwssErrorDocumentAndStoresNothing(string what, HttpStatusCode status, string code, string message)
    {
        UploadSigner signer = new(SignerKey(), what == "expired" ? new HourAgo() : TimeProvider.System, "us-east-1");
        PresignedPost post = signer.Sign(new UploadPermit { Bucket = "imageflow-uploads", Key = Key, ContentType = "image/png", MinBytes = 2, MaxBytes = 100 });
        Dictionary<string, string> fields = new(post.Fields);
        Action change = what switch
        {
            "type" => () => fields["Content-Type"] = "text/html",
            "key" => () => fields["key"] = "tampered/other.png",
            "no signature" => () => fields.Remove("x-amz-signature"),
            "no algorithm" => () => fields.Remove("x-amz-algorithm"),
            "wrong signature" => () => fields["x-amz-signature"] = new string('0', 64),
            "extra field" => () => fields["acl"] = "public-read",
            _ => () => { },
        };
        change();
        using MultipartFormDataContent form = [];
        foreach ((string name, string value) in fields)
        {
            form.Add(new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(value)), $"\"{name}\"");
        }

        form.Add(new ByteArrayContent(new byte[what switch { "size above" => 101, "size below" => 1, _ => 50 }]), "\"file\"", "\"photo.png\"");

        using HttpResponseMessage answer = await server.Client.PostAsync(new Uri(server.AwsUrl, what == "bucket" ? "imageflow-website" : "imageflow-uploads"), form, Cancel);

        XElement error = XElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((status, "Error", code, message), (answer.StatusCode, error.Name.LocalName, (string?)error.Element("Code"), (string?)error.Element("Message")));
        foreach (string place in (string[])["imageflow-uploads/tampered/photo.png", "imageflow-uploads/tampered/other.png", "imageflow-website/tampered/photo.png"])
        {
            using HttpResponseMessage stored = await server.Client.GetAsync(new Uri(server.AwsUrl, place), Cancel);
            Assert.Equal(HttpStatusCode.NotFound, stored.StatusCode);
        }
    }

    [Fact]
    public async Task Post_AsSigned_IsStored()
    {
        PresignedPost post = new UploadSigner(SignerKey(), TimeProvider.System, "us-east-1").Sign(
            new UploadPermit { Bucket = "imageflow-uploads", Key = "signed/photo.png", ContentType = "image/png", MinBytes = 2, MaxBytes = 100 });
        using MultipartFormDataContent form = [];
        foreach ((string name, string value) in post.Fields)
        {
            form.Add(new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(value)), $"\"{name}\"");
        }

        form.Add(new ByteArrayContent(new byte[50]), "\"file\"", "\"photo.png\"");

        using HttpResponseMessage answer = await server.Client.PostAsync(new Uri(server.AwsUrl, "imageflow-uploads"), form, Cancel);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(50, (await server.Client.GetByteArrayAsync(new Uri(server.AwsUrl, "imageflow-uploads/signed/photo.png"), Cancel)).Length);
    }

    private SigningKey SignerKey() => new(server.App.Cloud.Uploads.Credentials.AccessKeyId, server.App.Cloud.Uploads.Credentials.Secret);

    private sealed class HourAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - TimeSpan.FromHours(1);
    }
}
