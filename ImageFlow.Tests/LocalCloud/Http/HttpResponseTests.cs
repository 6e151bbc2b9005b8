using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.LocalCloud.Http;

/// <summary>What comes back, and what goes wrong.</summary>
public sealed class HttpResponseTests : IDisposable
{
    private readonly HttpTaskFixture fixture = new();

    public HttpResponseTests() => fixture.Connect();

    [Fact]
    public async Task Response_Json_IsTheOutputWithItsHeaders()
    {
        using HttpStub api = new(HttpStub.Answer("""{"a": [1]}""", "application/vnd.api+json; charset=utf-8", "201 Made", "Set-Cookie: a=1", "Set-Cookie: b=2"));

        ObjectData output = await fixture.SucceedAsync(api.Url);

        Assert.Equal(["Headers", "ResponseBody", "StatusCode", "StatusText"], output.Select(member => member.Key));
        Assert.Equal("""["a=1","b=2"]""", ((ObjectData)output["Headers"]!)["set-cookie"]!.ToJson());
        Assert.Equal("""["application/vnd.api+json; charset=utf-8"]""", ((ObjectData)output["Headers"]!)["content-type"]!.ToJson());
        Assert.Equal(("""{"a":[1]}""", "201", "\"Made\""), (output["ResponseBody"]!.ToJson(), output["StatusCode"]!.ToJson(), output["StatusText"]!.ToJson()));
    }

    [Theory]
    [InlineData("""{"a":1}""", "text/plain", """{"a":1}""")]
    [InlineData("{broken", "application/json", "{broken")]
    [InlineData("", "application/json", "")]
    public async Task Response_ThatIsNotJson_IsText(string body, string type, string text)
    {
        using HttpStub api = new(HttpStub.Answer(body, type));

        Assert.Equal(new StringData(text), (await fixture.SucceedAsync(api.Url))["ResponseBody"]);
    }

    [Fact]
    public async Task Response_InAnotherEncoding_IsReadInIt()
    {
        using HttpStub api = new(HttpStub.Answer(Encoding.Latin1.GetBytes("größer"), "text/plain; charset=ISO-8859-1"));

        Assert.Equal(new StringData("größer"), (await fixture.SucceedAsync(api.Url))["ResponseBody"]);
    }

    [Fact]
    public async Task Response_ToHead_HasNoBody()
    {
        using HttpStub api = new(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"));

        Assert.Equal("States.Runtime", (await fixture.FailAsync(api.Url, """{"Method":"HEAD"}""")).Error);
        using HttpStub text = new(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"));
        Assert.Equal(StringData.Empty, (await fixture.SucceedAsync(text.Url, """{"Method":"HEAD"}"""))["ResponseBody"]);
    }

    [Theory]
    [InlineData("404 Not Found", "States.Http.StatusCode.404", "Not Found")]
    [InlineData("503 Busy now", "States.Http.StatusCode.503", "Busy now")]
    [InlineData("401 Unauthorized", "States.Http.StatusCode.401", "Unauthorized")]
    public async Task Response_OfAnotherStatus_IsAnErrorOfThatName(string status, string error, string cause)
    {
        using HttpStub api = new(HttpStub.Answer("""{"why":"body"}""", status: status));

        Assert.Equal(new TaskResult.Failure(error, cause), await fixture.CallAsync(api.Url));
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Response_ThatRedirectsToAPrivateAddress_IsNotFollowed()
    {
        using HttpStub inner = new(HttpStub.Answer("secret of the machine"));
        using HttpStub api = new(HttpStub.Answer("", status: "302 Found", headers: $"Location: {inner.Url}/"));

        Assert.Equal(new TaskResult.Failure("States.Http.StatusCode.302", "Found"), await fixture.CallAsync(api.Url));
        Assert.Empty(inner.Requests);
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("image/png")]
    [InlineData("video/mp4")]
    [InlineData("AUDIO/ogg")]
    [InlineData("text/plain; charset=no-such-encoding")]
    public async Task Response_OfAnUnsupportedType_IsARuntimeError(string type)
    {
        using HttpStub api = new(HttpStub.Answer("x", type));

        Assert.Equal("States.Runtime", (await fixture.FailAsync(api.Url)).Error);
    }

    [Fact]
    public async Task Response_ThatIsNoText_IsARuntimeError()
    {
        using HttpStub api = new(HttpStub.Answer([0x61, 0xFF, 0xFE], "text/plain"));

        TaskResult.Failure failure = await fixture.FailAsync(api.Url);

        Assert.Equal("States.Runtime", failure.Error);
        Assert.Contains("cannot be read as text", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_LargerThanTheRangeAskedFor_ExceedsTheLimit()
    {
        using HttpStub api = new(HttpStub.Answer(new string('x', 300_000), "text/plain"));

        Assert.Equal("States.DataLimitExceeded", (await fixture.FailAsync(api.Url)).Error);
    }

    [Fact]
    public async Task Response_ThatNeverComes_EndsAfter60Seconds()
    {
        using HttpTaskFixture hasty = new(clock: new HastyClock());
        hasty.Connect();
        using HttpStub api = new(async _ =>
        {
            await Task.Delay(Timeout.Infinite, Xunit.TestContext.Current.CancellationToken);
            return null;
        });

        TaskResult.Failure failure = await hasty.FailAsync(api.Url);

        Assert.Equal(("States.Http.Socket", "The API did not answer within 60 seconds."), (failure.Error, failure.Cause));
    }

    [Fact]
    public async Task Response_ThatBreaksOff_IsASocketError()
    {
        using HttpStub silent = new(_ => (byte[]?)null);
        using HttpStub broken = new("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray());

        Assert.Equal("States.Http.Socket", (await fixture.FailAsync(silent.Url)).Error);
        Assert.Equal("States.Http.Socket", (await fixture.FailAsync(broken.Url)).Error);
    }

    [Fact]
    public async Task Response_OfNobody_IsASocketError()
    {
        string url;
        using (HttpStub gone = new([]))
        {
            url = gone.Url;
        }

        Assert.Equal("States.Http.Socket", (await fixture.FailAsync(url)).Error);
        using HttpTaskFixture nameless = new(resolve: _ => []);
        nameless.Connect();
        Assert.Equal("States.Http.Socket", (await nameless.FailAsync("https://nowhere.test/")).Error);
    }

    [Fact]
    public async Task Response_BehindACertificateThatNobodyTrusts_IsNeverAskedFor()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        using HttpStub api = new(_ => Task.FromResult<byte[]?>(HttpStub.Answer("{}")), certificate);

        TaskResult.Failure failure = await fixture.FailAsync($"https://{api.Authority}/");

        Assert.Equal("States.Http.Socket", failure.Error);
        Assert.Contains("certificate", failure.Cause, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    public void Dispose() => fixture.Dispose();

    /// <summary>Its timers run 300 times as fast.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 300 : dueTime, period);
    }
}
