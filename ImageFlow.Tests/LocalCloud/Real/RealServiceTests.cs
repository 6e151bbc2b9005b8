using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Real;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.Tests.LocalCloud.Real;

/// <summary>A service of AWS in the place of an embedded one: the requests that it gets, signed, and what becomes of its answers.</summary>
public sealed class RealServiceTests : IDisposable
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly HttpListener listener = new();
    private readonly Uri address;

    public RealServiceTests()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        probe.Stop();
        listener.Prefixes.Add(address.ToString());
        listener.Start();
    }

    [Fact]
    public async Task Invoke_ServiceWithAnEndpoint_SendsASignedRequestAndGivesItsAnswer()
    {
        using RouterFixture cloud = new(real: Settings("REKOGNITION"));
        Task<Received> sent = AnswerAsync(200, """{"Labels":[{"Name":"Cat"}]}""");

        ObjectData answer = await cloud.SucceedAsync("arn:aws:states:::aws-sdk:rekognition:detectLabels", """{"MaxLabels":1}""");

        Received got = await sent;
        Assert.Equal("""{"Labels":[{"Name":"Cat"}]}""", answer.ToJson());
        Assert.Equal(("RekognitionService.DetectLabels", "application/x-amz-json-1.1", """{"MaxLabels":1}""", "/"), (got.Headers["x-amz-target"], got.Headers["content-type"], got.Body, got.Path));
        Assert.Equal(Signature(got, "rekognition"), got.Headers["authorization"].Split("Signature=")[1]);
        Assert.Contains("Credential=AKIDEXAMPLE/", got.Headers["authorization"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws-sdk:dynamodb:getItem", """{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"gone"}""", "DynamoDb.ResourceNotFoundException")]
    [InlineData("dynamodb:getItem", """{"__type":"com.amazon.coral.validate#ValidationException","message":"bad"}""", "DynamoDB.AmazonDynamoDBv2Exception")]
    [InlineData("aws-sdk:dynamodb:getItem", """{"__type":"com.amazon.coral.validate#ValidationException","Message":"bad"}""", "DynamoDb.DynamoDbException")]
    [InlineData("aws-sdk:dynamodb:getItem", "no json", "DynamoDb.SdkClientException")]
    public async Task Invoke_ServiceThatRefuses_FailsUnderTheNameOfTheSdk(string route, string body, string error)
    {
        using RouterFixture cloud = new(real: Settings("DYNAMODB"));
        Task<Received> sent = AnswerAsync(400, body);

        TaskResult.Failure failure = await cloud.FailAsync("arn:aws:states:::" + route, """{"TableName":"t"}""");

        await sent;
        Assert.Equal(error, failure.Error);
    }

    [Fact]
    public async Task Invoke_MembersThatBeginSmall_AreTranslatedBothWays()
    {
        using RouterFixture cloud = new(real: Settings("PERSONALIZERUNTIME"));
        Task<Received> sent = AnswerAsync(200, """{"itemList":[{"itemId":"a"}]}""");

        ObjectData answer = await cloud.SucceedAsync("arn:aws:states:::aws-sdk:personalizeruntime:getRecommendations", """{"CampaignArn":"c","FilterValues":{"Genre":"x"}}""");

        Received got = await sent;
        Assert.Equal(("""{"campaignArn":"c","filterValues":{"Genre":"x"}}""", "/recommendations"), (got.Body, got.Path));
        Assert.Equal("""{"ItemList":[{"ItemId":"a"}]}""", answer.ToJson());
        Assert.Equal(Signature(got, "personalize"), got.Headers["authorization"].Split("Signature=")[1]);
    }

    [Fact]
    public async Task Invoke_OptimisedMessage_IsSentAsText()
    {
        using RouterFixture cloud = new(real: Settings("SQS"));
        Task<Received> sent = AnswerAsync(200, """{"MessageId":"1"}""");

        ObjectData answer = await cloud.SucceedAsync("arn:aws:states:::sqs:sendMessage", """{"QueueUrl":"q","MessageBody":{"a":1}}""");

        Assert.Equal("""{"QueueUrl":"q","MessageBody":"{\"a\":1}"}""", (await sent).Body);
        Assert.Equal("\"1\"", answer["MessageId"]!.ToJson());
        Assert.True(answer.Contains("SdkHttpMetadata"));
    }

    [Fact]
    public async Task Invoke_Topic_IsAskedByAForm()
    {
        using RouterFixture cloud = new(real: Settings("SNS"));
        Task<Received> sent = AnswerAsync(200, """<PublishResponse xmlns="https://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>""");

        ObjectData answer = await cloud.SucceedAsync(
            "arn:aws:states:::sns:publish", """{"TopicArn":"arn:aws:sns:us-east-1:123456789012:t","Message":{"a":"b c"},"MessageAttributes":{"kind":{"DataType":"String","StringValue":"x&y"}}}""");

        Received got = await sent;
        Assert.Equal(
            "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A123456789012%3At&Message=%7B%22a%22%3A%22b%20c%22%7D"
            + "&MessageAttributes.entry.1.Name=kind&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=x%26y",
            got.Body);
        Assert.Equal(Signature(got, "sns"), got.Headers["authorization"].Split("Signature=")[1]);
        Assert.Equal("\"m-1\"", answer["MessageId"]!.ToJson());
    }

    [Fact]
    public async Task Invoke_TopicThatIsRefused_FailsWithTheCodeOfTheXml()
    {
        using RouterFixture cloud = new(real: Settings("SNS"));
        Task<Received> sent = AnswerAsync(404, "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>");

        TaskResult.Failure failure = await cloud.FailAsync("arn:aws:states:::aws-sdk:sns:publish", """{"TopicArn":"arn:aws:sns:us-east-1:123456789012:t","Message":"m"}""");

        await sent;
        Assert.Equal("Sns.NotFoundException", failure.Error);
        Assert.StartsWith("Topic does not exist (Service: Sns, Status Code: 404", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("createSchedule", """{"Name":"s 1","ScheduleExpression":"rate(1 day)"}""", "POST", "/schedules/s%201", "", """{"ScheduleExpression":"rate(1 day)"}""")]
    [InlineData("getSchedule", """{"Name":"s1","GroupName":"g&h"}""", "GET", "/schedules/s1", "groupName=g%26h", "")]
    [InlineData("listSchedules", "{}", "GET", "/schedules", "", "")]
    public async Task Invoke_ServiceWithPaths_PutsMembersWhereTheyBelong(string action, string request, string method, string path, string query, string body)
    {
        using RouterFixture cloud = new(real: Settings("SCHEDULER"));
        Task<Received> sent = AnswerAsync(200, """{"ScheduleArn":"arn"}""");

        await cloud.SucceedAsync("arn:aws:states:::aws-sdk:scheduler:" + action, request);

        Received got = await sent;
        Assert.Equal((method, path, query, body), (got.Method, got.Path, got.Query, got.Body));
        Assert.Equal(Signature(got, "scheduler"), got.Headers["authorization"].Split("Signature=")[1]);
    }

    [Fact]
    public async Task Invoke_ServiceThatIsNotThere_FailsWithItsAddress()
    {
        using RouterFixture cloud = new(real: Settings("REKOGNITION"));
        listener.Stop();

        TaskResult.Failure failure = await cloud.FailAsync("arn:aws:states:::aws-sdk:rekognition:detectLabels", "{}");

        Assert.Equal("Rekognition.SdkClientException", failure.Error);
        Assert.Contains(address.ToString(), failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_OtherServices_StayEmbedded()
    {
        using RouterFixture cloud = new(real: Settings("REKOGNITION"));

        Assert.Equal("{}", (await cloud.SucceedAsync("arn:aws:states:::aws-sdk:dynamodb:getItem", """{"TableName":"images","Key":{"id":{"S":"a"}}}""")).ToJson());
    }

    [Fact]
    public void Unsupported_ActionOfARealService_IsNoFinding()
    {
        const string Definition = """{"StartAt":"L","States":{"L":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rekognition:detectLabels","End":true}}}""";
        ImageFlow.Asl.Model.StateMachine machine = StateMachineReader.Read(Definition).StateMachine!;

        Assert.Empty(ResourceCheck.Unsupported(machine, Settings("REKOGNITION")));
        Assert.Empty(ResourceCheck.Unsupported(machine, RealSettings.None, state => state == "L"));
        Diagnostic finding = Assert.Single(ResourceCheck.Unsupported(machine, RealSettings.None, state => state == "M"));
        Assert.Equal("L", ResourceCheck.StateOf(finding));
    }

    [Theory]
    [InlineData("IMAGEFLOW_AWS_REKOGNITION", "elsewhere", true)]
    [InlineData("IMAGEFLOW_AWS_REKOGNITION", "aws", false)]
    [InlineData("IMAGEFLOW_AWS_S3", "https://s3.eu-west-1.amazonaws.com", false)]
    public void Read_NoAddressOrNoCredentials_IsAws0105(string variable, string value, bool hasKeys)
    {
        EngineUnavailableException refusal = Assert.Throws<EngineUnavailableException>(() => RealSettings.Read(
            name => name == variable ? value : hasKeys && name.StartsWith("AWS_", StringComparison.Ordinal) ? "x" : null, "us-east-1"));

        Assert.Equal("AWS0105", refusal.Code);
        Assert.Contains("IMAGEFLOW_AWS_", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ServiceOfTheRegion_HasItsHost()
    {
        RealSettings settings = RealSettings.Read(
            name => name switch { "IMAGEFLOW_AWS_SESV2" or "IMAGEFLOW_AWS_EVENTBRIDGE" => "aws", "AWS_REGION" => "eu-west-1", "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" => "x", _ => null }, "us-east-1");

        Assert.Equal("https://email.eu-west-1.amazonaws.com/", settings.Endpoints["sesv2"].ToString());
        Assert.True(settings.Serves("arn:aws:states:::events:putEvents.waitForTaskToken"));
        Assert.False(settings.Serves("arn:aws:states:::aws-sdk:sesv2:createContact"));
        Assert.False(settings.Serves("arn:aws:states:::aws-sdk:rekognition:detectLabels"));
    }

    public void Dispose() => listener.Close();

    private RealSettings Settings(string service) => RealSettings.Read(
        name => name switch { _ when name == "IMAGEFLOW_AWS_" + service => address.ToString(), "AWS_ACCESS_KEY_ID" => "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY" => Secret, _ => null }, "us-east-1");

    private async Task<Received> AnswerAsync(int status, string body)
    {
        HttpListenerContext context = await listener.GetContextAsync();
        using StreamReader reader = new(context.Request.InputStream);
        Received received = new(
            context.Request.HttpMethod, context.Request.Url!.AbsolutePath, context.Request.Url.Query.TrimStart('?'), context.Request.Headers.AllKeys.ToDictionary(name => name!.ToLowerInvariant(), name => context.Request.Headers[name]!), await reader.ReadToEndAsync());
        context.Response.StatusCode = status;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
        return received;
    }

    /// <summary>Worked out again from what arrived (AWS General Reference, "Create a signed AWS API request").</summary>
    private static string Signature(Received got, string service)
    {
        string names = got.Headers["authorization"].Split("SignedHeaders=")[1].Split(',')[0];
        string canonical = $"{got.Method}\n{string.Join('/', got.Path.Split('/').Select(Uri.EscapeDataString))}\n{got.Query}\n{string.Concat(names.Split(';').Select(name => $"{name}:{got.Headers[name]}\n"))}\n{names}\n{Hash(got.Body)}";
        string time = got.Headers["x-amz-date"];
        string day = time[..8];
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (string part in new[] { day, "us-east-1", service, "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        string toSign = $"AWS4-HMAC-SHA256\n{time}\n{day}/us-east-1/{service}/aws4_request\n{Hash(canonical)}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed record Received(string Method, string Path, string Query, Dictionary<string, string> Headers, string Body);
}
