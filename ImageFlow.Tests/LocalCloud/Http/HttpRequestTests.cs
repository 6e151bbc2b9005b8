using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.LocalCloud.Http;

/// <summary>What goes out (Step Functions guide, HTTP Task).</summary>
public sealed class HttpRequestTests : IDisposable
{
    private readonly HttpTaskFixture fixture = new();
    private readonly HttpStub api = new(HttpStub.Answer("{}"));

    [Fact]
    public async Task Request_WithoutMore_HasTheHeadersThatStepFunctionsSets()
    {
        fixture.Connect();

        await fixture.SucceedAsync(api.Url + "/v1/x?a=b");

        Assert.Equal("GET /v1/x?a=b", api.Only.Line);
        Assert.Equal(
            [$"Host: {api.Authority}", "Range: bytes=0-262144", "User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1", "X-Key: key-secret"],
            api.Only.Headers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Request_WithPartsInTaskAndConnection_TakesTheConnectionsWhereBothSayIt()
    {
        fixture.Connect(parameters: """
            {"ApiKeyAuthParameters":{"ApiKeyName":"ApiKey","ApiKeyValue":"key_value"},"InvocationHttpParameters":{
              "BodyParameters":[{"Key":"BodyParam","Value":"connection_body_param"}],
              "HeaderParameters":[{"Key":"header-param","Value":"connection_header_param"}],
              "QueryStringParameters":[{"Key":"QueryParam","Value":"connection query"}]}}
            """);

        await fixture.SucceedAsync(api.Url + "/path", """
            {"Method":"POST","Headers":{"Request-Id":"my_request_id","Header-Param":"state_machine_header_param"},
             "RequestBody":{"Job":"Software Engineer","BodyParam":"state_machine_body_param","Company":"AnyCompany"},
             "QueryParameters":{"QueryParam":"state_machine_query_param","other":["1",2]}}
            """);

        StubRequest request = api.Only;
        Assert.Equal("POST /path?other=1&other=2&QueryParam=connection%20query", request.Line);
        Assert.Equal("""{"Job":"Software Engineer","BodyParam":"connection_body_param","Company":"AnyCompany"}""", request.Body);
        Assert.Equal(("key_value", "my_request_id", "connection_header_param"), (request["ApiKey"], request["Request-Id"], request["Header-Param"]));
        Assert.Single(request.Headers, header => header.StartsWith("header-param", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("application/json; charset=UTF-8", request["Content-Type"]);
    }

    [Fact]
    public async Task Request_OfABasicConnection_HasUserAndPassword()
    {
        fixture.Connect("BASIC", """{"BasicAuthParameters":{"Username":"Aladdin","Password":"open sesame"}}""");

        await fixture.SucceedAsync(api.Url);

        Assert.Equal("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", api.Only["Authorization"]);
    }

    [Theory]
    [InlineData("", "a[0]=x%20y&a[1]=2&a[2][k]=true&o[p]=%26&n=&s=plus%2B%2C")]
    [InlineData("INDICES", "a[0]=x%20y&a[1]=2&a[2][k]=true&o[p]=%26&n=&s=plus%2B%2C")]
    [InlineData("REPEAT", "a=x%20y&a=2&a[k]=true&o[p]=%26&n=&s=plus%2B%2C")]
    [InlineData("BRACKETS", "a[]=x%20y&a[]=2&a[][k]=true&o[p]=%26&n=&s=plus%2B%2C")]
    [InlineData("COMMAS", "a=x%20y,2,%7B%22k%22%3Atrue%7D&o[p]=%26&n=&s=plus%2B%2C")]
    public async Task Request_UrlEncoded_WritesArraysInTheFormatAskedFor(string format, string body)
    {
        fixture.Connect();
        string options = format.Length == 0 ? "" : $$""", "RequestEncodingOptions": { "ArrayFormat": "{{format}}" }""";

        await fixture.SucceedAsync(api.Url, $$"""
            { "Method": "POST", "Headers": { "content-type": "application/x-www-form-urlencoded" },
              "RequestBody": { "a": ["x y", 2, { "k": true }], "e": [], "o": { "p": "&" }, "n": null, "s": "plus+," },
              "Transform": { "RequestBodyEncoding": "URL_ENCODED"{{options}} } }
            """);

        Assert.Equal((body, "application/x-www-form-urlencoded"), (api.Only.Body, api.Only["Content-Type"]));
    }

    [Theory]
    [InlineData("""{"Method":"PUT","RequestBody":{"a":[1]},"Transform":{"RequestBodyEncoding":"NONE"}}""", """{"a":[1]}""")]
    [InlineData("""{"Method":"PATCH","RequestBody":"<a/>","Headers":{"Content-Type":"text/xml"}}""", "<a/>")]
    [InlineData("""{"Method":"DELETE"}""", "")]
    [InlineData("""{"Method":"OPTIONS","RequestBody":null}""", "")]
    public async Task Request_NotEncoded_SendsJsonOrTheText(string members, string body)
    {
        fixture.Connect();

        await fixture.SucceedAsync(api.Url, members);

        Assert.Equal(body, api.Only.Body);
    }

    [Fact]
    public async Task Request_ByInvocationConfig_FindsTheConnectionByItsName()
    {
        string arn = fixture.Connect();

        TaskResult result = await fixture.InvokeAsync(ObjectData.Of(
            ("ApiEndpoint", api.Url), ("Method", "GET"), ("InvocationConfig", ObjectData.Of(("ConnectionArn", arn)))));

        Assert.IsType<TaskResult.Success>(result);
    }

    [Theory]
    [InlineData("""{"Method":"TRACE"}""", "must be one of [GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD], not 'TRACE'")]
    [InlineData("""{"Headers":{"authorization":"x","ok":"y","X-Amz-Date":"z"}}""", "The 'Headers' field contains unsupported values: [authorization, X-Amz-Date]")]
    [InlineData("""{"Headers":{"a":{"b":1}}}""", "The value for the field 'Headers.a' must be a STRING")]
    [InlineData("""{"Headers":{"a b":"x"}}""", "The header 'a b' cannot be sent")]
    [InlineData("""{"Headers":{"a":"x\r\nHost: evil"}}""", "The header 'a' cannot be sent")]
    [InlineData("""{"QueryParameters":["a"]}""", "The value for the field 'QueryParameters' must be an OBJECT")]
    [InlineData("""{"Body":1}""", "The field \"Body\" is not supported by Step Functions")]
    [InlineData("""{"ApiEndpoint":"/relative"}""", "no address that can be called")]
    [InlineData("""{"ApiEndpoint":"https://user:word@example.com/"}""", "no address that can be called")]
    [InlineData("""{"Authentication":null}""", "'InvocationConfig' and 'Authentication' is required")]
    [InlineData("""{"Authentication":{"ConnectionArn":"c"}}""", "must be the ARN of a connection, not 'c'")]
    [InlineData("""{"Transform":{"RequestBodyEncoding":"GZIP"}}""", "must be one of [NONE, URL_ENCODED], not 'GZIP'")]
    [InlineData("""{"Transform":{"RequestEncodingOptions":{"ArrayFormat":"NONE"}}}""", "must be one of [INDICES, REPEAT, COMMAS, BRACKETS], not 'NONE'")]
    [InlineData("""{"Method":"POST","RequestBody":"a=b","Transform":{"RequestBodyEncoding":"URL_ENCODED"}}""", "must be an object to be URL-encoded")]
    public async Task Request_ThatStepFunctionsRefuses_FailsAndIsNotSent(string members, string sentence)
    {
        fixture.Connect();

        TaskResult.Failure failure = await fixture.FailAsync(api.Url, members);

        Assert.Equal("States.Runtime", failure.Error);
        Assert.Contains(sentence, failure.Cause, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task Request_TextWithBodyParametersOfTheConnection_Fails()
    {
        fixture.Connect(parameters: """
            {"ApiKeyAuthParameters":{"ApiKeyName":"k","ApiKeyValue":"v"},"InvocationHttpParameters":{"BodyParameters":[{"Key":"a","Value":"b"}]}}
            """);

        TaskResult.Failure failure = await fixture.FailAsync(api.Url, """{"Method":"POST","RequestBody":"text"}""");

        Assert.Equal(("States.Runtime", 0), (failure.Error, api.Requests.Count));
    }

    public void Dispose()
    {
        fixture.Dispose();
        api.Dispose();
    }
}
