using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.LocalCloud.Http;

/// <summary>Connections with client credentials: tokens are fetched, kept and renewed.</summary>
public sealed class OAuthTests : IDisposable
{
    private readonly HttpTaskFixture fixture = new();
    private readonly HttpStub authority;
    private readonly HttpStub api;
    private string tokenAnswer = """{"access_token":"token-#","token_type":"Bearer","expires_in":3600}""";
    private string tokenStatus = "200 OK";
    private string refused = "";
    private int tokens;

    public OAuthTests()
    {
        authority = new HttpStub(_ => HttpStub.Answer(tokenAnswer.Replace("#", $"{++tokens}", StringComparison.Ordinal), status: tokenStatus));
        api = new HttpStub(request => request["Authorization"] == refused ? HttpStub.Answer("{}", status: "401 Unauthorized") : HttpStub.Answer("{}"));
    }

    [Fact]
    public async Task Call_Twice_FetchesOneTokenWithTheCredentials()
    {
        Connect("POST");

        await fixture.SucceedAsync(api.Url);
        await fixture.SucceedAsync(api.Url);

        Assert.Equal("POST /token?q=1", authority.Only.Line);
        Assert.Equal("grant_type=client_credentials&client_id=the%20id&client_secret=oauth-secret&audience=b%26", authority.Only.Body);
        Assert.Equal(("application/x-www-form-urlencoded; charset=utf-8", "h"), (authority.Only["Content-Type"], authority.Only["X-Head"]));
        Assert.All(api.Requests, request => Assert.Equal("Bearer token-1", request["Authorization"]));
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task Call_WithAGetForTokens_PutsTheCredentialsIntoTheAddress()
    {
        Connect("GET");

        await fixture.SucceedAsync(api.Url);

        Assert.Equal("GET /token?q=1&grant_type=client_credentials&client_id=the%20id&client_secret=oauth-secret&audience=b%26", authority.Only.Line);
    }

    [Theory]
    [InlineData("401 Unauthorized")]
    [InlineData("407 Proxy Authentication Required")]
    public async Task Call_WhoseTokenIsRefused_FetchesAnotherAndCallsAgain(string status)
    {
        Connect("POST");
        await fixture.SucceedAsync(api.Url);
        using HttpStub strict = new(request => request["Authorization"] == "Bearer token-1" ? HttpStub.Answer("{}", status: status) : HttpStub.Answer("{}"));

        await fixture.SucceedAsync(strict.Url);

        Assert.Equal(["Bearer token-1", "Bearer token-2"], strict.Requests.Select(request => request["Authorization"]));
        Assert.Equal(2, authority.Requests.Count);
    }

    [Fact]
    public async Task Call_WhoseNewTokenIsRefusedToo_FailsWithTheStatus()
    {
        Connect("POST");
        tokenAnswer = """{"access_token":"same"}""";
        refused = "Bearer same";

        Assert.Equal("States.Http.StatusCode.401", (await fixture.FailAsync(api.Url)).Error);
        Assert.Equal((2, 2), (api.Requests.Count, authority.Requests.Count));
    }

    [Fact]
    public async Task Call_WithATokenThatSoonEnds_FetchesANewOneBefore()
    {
        Connect("POST");
        tokenAnswer = """{"access_token":"token-#","expires_in":30}""";

        await fixture.SucceedAsync(api.Url);
        await fixture.SucceedAsync(api.Url);

        Assert.Equal(["Bearer token-1", "Bearer token-2"], api.Requests.Select(request => request["Authorization"]));
    }

    [Fact]
    public async Task Call_AfterAnUpdateOfTheConnection_DoesNotUseTheOldToken()
    {
        Connect("POST");
        await fixture.SucceedAsync(api.Url);

        fixture.Api.Invoke("UpdateConnection", (ObjectData)JsonData.Parse("""{"Name":"c","AuthParameters":{"OAuthParameters":{"ClientParameters":{"ClientSecret":"new-secret"}}}}"""));
        await fixture.SucceedAsync(api.Url);

        Assert.Contains("client_id=the%20id&client_secret=new-secret", authority.Requests.Last().Body, StringComparison.Ordinal);
        Assert.Equal("Bearer token-2", api.Requests.Last()["Authorization"]);
    }

    [Theory]
    [InlineData("500 Oh", """{"access_token":"t"}""", "answered with the status 500")]
    [InlineData("200 OK", """{"error":"invalid_client oauth-secret"}""", "without an access_token")]
    [InlineData("200 OK", "no json", "without an access_token")]
    public async Task Call_WithoutAToken_FailsAndTellsNoSecret(string status, string answer, string sentence)
    {
        Connect("POST");
        (tokenStatus, tokenAnswer) = (status, answer);

        TaskResult.Failure failure = await fixture.FailAsync(api.Url);

        Assert.Equal("Events.ConnectionResource.InvalidConnectionState", failure.Error);
        Assert.Contains(sentence, failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Cause, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    public void Dispose()
    {
        fixture.Dispose();
        authority.Dispose();
        api.Dispose();
    }

    private void Connect(string method) => fixture.Connect("OAUTH_CLIENT_CREDENTIALS", $$$$"""
        {"OAuthParameters":{"ClientParameters":{"ClientID":"the id","ClientSecret":"oauth-secret"},"AuthorizationEndpoint":"{{{{authority.Url}}}}/token","HttpMethod":"{{{{method}}}}",
          "OAuthHttpParameters":{"BodyParameters":[{"Key":"audience","Value":"b&"}],"QueryStringParameters":[{"Key":"q","Value":"1"}],"HeaderParameters":[{"Key":"X-Head","Value":"h"}]}}}
        """);
}
