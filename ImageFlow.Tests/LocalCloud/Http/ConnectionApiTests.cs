using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Connections;

namespace ImageFlow.Tests.LocalCloud.Http;

/// <summary>EventBridge's operations for connections. Secrets go in and never come out.</summary>
public sealed class ConnectionApiTests : IDisposable
{
    private const string Basic = """{"BasicAuthParameters":{"Username":"me","Password":"pass-secret"}}""";

    private readonly HttpTaskFixture fixture = new();

    [Theory]
    [InlineData("BASIC", Basic, """{"BasicAuthParameters":{"Username":"me"}}""")]
    [InlineData("API_KEY", """{"ApiKeyAuthParameters":{"ApiKeyName":"k","ApiKeyValue":"v-secret"}}""", """{"ApiKeyAuthParameters":{"ApiKeyName":"k"}}""")]
    [InlineData(
        "OAUTH_CLIENT_CREDENTIALS",
        """
        {"OAuthParameters":{"ClientParameters":{"ClientID":"i","ClientSecret":"c-secret"},"AuthorizationEndpoint":"https://a.test/t","HttpMethod":"POST",
          "OAuthHttpParameters":{"BodyParameters":[{"Key":"a","Value":"b-secret","IsValueSecret":true}]}},
         "InvocationHttpParameters":{"HeaderParameters":[{"Key":"s","Value":"h-secret","IsValueSecret":true},{"Key":"p","Value":"plain","IsValueSecret":false}]}}
        """,
        """
        {"OAuthParameters":{"ClientParameters":{"ClientID":"i"},"AuthorizationEndpoint":"https://a.test/t","HttpMethod":"POST","OAuthHttpParameters":{"BodyParameters":[{"Key":"a","IsValueSecret":true}]}},"InvocationHttpParameters":{"HeaderParameters":[{"Key":"s","IsValueSecret":true},{"Key":"p","Value":"plain","IsValueSecret":false}]}}
        """)]
    public void DescribeConnection_OfEachType_ShowsAllButTheSecrets(string type, string parameters, string shown)
    {
        ObjectData created = Invoke("CreateConnection", $$"""{"Name":"c","Description":"d","AuthorizationType":"{{type}}","AuthParameters":{{parameters}}}""");
        ObjectData described = Invoke("DescribeConnection", """{"Name":"c"}""");

        Assert.Equal(JsonData.Parse(shown), described["AuthParameters"]);
        Assert.Equal(
            (created["ConnectionArn"], (JsonData)"AUTHORIZED", (JsonData)type, (JsonData)"d"),
            (described["ConnectionArn"], described["ConnectionState"], described["AuthorizationType"], described["Description"]));
        Assert.Matches("^arn:aws:events:us-east-1:123456789012:connection/c/[0-9a-f-]{36}$", ((StringData)created["ConnectionArn"]!).Value);
        Assert.DoesNotContain("secret\"", created.ToJson() + described.ToJson() + Invoke("ListConnections", "{}").ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void UpdateConnection_WithAPart_KeepsTheRest()
    {
        Invoke("CreateConnection", $$"""{"Name":"c","Description":"d","AuthorizationType":"BASIC","AuthParameters":{{Basic}}}""");

        Invoke("UpdateConnection", """{"Name":"c","AuthParameters":{"BasicAuthParameters":{"Username":"you"},"InvocationHttpParameters":{"QueryStringParameters":[{"Key":"a","Value":"b"}]}}}""");

        ObjectData described = Invoke("DescribeConnection", """{"Name":"c"}""");
        Assert.Equal((JsonData)"d", described["Description"]);
        Assert.Equal(
            """{"BasicAuthParameters":{"Username":"you"},"InvocationHttpParameters":{"QueryStringParameters":[{"Key":"a","Value":"b"}]}}""",
            described["AuthParameters"]!.ToJson());
    }

    [Fact]
    public async Task UpdateConnection_OfTheType_NeedsThatTypesParametersAndDropsTheOthers()
    {
        using HttpStub api = new(HttpStub.Answer("{}"));
        Invoke("CreateConnection", $$"""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{{Basic}}}""");

        Assert.Equal("ValidationException", Refused("UpdateConnection", """{"Name":"c","AuthorizationType":"API_KEY"}""").Code);
        Invoke("UpdateConnection", """{"Name":"c","AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"X-Key","ApiKeyValue":"v"}}}""");
        await fixture.SucceedAsync(api.Url);

        Assert.Equal(("v", null), (api.Only["X-Key"], api.Only["Authorization"]));
    }

    [Fact]
    public async Task DeauthorizeConnection_ThenATask_FailsUntilItIsUpdated()
    {
        using HttpStub api = new(HttpStub.Answer("{}"));
        fixture.Connect();

        Assert.Equal((JsonData)"DEAUTHORIZED", Invoke("DeauthorizeConnection", """{"Name":"c"}""")["ConnectionState"]);
        Assert.Equal("Events.ConnectionResource.InvalidConnectionState", (await fixture.FailAsync(api.Url)).Error);

        Invoke("UpdateConnection", $$"""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{{Basic}}}""");
        await fixture.SucceedAsync(api.Url);
    }

    [Fact]
    public async Task DeleteConnection_ThenATask_DoesNotFindIt()
    {
        string arn = fixture.Connect();

        Assert.Equal(((JsonData)arn, (JsonData)"DELETING"), (Invoke("DeleteConnection", """{"Name":"c"}""")["ConnectionArn"], Invoke("ListConnections", "{}")["Connections"] is ArrayData { Count: 0 } ? "DELETING" : "still there"));

        TaskResult.Failure failure = await fixture.FailAsync("https://example.com/");
        Assert.Equal("Events.ConnectionResource.ResourceNotFound", failure.Error);
        Assert.Equal("ResourceNotFoundException", Refused("DeleteConnection", """{"Name":"c"}""").Code);
        Assert.Equal("ResourceNotFoundException", Refused("DescribeConnection", """{"Name":"c"}""").Code);
        Assert.Equal("ResourceNotFoundException", Refused("UpdateConnection", """{"Name":"c"}""").Code);
    }

    [Fact]
    public void CreateConnection_OfANameThatThereIs_IsRefused()
    {
        fixture.Connect();

        Assert.Equal("ResourceAlreadyExistsException", Refused("CreateConnection", $$"""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{{Basic}}}""").Code);
    }

    [Fact]
    public void ListConnections_InPages_GivesEachOnce()
    {
        foreach (string name in new[] { "b1", "a_x", "b2", "b3", "axx" })
        {
            Invoke("CreateConnection", $$"""{"Name":"{{name}}","AuthorizationType":"BASIC","AuthParameters":{{Basic}}}""");
        }

        ObjectData first = Invoke("ListConnections", """{"NamePrefix":"b","Limit":2}""");
        ObjectData second = Invoke("ListConnections", $$"""{"NamePrefix":"b","Limit":2,"NextToken":{{first["NextToken"]!.ToJson()}}}""");

        Assert.Equal(["b1", "b2"], Names(first));
        Assert.Equal(["b3"], Names(second));
        Assert.Null(second["NextToken"]);
        Assert.Equal(["a_x"], Names(Invoke("ListConnections", """{"NamePrefix":"a_"}""")));
        Assert.Empty(Names(Invoke("ListConnections", """{"ConnectionState":"DEAUTHORIZED"}""")));
        Assert.Equal("ValidationException", Refused("ListConnections", """{"NextToken":"*"}""").Code);
    }

    [Theory]
    [InlineData("""{"AuthorizationType":"BASIC"}""", "2 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; Value null at 'authParameters' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{"Name":"a b","AuthorizationType":"BASIC","AuthParameters":{}}""", "Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern")]
    [InlineData("""{"Name":"c","AuthorizationType":"NONE","AuthParameters":{}}""", "Member must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]")]
    [InlineData("""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":{"Username":"u"}}}""", "Value null at 'authParameters.basicAuthParameters.password'")]
    [InlineData("""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":{"Username":"u","Password":"a:\nsecret"}}}""", "Value at 'authParameters.basicAuthParameters.password' failed to satisfy constraint: Member must satisfy regular")]
    [InlineData("""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"a","ApiKeyValue":"secret"}}}""", "needs AuthParameters.BasicAuthParameters with Username")]
    [InlineData("""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{"InvocationHttpParameters":{"HeaderParameters":[{"Key":"a:b","Value":"é secret"}]}}}""", "Value at 'authParameters.invocationHttpParameters.headerParameters.1.member.value'")]
    [InlineData("""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{},"InvocationConnectivityParameters":{"ResourceParameters":{}}}""", "Private connectivity")]
    [InlineData("""{"Name":7,"AuthorizationType":"BASIC","AuthParameters":[]}""", "must be of the type String")]
    public void CreateConnection_OfAWrongRequest_SaysWhatWithoutTheSecrets(string request, string sentence)
    {
        ConnectionException refusal = Refused("CreateConnection", request);

        Assert.Equal("ValidationException", refusal.Code);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_AfterAReopen_IsStillThereAndItsFileIsItsOwners()
    {
        using TemporaryFolder folder = new();
        using (CloudDatabase first = new(folder.Path))
        {
            new ConnectionApi(new ConnectionStore(first), TimeProvider.System, "us-east-1").Invoke(
                "CreateConnection", (ObjectData)JsonData.Parse($$"""{"Name":"c","AuthorizationType":"BASIC","AuthParameters":{{Basic}}}"""));
        }

        using CloudDatabase second = new(folder.Path);
        Assert.Equal("pass-secret", Connection.Text(new ConnectionStore(second).Find("c")!.Parameters("BasicAuthParameters"), "Password"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File(CloudDatabase.FileName)));
        }
    }

    public void Dispose() => fixture.Dispose();

    private ObjectData Invoke(string operation, string request) => fixture.Api.Invoke(operation, (ObjectData)JsonData.Parse(request))!;

    private ConnectionException Refused(string operation, string request) => Assert.Throws<ConnectionException>(() => Invoke(operation, request));

    private static string[] Names(ObjectData list) => [.. ((ArrayData)list["Connections"]!).Select(item => ((StringData)((ObjectData)item)["Name"]!).Value)];
}
