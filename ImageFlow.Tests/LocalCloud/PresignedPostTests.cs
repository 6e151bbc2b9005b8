using System.Text;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.Tests.LocalCloud;

public class PresignedPostTests
{
    private static readonly SigningKey Key = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly UploadPermit Permit = new()
    {
        Bucket = "imageflow-uploads",
        Key = "u/1/photo.jpg",
        ContentType = "image/jpeg",
        MaxBytes = 1000,
        Metadata = new Dictionary<string, string> { ["name"] = "Strand.jpg" },
    };

    [Fact]
    public void Sign_WithTheExampleKeyOfTheSpecification_GivesItsSignature()
    {
        // "Example: Browser-Based Upload using HTTP POST (Using AWS Signature Version 4)", Amazon S3 API Reference.
        const string policy =
            "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";
        SigningKey example = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

        Assert.Equal("8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e", example.Sign(policy, "20151229", "us-east-1"));
    }

    [Fact]
    public void Verify_OfTheSignedFields_GivesTheObject()
    {
        PermittedUpload upload = Verify(form => form);

        Assert.Equal(("imageflow-uploads", "u/1/photo.jpg", "image/jpeg", 204), (upload.Bucket, upload.Key, upload.ContentType, upload.SuccessStatus));
        Assert.Equal("Strand.jpg", upload.Metadata["name"]);
        Assert.Equal(1001, upload.ReadLimit);
    }

    public static TheoryData<string, Func<PostForm, PostForm>, string, string> Tampered => new()
    {
        { "other key", f => Set(f, "key", "u/2/photo.jpg"), "AccessDenied", """Invalid according to Policy: Policy Condition failed: ["eq", "$key", "u/1/photo.jpg"]""" },
        { "other case in the key", f => Set(f, "key", "u/1/PHOTO.jpg"), "AccessDenied", """Invalid according to Policy: Policy Condition failed: ["eq", "$key", "u/1/photo.jpg"]""" },
        { "other content type", f => Set(f, "Content-Type", "text/html"), "AccessDenied", """Invalid according to Policy: Policy Condition failed: ["eq", "$Content-Type", "image/jpeg"]""" },
        { "other bucket", f => f with { Bucket = "imageflow-website" }, "AccessDenied", """Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "imageflow-uploads"]""" },
        { "extra field", f => Set(f, "acl", "public-read"), "AccessDenied", "Invalid according to Policy: Extra input fields: acl" },
        { "policy altered", f => Set(f, "policy", Base64("""{"expiration":"2099-01-01T00:00:00Z","conditions":[]}""")), "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method." },
        { "bad signature", f => Set(f, "x-amz-signature", new string('0', 64)), "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method." },
        { "no signature", f => Without(f, "x-amz-signature"), "InvalidArgument", "Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the order of the fields." },
        { "no algorithm", f => Without(f, "x-amz-algorithm"), "InvalidArgument", "Bucket POST must contain a field named 'X-Amz-Algorithm'.  If it is specified, please check the order of the fields." },
        { "nothing signed", f => f with { Fields = [new("key", "x")] }, "AccessDenied", "Access Denied" },
        { "foreign key", f => Set(f, "x-amz-credential", "AKIDOTHER/20261120/us-east-1/s3/aws4_request"), "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records." },
    };

    [Theory]
    [MemberData(nameof(Tampered), DisableDiscoveryEnumeration = true)]
    public void Verify_OfATamperedForm_IsRefusedInS3sWords(string situation, Func<PostForm, PostForm> tamper, string code, string message)
    {
        S3ErrorException refusal = Assert.Throws<S3ErrorException>(() => Verify(tamper));

        Assert.True((code, message) == (refusal.Code, refusal.Message), $"{situation}: {refusal.Code} {refusal.Message}");
    }

    [Fact]
    public void Verify_AfterTheExpiry_IsRefused()
    {
        PostForm form = Form(new UploadSigner(Key, new FixedClock(Now), "us-east-1").Sign(Permit));

        S3ErrorException refusal = Assert.Throws<S3ErrorException>(
            () => new UploadSigner(Key, new FixedClock(Now.AddMinutes(15)), "us-east-1").Verify(form));

        Assert.Equal(("AccessDenied", 403, "Invalid according to Policy: Policy expired."), (refusal.Code, refusal.Status, refusal.Message));
    }

    [Theory]
    [InlineData(0, "EntityTooSmall", "<ProposedSize>0</ProposedSize><MinSizeAllowed>1</MinSizeAllowed>")]
    [InlineData(1001, "EntityTooLarge", "<ProposedSize>1001</ProposedSize><MaxSizeAllowed>1000</MaxSizeAllowed>")]
    public void CheckSize_OutsideTheRange_IsRefusedWithBothSizes(long bytes, string code, string elements)
    {
        PermittedUpload upload = Verify(form => form);

        S3ErrorException refusal = Assert.Throws<S3ErrorException>(() => upload.CheckSize(bytes));

        Assert.Equal((code, 400), (refusal.Code, refusal.Status));
        Assert.Contains(elements, refusal.ToXml("1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void CheckSize_AtTheBounds_Passes(long bytes) => Assert.Null(Record.Exception(() => Verify(form => form).CheckSize(bytes)));

    [Fact]
    public void Verify_WithAFileNameInTheKey_PutsTheRealFilesNameThere()
    {
        UploadSigner signer = new(Key, new FixedClock(Now), "us-east-1");
        PostForm form = Form(signer.Sign(Permit with { Key = "u/${filename}" }));

        Assert.Equal("u/a.jpg", signer.Verify(form with { FileName = "a.jpg" }).Key);
        Assert.Equal("u/${filename}", signer.Verify(form).Key);
    }

    [Theory]
    [InlineData("""{"conditions":[]}""", "Invalid Policy: Policy missing expiration.")]
    [InlineData("""{"expiration":"2099-01-01T00:00:00Z","conditions":[{"a":"1","b":"2"}]}""", "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")]
    [InlineData("""{"expiration":"2099-01-01T00:00:00Z","conditions":[["like","$key","x"]]}""", "Invalid Policy: Invalid Condition: unknown operation 'like'.")]
    [InlineData("not json", "Invalid Policy: Invalid JSON.")]
    public void Read_OfAMalformedPolicy_IsRefused(string policy, string message)
    {
        S3ErrorException refusal = Assert.Throws<S3ErrorException>(() => PostPolicy.Read(Base64(policy)));

        Assert.Equal(("InvalidPolicyDocument", message), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void ToXml_OfABadSignature_HasWhatWasSigned()
    {
        S3ErrorException refusal = Assert.Throws<S3ErrorException>(() => Verify(f => Set(f, "policy", "QQ==")));

        Assert.Contains("<StringToSign>QQ==</StringToSign><SignatureProvided>", refusal.ToXml("1"), StringComparison.Ordinal);
        Assert.Contains("<StringToSignBytes>51 51 3d 3d</StringToSignBytes>", refusal.ToXml("1"), StringComparison.Ordinal);
    }

    private static PermittedUpload Verify(Func<PostForm, PostForm> change)
    {
        UploadSigner signer = new(Key, new FixedClock(Now), "us-east-1");
        return signer.Verify(change(Form(signer.Sign(Permit))));
    }

    private static PostForm Form(PresignedPost post) => new() { Bucket = Permit.Bucket, Fields = post.Fields };

    private static PostForm Set(PostForm form, string name, string value) => Without(form, name) with { Fields = [.. Without(form, name).Fields, new(name, value)] };

    private static PostForm Without(PostForm form, string name) => form with { Fields = [.. form.Fields.Where(field => field.Key != name)] };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
