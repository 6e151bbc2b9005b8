using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Mail;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;

namespace ImageFlow.Tests.LocalCloud.Topics;

/// <summary>What is published to a topic reaches its subscribers: queues, mailboxes and web addresses.</summary>
public sealed class TopicTests
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:imageflow-notifications";
    private const string Jobs = "arn:aws:sqs:us-east-1:123456789012:imageflow-jobs";

    [Fact]
    public async Task Publish_QueueSubscribed_GetsTheMessageInItsFrame()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await SubscribeAsync(cloud, "sqs", Jobs);

        await PublishAsync(cloud, "hello", subject: "Greeting");

        ObjectData frame = (ObjectData)JsonData.Parse((await ReceivedAsync(cloud, 1))[0].Body);
        Assert.Equal(("\"Notification\"", "\"hello\"", "\"Greeting\"", $"\"{Topic}\""), (frame["Type"]!.ToJson(), frame["Message"]!.ToJson(), frame["Subject"]!.ToJson(), frame["TopicArn"]!.ToJson()));
    }

    [Fact]
    public async Task Publish_RawDeliveryWithAFilter_LetsThroughWhatMatchesAsItIs()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await SubscribeAsync(cloud, "sqs", Jobs, """{"RawMessageDelivery":"true","FilterPolicy":"{\"kind\":[\"photo\"],\"size\":[{\"numeric\":[\">\",5]}]}"}""");

        await PublishAsync(cloud, "too small", attributes: """{"kind":{"DataType":"String","StringValue":"photo"},"size":{"DataType":"Number","StringValue":"5"}}""");
        await PublishAsync(cloud, "right", attributes: """{"kind":{"DataType":"String","StringValue":"photo"},"size":{"DataType":"Number","StringValue":"6"}}""");

        QueueMessage only = Assert.Single(await ReceivedAsync(cloud, 1));
        Assert.Equal("right", only.Body);
        Assert.Equal("6", ((StringData)((ObjectData)only.Attributes!["size"]!)["StringValue"]!).Value);
    }

    [Fact]
    public async Task Publish_FilterOverTheBody_LooksIntoIt()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await SubscribeAsync(cloud, "sqs", Jobs, """{"RawMessageDelivery":"true","FilterPolicyScope":"MessageBody","FilterPolicy":"{\"status\":[\"failed\"]}"}""");

        await PublishAsync(cloud, """{\"status\":\"processed\"}""");
        await PublishAsync(cloud, "no json");
        await PublishAsync(cloud, """{\"status\":\"failed\"}""");

        Assert.Equal("""{"status":"failed"}""", Assert.Single(await ReceivedAsync(cloud, 1)).Body);
    }

    [Fact]
    public async Task Publish_MailboxSubscribed_PutsAMailIntoTheOutbox()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await SubscribeAsync(cloud, "email", "teacher@example.com");

        await PublishAsync(cloud, "hello", subject: "Greeting");

        OutgoingMail mail = (await CloudFixture.WaitAsync(() => cloud.Host.Mails.List(), mails => mails.Count == 1))[0];
        Assert.Equal(("Greeting", "teacher@example.com"), (mail.Subject, Assert.Single(mail.Recipients)));
        Assert.Contains(Convert.ToBase64String("hello"u8), mail.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WebAddress_ConfirmsFirstThenGetsASignedMessageAgainAfterAFailure()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        using WebhookStub hook = new(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        Assert.Equal("pending confirmation", await SubscribeAsync(cloud, "http", hook.Url));
        ObjectData asked = await hook.BodyAsync(0);
        Assert.Equal("SubscriptionConfirmation", Text(asked, "Type"));
        await PublishAsync(cloud, "nobody hears this");
        await cloud.CallAsync("SNS.ConfirmSubscription", $$"""{"TopicArn":"{{Topic}}","Token":"{{Text(asked, "Token")}}"}""");

        await PublishAsync(cloud, "heard", subject: "S");

        ObjectData first = await hook.BodyAsync(1);
        ObjectData again = await hook.BodyAsync(2);
        Assert.Equal(("heard", Text(first, "MessageId")), (Text(first, "Message"), Text(again, "MessageId")));
        Assert.True(IsSigned(cloud.Host, again, ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]));
        Assert.True(IsSigned(cloud.Host, asked, ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]));
        Assert.False(IsSigned(cloud.Host, again.With("Message", "forged"), ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]));
    }

    [Fact]
    public async Task Publish_WebAddressThatRefuses_GoesToTheDeadLetterQueueAtOnce()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        using WebhookStub hook = new(HttpStatusCode.OK, HttpStatusCode.Gone);
        await SubscribeAsync(cloud, "http", hook.Url, $$"""{"RedrivePolicy":"{\"deadLetterTargetArn\":\"{{Jobs}}\"}"}""");
        await cloud.CallAsync("SNS.ConfirmSubscription", $$"""{"TopicArn":"{{Topic}}","Token":"{{Text(await hook.BodyAsync(0), "Token")}}"}""");

        await PublishAsync(cloud, "refused");

        QueueMessage letter = (await ReceivedAsync(cloud, 1))[0];
        Assert.Contains("refused", letter.Body, StringComparison.Ordinal);
        Assert.Equal("Http410", ((StringData)((ObjectData)letter.Attributes!["ERROR_CODE"]!)["StringValue"]!).Value);
    }

    [Fact]
    public async Task Subscriptions_OverARestart_AreKeptAndCanBeEnded()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        string arn = await SubscribeAsync(cloud, "sqs", Jobs);
        await cloud.ReopenAsync();

        Assert.Contains(arn, (await cloud.CallAsync("SNS.ListSubscriptionsByTopic", $$"""{"TopicArn":"{{Topic}}"}""")).ToJson(), StringComparison.Ordinal);
        Assert.Equal(arn, await SubscribeAsync(cloud, "sqs", Jobs));
        await cloud.CallAsync("SNS.Unsubscribe", $$"""{"SubscriptionArn":"{{arn}}"}""");
        Assert.Equal("NotFound", (await cloud.RefusalAsync("SNS.GetSubscriptionAttributes", $$"""{"SubscriptionArn":"{{arn}}"}""")).Code);
    }

    [Theory]
    [InlineData("lambda", "arn:aws:lambda:us-east-1:123456789012:function:f", "{}", "Does not support this protocol string: lambda")]
    [InlineData("sqs", "arn:aws:sqs:us-east-1:123456789012:none", "{}", "there is no queue")]
    [InlineData("https", "http://example.com", "{}", "Endpoint must match the specified protocol")]
    [InlineData("email", "nobody", "{}", "Email address")]
    [InlineData("sqs", Jobs, """{"FilterPolicy":"{\"a\":[]}"}""", "FilterPolicy: ")]
    [InlineData("sqs", Jobs, """{"Colour":"red"}""", "AttributeName")]
    public async Task Subscribe_WrongRequest_IsRefusedInWords(string protocol, string endpoint, string attributes, string message)
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();

        ServiceRefusal refusal = await cloud.RefusalAsync("SNS.Subscribe", $$"""{"TopicArn":"{{Topic}}","Protocol":"{{protocol}}","Endpoint":"{{endpoint}}","Attributes":{{attributes}}}""");

        Assert.Equal("InvalidParameter", refusal.Code);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    private static bool IsSigned(LocalCloudHost cloud, ObjectData body, string[] fields)
    {
        string text = string.Concat(fields.Where(body.Contains).Select(field => $"{field}\n{Text(body, field)}\n"));
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(cloud.TopicCertificate);
        return certificate.GetRSAPublicKey()!.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(Text(body, "Signature")), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static async Task<string> SubscribeAsync(CloudFixture cloud, string protocol, string endpoint, string attributes = "{}") => Text(
        await cloud.CallAsync("SNS.Subscribe", $$"""{"TopicArn":"{{Topic}}","Protocol":"{{protocol}}","Endpoint":"{{endpoint}}","Attributes":{{attributes}}}"""), "SubscriptionArn");

    private static Task<ObjectData> PublishAsync(CloudFixture cloud, string message, string? subject = null, string attributes = "{}") => cloud.CallAsync(
        "SNS.Publish", $$"""{"TopicArn":"{{Topic}}","Message":"{{message}}","MessageAttributes":{{attributes}}{{(subject is null ? "" : $",\"Subject\":\"{subject}\"")}}}""");

    private static Task<IReadOnlyList<QueueMessage>> ReceivedAsync(CloudFixture cloud, int count) =>
        CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs"), messages => messages.Count >= count && cloud.Host.Deliveries.Count() == 0);

    private static string Text(ObjectData body, string name) => ((StringData)body[name]!).Value;

    /// <summary>A web address that answers each request with the next status, and the last one for ever.</summary>
    private sealed class WebhookStub : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly List<ObjectData> bodies = [];

        public WebhookStub(params HttpStatusCode[] answers)
        {
            using (System.Net.Sockets.TcpListener free = new(IPAddress.Loopback, 0))
            {
                free.Start();
                Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/hook/";
            }

            listener.Prefixes.Add(Url);
            listener.Start();
            _ = AnswerAsync(answers);
        }

        public string Url { get; }

        public Task<ObjectData> BodyAsync(int index) => CloudFixture.WaitAsync(
            () =>
            {
                lock (bodies)
                {
                    return bodies.Count > index ? bodies[index] : ObjectData.Empty;
                }
            },
            body => body.Count > 0);

        public void Dispose() => listener.Close();

        private async Task AnswerAsync(HttpStatusCode[] answers)
        {
            for (int i = 0; listener.IsListening; i++)
            {
                HttpListenerContext call = await listener.GetContextAsync();
                using StreamReader reader = new(call.Request.InputStream);
                ObjectData body = (ObjectData)JsonData.Parse(await reader.ReadToEndAsync());
                lock (bodies)
                {
                    bodies.Add(body);
                }

                call.Response.StatusCode = (int)answers[Math.Min(i, answers.Length - 1)];
                call.Response.Close();
            }
        }
    }
}
