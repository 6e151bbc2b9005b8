using System.Net;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Http;

namespace ImageFlow.Tests.LocalCloud.Http;

/// <summary>HTTP tasks reach public addresses, and private ones only where a person allowed the host.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("64:ff9b:1::808:808", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void IsPublic_OfAnAddress_IsAsTheRegistriesSay(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::1]")]
    [InlineData("2130706433")]
    [InlineData("localhost")]
    [InlineData("innocent.test")]
    public async Task Call_OfAPrivateAddress_IsRefusedBeforeItConnects(string host)
    {
        using HttpTaskFixture fixture = new(allowed: "", resolve: _ => [IPAddress.Loopback]);
        fixture.Connect();
        using HttpStub inner = new(HttpStub.Answer("{}"));

        TaskResult.Failure failure = await fixture.FailAsync($"https://{host}:{inner.Port}/");

        Assert.Equal("States.Runtime", failure.Error);
        Assert.Contains("is not a public one", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("--allow-private-http", failure.Cause, StringComparison.Ordinal);
        Assert.Empty(inner.Requests);
    }

    [Fact]
    public async Task Call_OfANameThatChangesItsAddress_IsRefusedAtTheConnection()
    {
        int asked = 0;
        using HttpTaskFixture fixture = new(allowed: "first.test", resolve: name => name == "first.test" || asked++ > 0 ? [IPAddress.Loopback] : [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback]);
        fixture.Connect();
        using HttpStub inner = new(HttpStub.Answer("{}"));

        Assert.IsType<TaskResult.Success>(await fixture.CallAsync($"http://first.test:{inner.Port}/"));
        Assert.Equal("States.Runtime", (await fixture.FailAsync($"https://rebinds.test:{inner.Port}/")).Error);
        Assert.Equal("States.Runtime", (await fixture.FailAsync($"https://rebinds.test:{inner.Port}/")).Error);
        Assert.Single(inner.Requests);
    }

    [Fact]
    public async Task Call_WithoutTls_IsForAllowedHostsOnly()
    {
        using HttpStub inner = new(HttpStub.Answer("{}"));
        using HttpTaskFixture fixture = new(allowed: $"127.0.0.1:{inner.Port}", resolve: _ => [IPAddress.Loopback]);
        fixture.Connect();

        Assert.IsType<TaskResult.Success>(await fixture.CallAsync(inner.Url));
        TaskResult.Failure other = await fixture.FailAsync($"http://localhost:{inner.Port}");
        Assert.Equal("States.Runtime", other.Error);
        Assert.Contains("is not https", other.Cause, StringComparison.Ordinal);
        Assert.Equal("States.Runtime", (await fixture.FailAsync("http://127.0.0.1:1/")).Error);
        Assert.Equal("States.Runtime", (await fixture.FailAsync("ftp://127.0.0.1/")).Error);
        Assert.Single(inner.Requests);
    }

    [Fact]
    public async Task Call_WhoseAuthorizationEndpointIsPrivate_IsRefused()
    {
        using HttpTaskFixture fixture = new(allowed: "", resolve: _ => [IPAddress.Parse("169.254.169.254")]);
        fixture.Connect("OAUTH_CLIENT_CREDENTIALS", """
            {"OAuthParameters":{"ClientParameters":{"ClientID":"i","ClientSecret":"s"},"AuthorizationEndpoint":"https://metadata.test/token","HttpMethod":"POST"}}
            """);

        TaskResult.Failure failure = await fixture.FailAsync("https://example.com/");

        Assert.Equal("States.Runtime", failure.Error);
        Assert.Contains("169.254.169.254", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", "localhost", 80, true)]
    [InlineData("LocalHost", "localhost", 80, true)]
    [InlineData("localhost:81", "localhost", 80, false)]
    [InlineData("a.test, b.test:81", "b.test", 81, true)]
    [InlineData("::1", "[::1]", 9, true)]
    [InlineData("[::1]:9", "::1", 9, true)]
    [InlineData("*", "10.0.0.1", 1, true)]
    [InlineData("10.0.0.1", "10.0.0.2", 1, false)]
    public void HostList_Contains_ComparesHostAndPort(string list, string host, int port, bool isIn) =>
        Assert.Equal(isIn, HostList.Parse([list])!.Contains(host, port));

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("localhost:0")]
    [InlineData("localhost:99999")]
    [InlineData("a b")]
    [InlineData("a.test,")]
    public void HostList_OfAnotherForm_IsRefused(string list) => Assert.Null(HostList.Parse([list]));
}
