using System.Net;
using System.Text;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Topics;

namespace ImageFlow.Tests.LocalCloud;

public sealed class ServiceTaskTests : IDisposable
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:imageflow-notifications";

    private readonly RouterFixture cloud = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_SentAgainWithTheSameTaskId_IsRecordedOnce()
    {
        const string request = $$$"""{"TopicArn":"{{{Topic}}}","Subject":"Done","Message":{"key":"a"}}""";

        ObjectData first = await cloud.SucceedAsync("arn:aws:states:::sns:publish", request, taskId: "same");
        ObjectData again = await cloud.SucceedAsync("arn:aws:states:::sns:publish", request, taskId: "same");

        TopicMessage message = Assert.Single(cloud.Topics.List(Topic));
        Assert.Equal(("Done", """{"key":"a"}"""), (message.Subject, message.Message));
        Assert.Equal(message.Id, ((StringData)first["MessageId"]!).Value);
        Assert.Equal(first, again);
    }

    [Theory]
    [InlineData("""{"Message":"x"}""", "SNS.InvalidParameterException", "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter")]
    [InlineData("""{"TopicArn":"images","Message":"x"}""", "SNS.InvalidParameterException", "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1")]
    [InlineData($$"""{"TopicArn":"{{Topic}}","Message":""}""", "SNS.InvalidParameterException", "Invalid parameter: Empty message")]
    [InlineData($$"""{"TopicArn":"{{Topic}}","Message":"x","Subject":""}""", "SNS.InvalidParameterException", "Invalid parameter: Subject")]
    [InlineData($$"""{"TopicArn":"{{Topic}}"}""", "States.Runtime", "The field 'Message' is required but was missing")]
    public async Task Publish_WithABadRequest_FailsAsOnAws(string input, string error, string cause)
    {
        TaskResult.Failure failure = await cloud.FailAsync("arn:aws:states:::sns:publish", input);

        Assert.Equal(error, failure.Error);
        Assert.Contains(cause, failure.Cause, StringComparison.Ordinal);
        Assert.Empty(cloud.Topics.List());
    }

    [Fact]
    public async Task CopyObject_WithAnEncodedSource_CopiesAndRecordsTheProduct()
    {
        await cloud.Objects.PutAsync("imageflow-uploads", "a b+c.jpg", "x"u8.ToArray(), new ObjectAttributes { ContentType = "image/jpeg" }, Cancel);

        ObjectData answer = await cloud.SucceedAsync(
            "arn:aws:states:::aws-sdk:s3:copyObject",
            """{"Bucket":"imageflow-processed","Key":"copy.jpg","CopySource":"imageflow-uploads/a%20b%2Bc.jpg"}""");

        Assert.Equal("\"9dd4e461268c8034f5c8564e155c67a6\"", ((StringData)((ObjectData)answer["CopyObjectResult"]!)["ETag"]!).Value);
        Assert.Equal("image/jpeg", (await cloud.Objects.HeadAsync("imageflow-processed", "copy.jpg", Cancel))?.Attributes.ContentType);
        Assert.Equal("copy.jpg", Assert.Single(cloud.Produced.Of("arn:aws:states:us-east-1:123456789012:execution:flow:one")).Key);
    }

    [Fact]
    public async Task CopyObject_OfWhatIsNotThere_FailsWithNoSuchKey()
    {
        TaskResult.Failure failure = await cloud.FailAsync(
            "arn:aws:states:::aws-sdk:s3:copyObject", """{"Bucket":"imageflow-processed","Key":"k","CopySource":"/imageflow-uploads/none.jpg"}""");

        Assert.Equal("S3.NoSuchKeyException", failure.Error);
        Assert.StartsWith("The specified key does not exist. (Service: S3, Status Code: 404, Request ID: ", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Bucket":"imageflow-processed","Key":"../out.jpg","CopySource":"imageflow-uploads/a.jpg"}""")]
    [InlineData("""{"Bucket":"imageflow-processed","Key":"k","CopySource":"imageflow-uploads/..%2F..%2Fetc%2Fpasswd"}""")]
    [InlineData("""{"Bucket":"imageflow-processed","Key":"k","CopySource":"imageflow-uploads"}""")]
    public async Task CopyObject_WithANameThatLeavesTheBucket_IsRefused(string input)
    {
        await cloud.Objects.PutAsync("imageflow-uploads", "a.jpg", "x"u8.ToArray(), new ObjectAttributes(), Cancel);

        Assert.Equal("S3.S3Exception", (await cloud.FailAsync("arn:aws:states:::aws-sdk:s3:copyObject", input)).Error);
    }

    [Fact]
    public async Task DeleteObject_Twice_SucceedsBothTimes()
    {
        await cloud.Objects.PutAsync("imageflow-uploads", "a.jpg", "x"u8.ToArray(), new ObjectAttributes(), Cancel);

        await cloud.SucceedAsync("arn:aws:states:::aws-sdk:s3:deleteObject", """{"Bucket":"imageflow-uploads","Key":"a.jpg"}""");
        await cloud.SucceedAsync("arn:aws:states:::aws-sdk:s3:deleteObject", """{"Bucket":"imageflow-uploads","Key":"a.jpg"}""");

        Assert.Null(await cloud.Objects.HeadAsync("imageflow-uploads", "a.jpg", Cancel));
    }

    [Fact]
    public async Task Invoke_OfAResourceWithoutAService_NamesItAndSaysWhatToDo()
    {
        TaskResult.Failure failure = await cloud.FailAsync("arn:aws:states:::aws-sdk:kinesis:putRecord", "{}");

        Assert.Contains("'arn:aws:states:::aws-sdk:kinesis:putRecord'", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("here there are lambda:invoke", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LambdaInvoke_OfAnActivity_GivesTheErrorOfItsErrorDocument()
    {
        TaskResult.Failure failure = await cloud.FailAsync(
            "arn:aws:states:::lambda:invoke",
            """{"FunctionName":"imageflow-ValidateImage","Payload":{"bucket":"imageflow-uploads","key":"none.jpg"}}""");

        Assert.Equal("ObjectNotFoundError", failure.Error);
        ObjectData cause = (ObjectData)JsonData.Parse(failure.Cause!);
        Assert.Equal("ObjectNotFoundError", ((StringData)cause["errorType"]!).Value);
        Assert.Contains("none.jpg", ((StringData)cause["errorMessage"]!).Value, StringComparison.Ordinal);
        Assert.True(cause.Contains("stackTrace"));
    }

    [Theory]
    [InlineData("arn:aws:states:::lambda:invoke", """{"FunctionName":"other","Payload":{}}""")]
    [InlineData("arn:aws:states:::lambda:invoke", """{"FunctionName":"imageflow-Nonsense","Payload":{}}""")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:other", "{}")]
    public async Task LambdaInvoke_OfAForeignFunctionWithoutAnEndpoint_SaysHowToNameOne(string resource, string input)
    {
        TaskResult.Failure failure = await cloud.FailAsync(resource, input);

        Assert.Equal("Lambda.ResourceNotFoundException", failure.Error);
        Assert.Contains("AWS_ENDPOINT_URL_LAMBDA", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LambdaInvoke_OfAForeignFunction_GoesToTheEndpoint()
    {
        using LambdaEndpoint endpoint = new(200, """{"doubled":4}""", functionError: null);
        using RouterFixture routed = new(endpoint.Address);

        ObjectData envelope = await routed.SucceedAsync("arn:aws:states:::lambda:invoke", """{"FunctionName":"my-function:7","Payload":{"n":2}}""");
        ObjectData direct = await routed.SucceedAsync("arn:aws:lambda:us-east-1:123456789012:function:my-function", """{"n":2}""");

        Assert.Equal("""{"doubled":4}""", envelope["Payload"]!.ToJson());
        Assert.Equal("""{"doubled":4}""", direct.ToJson());
        Assert.Equal(
            ["/2015-03-31/functions/my-function%3A7/invocations {\"n\":2}", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Amy-function/invocations {\"n\":2}"],
            endpoint.Requests);
    }

    [Theory]
    [InlineData(200, """{"errorType":"MyError","errorMessage":"no"}""", "Unhandled", "MyError")]
    [InlineData(404, "", null, "Lambda.ResourceNotFoundException")]
    [InlineData(429, "", null, "Lambda.TooManyRequestsException")]
    [InlineData(500, "", null, "Lambda.ServiceException")]
    public async Task LambdaInvoke_ThatTheEndpointFails_NamesTheError(int status, string body, string? functionError, string error)
    {
        using LambdaEndpoint endpoint = new(status, body, functionError);
        using RouterFixture routed = new(endpoint.Address);

        Assert.Equal(error, (await routed.FailAsync("arn:aws:states:::lambda:invoke", """{"FunctionName":"f"}""")).Error);
    }

    public void Dispose() => cloud.Dispose();

    /// <summary>A Lambda API that always answers the same.</summary>
    private sealed class LambdaEndpoint : IDisposable
    {
        private readonly HttpListener listener = new();

        public LambdaEndpoint(int status, string body, string? functionError)
        {
            using (System.Net.Sockets.TcpListener free = new(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
            }

            listener.Prefixes.Add(Address.ToString());
            listener.Start();
            _ = AnswerAsync(status, body, functionError);
        }

        public Uri Address { get; }

        public List<string> Requests { get; } = [];

        public void Dispose() => listener.Close();

        private async Task AnswerAsync(int status, string body, string? functionError)
        {
            while (listener.IsListening)
            {
                HttpListenerContext call = await listener.GetContextAsync();
                using StreamReader reader = new(call.Request.InputStream);
                Requests.Add($"{call.Request.RawUrl} {await reader.ReadToEndAsync()}");
                call.Response.StatusCode = status;
                if (functionError is not null)
                {
                    call.Response.Headers["X-Amz-Function-Error"] = functionError;
                }

                await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                call.Response.Close();
            }
        }
    }
}
