using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Deliveries;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Topics;

/// <summary>Records what is published and writes down what each subscriber is to get, in one transaction.</summary>
internal sealed class TopicPublisher(DeliveryQueue deliveries, TopicSigner signer, TimeProvider clock)
{
    /// <summary>SNS tries HTTP endpoints 50 times within an hour, and queues and mailboxes for 23 days (SNS Developer Guide, "Delivery retries").</summary>
    private const int HttpAttempts = 50;

    private const int ServiceAttempts = 100_015;

    private static readonly TimeSpan HttpAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan ServiceAge = TimeSpan.FromDays(23);

    /// <summary>The sender of mails to subscribers, as SNS's is.</summary>
    private const string MailSender = "AWS Notifications <no-reply@sns.amazonaws.com>";

    /// <summary>The AWS endpoint, which addresses in messages begin with.</summary>
    public Uri Endpoint { get; set; } = new("http://127.0.0.1:5081");

    /// <summary>Raised after a message was recorded; it may not be committed yet.</summary>
    public event Action? Published;

    /// <summary>Publishes a message, once for its id.</summary>
    public void Publish(SqliteConnection db, TopicMessage message)
    {
        if (!TopicStore.Add(db, message))
        {
            return;
        }

        foreach (Subscription subscription in Subscription.Of(db, message.TopicArn))
        {
            if (subscription.Token is null && subscription.Wants(message.Message, message.Attributes))
            {
                Send(db, subscription, message.Id, Body(subscription, message), message);
            }
        }

        Published?.Invoke();
    }

    /// <summary>Asks a web address to confirm that it wants the messages.</summary>
    public void AskForConfirmation(SqliteConnection db, Subscription subscription)
    {
        string id = Identifiers.Uuid(subscription.Arn + subscription.Token);
        string address = $"{Endpoint.ToString().TrimEnd('/')}/?Action=ConfirmSubscription&TopicArn={Uri.EscapeDataString(subscription.TopicArn)}&Token={subscription.Token}";
        ObjectData body = signer.Sign(
            ObjectData.Of(
                ("Type", "SubscriptionConfirmation"),
                ("MessageId", id),
                ("Token", subscription.Token!),
                ("TopicArn", subscription.TopicArn),
                ("Message", $"You have chosen to subscribe to the topic {subscription.TopicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message."),
                ("SubscribeURL", address),
                ("Timestamp", Timestamp(clock.GetUtcNow()))),
            Endpoint);
        Add(db, subscription, id, subscription.Endpoint, body.ToJson(), Headers("SubscriptionConfirmation", id, subscription));
    }

    private void Send(SqliteConnection db, Subscription subscription, string id, string body, TopicMessage message)
    {
        switch (subscription.Protocol)
        {
            case "sqs":
                Add(db, subscription, id, subscription.Endpoint, body, subscription.IsRaw ? message.Attributes : null);
                break;
            case "http" or "https":
                Add(db, subscription, id, subscription.Endpoint, body, Headers("Notification", id, subscription));
                break;
            default:
                Add(db, subscription, id, MailTarget, Mail(subscription, message, body), null);
                break;
        }
    }

    /// <summary>The target of deliveries that become mails; their bodies are requests of <c>SendEmail</c>.</summary>
    public const string MailTarget = "mailto:";

    private void Add(SqliteConnection db, Subscription subscription, string id, string target, string body, ObjectData? attributes)
    {
        bool web = subscription.Protocol is "http" or "https";
        deliveries.Add(db, new Delivery
        {
            Name = $"{id}-{Identifiers.Hash(subscription.Arn, 8)}",
            Origin = subscription.Arn,
            Target = target,
            Body = body,
            Attributes = attributes,
            DeadLetter = subscription.DeadLetter,
            MaxAttempts = web ? HttpAttempts : ServiceAttempts,
            ExpiresAt = clock.GetUtcNow() + (web ? HttpAge : ServiceAge),
        });
    }

    private string Body(Subscription subscription, TopicMessage message)
    {
        if (subscription.IsRaw || subscription.Protocol == "email")
        {
            return message.Message;
        }

        ObjectDataBuilder body = new();
        body.Set("Type", "Notification");
        body.Set("MessageId", message.Id);
        body.Set("TopicArn", message.TopicArn);
        body.SetIfPresent("Subject", message.Subject is null ? null : new StringData(message.Subject));
        body.Set("Message", message.Message);
        body.Set("Timestamp", Timestamp(message.PublishedAt));
        ObjectDataBuilder signed = signer.Sign(body.Build(), Endpoint).ToBuilder();
        signed.Set("UnsubscribeURL", $"{Endpoint.ToString().TrimEnd('/')}/?Action=Unsubscribe&SubscriptionArn={Uri.EscapeDataString(subscription.Arn)}");
        signed.SetIfPresent("MessageAttributes", message.Attributes is null ? null : Attributes(message.Attributes));
        return signed.Build().ToJson();
    }

    private static ObjectData Attributes(ObjectData attributes) => ObjectData.Of([.. attributes.Select(attribute => (attribute.Key, (JsonData)ObjectData.Of(
        ("Type", (attribute.Value as ObjectData)?["DataType"] ?? "String"),
        ("Value", (attribute.Value as ObjectData)?["StringValue"] ?? (attribute.Value as ObjectData)?["BinaryValue"] ?? ""))))]);

    private string Mail(Subscription subscription, TopicMessage message, string body) => ObjectData.Of(
        ("FromEmailAddress", MailSender),
        ("Destination", ObjectData.Of(("ToAddresses", new ArrayData(subscription.Endpoint)))),
        ("Content", ObjectData.Of(("Simple", ObjectData.Of(
            ("Subject", ObjectData.Of(("Data", message.Subject ?? "AWS Notification Message"))),
            ("Body", ObjectData.Of(("Text", ObjectData.Of(("Data", body)))))))))).ToJson();

    private static ObjectData Headers(string type, string id, Subscription subscription) => ObjectData.Of(
        ("x-amz-sns-message-type", type),
        ("x-amz-sns-message-id", id),
        ("x-amz-sns-topic-arn", subscription.TopicArn),
        ("x-amz-sns-subscription-arn", subscription.Arn),
        ("x-amz-sns-rawdelivery", subscription.IsRaw ? "true" : "false"));

    private static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
