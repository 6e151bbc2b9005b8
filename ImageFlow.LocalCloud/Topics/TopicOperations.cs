using System.Globalization;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Patterns;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;
using ImageFlow.LocalCloud.Tasks;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Topics;

/// <summary>The SNS API: topics, subscriptions and messages. A topic that somebody publishes or subscribes to is made where it is absent.</summary>
internal sealed partial class TopicOperations(CloudDatabase database, CloudNames names, TopicPublisher publisher, TimeProvider clock)
{
    private const string Prefix = "SNS.";

    private static readonly string[] Protocols = ["sqs", "http", "https", "email", "email-json"];
    private static readonly string[] Settable = ["RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "DeliveryPolicy"];

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        new(Prefix + "CreateTopic", (request, _) => new(Create(request))),
        new(Prefix + "DeleteTopic", (request, _) => new(Delete(request))),
        new(Prefix + "ListTopics", (_, _) => new(List())),
        new(Prefix + "GetTopicAttributes", (request, _) => new(GetAttributes(request))),
        new(Prefix + "Subscribe", (request, _) => new(Subscribe(request))),
        new(Prefix + "ConfirmSubscription", (request, _) => new(Confirm(request))),
        new(Prefix + "Unsubscribe", (request, _) => new(Unsubscribe(request))),
        new(Prefix + "ListSubscriptions", (_, _) => new(database.Read(db => Subscriptions(Subscription.All(db))))),
        new(Prefix + "ListSubscriptionsByTopic", (request, _) => new(database.Read(db => Subscriptions(Subscription.Of(db, request.NeededText("TopicArn")))))),
        new(Prefix + "GetSubscriptionAttributes", (request, _) => new(GetSubscription(request))),
        new(Prefix + "SetSubscriptionAttributes", (request, _) => new(SetSubscription(request))),
        new(Prefix + "Publish", (request, _) => new(Publish(request))),
    ];

    /// <summary>Makes the topic, unless there is one of this name already.</summary>
    public string Ensure(string name) => database.Write(db => TopicStore.Ensure(db, names.Topic(name), clock.GetUtcNow()));

    private ObjectData Create(ObjectData request)
    {
        string name = request.NeededText("Name");
        return TopicName().IsMatch(name) ? ObjectData.Of(("TopicArn", Ensure(name))) : throw Invalid("Topic Name");
    }

    private ObjectData Delete(ObjectData request) => database.Write(db =>
    {
        TopicStore.Delete(db, request.NeededText("TopicArn"));
        return ObjectData.Empty;
    });

    private ObjectData List() => database.Read(db => ObjectData.Of(("Topics", new ArrayData([.. TopicStore.Arns(db).Select(arn => (JsonData)ObjectData.Of(("TopicArn", arn)))]))));

    private ObjectData GetAttributes(ObjectData request) => database.Read(db =>
    {
        string arn = Require(db, request.NeededText("TopicArn"));
        IReadOnlyList<Subscription> subscriptions = Subscription.Of(db, arn);
        return ObjectData.Of(("Attributes", ObjectData.Of(
            ("TopicArn", arn),
            ("Owner", CloudNames.LocalAccount),
            ("DisplayName", ""),
            ("SubscriptionsConfirmed", subscriptions.Count(subscription => subscription.Token is null).ToString(CultureInfo.InvariantCulture)),
            ("SubscriptionsPending", subscriptions.Count(subscription => subscription.Token is not null).ToString(CultureInfo.InvariantCulture)))));
    });

    private ObjectData Subscribe(ObjectData request) => database.Write(db =>
    {
        string topic = request.NeededText("TopicArn");
        string protocol = request.NeededText("Protocol");
        string endpoint = request.TextMember("Endpoint") ?? throw Invalid("Endpoint");
        ObjectData attributes = request.Section("Attributes") ?? ObjectData.Empty;
        if (!Protocols.Contains(protocol))
        {
            throw new ServiceRefusal("InvalidParameter", $"Invalid parameter: Does not support this protocol string: {protocol}; here there are {string.Join(", ", Protocols)}");
        }

        CheckEndpoint(db, protocol, endpoint);
        foreach ((string name, JsonData value) in attributes.Span)
        {
            CheckAttribute(name, (value as StringData)?.Value ?? "");
        }

        TopicStore.Ensure(db, topic, clock.GetUtcNow());
        if (Subscription.Of(db, topic).FirstOrDefault(known => known.Protocol == protocol && known.Endpoint == endpoint) is { } existing)
        {
            return ObjectData.Of(("SubscriptionArn", existing.Arn));
        }

        // A web address has to say that it wants the messages; mail goes into this machine's outbox, and asks nobody.
        bool asks = protocol is "http" or "https";
        Subscription made = new($"{topic}:{Identifiers.New()}", topic, protocol, endpoint, attributes, asks ? Identifiers.Hash(Identifiers.New(), 64) : null, clock.GetUtcNow());
        made.Save(db);
        if (asks)
        {
            publisher.AskForConfirmation(db, made);
        }

        return ObjectData.Of(("SubscriptionArn", asks && request.TextMember("ReturnSubscriptionArn") != "true" ? "pending confirmation" : made.Arn));
    });

    private ObjectData Confirm(ObjectData request) => database.Write(db =>
    {
        string token = request.NeededText("Token");
        Subscription found = Subscription.Of(db, request.NeededText("TopicArn")).FirstOrDefault(subscription => subscription.Token == token) ?? throw new ServiceRefusal("InvalidParameter", "Invalid parameter: Token");
        (found with { Token = null }).Save(db);
        return ObjectData.Of(("SubscriptionArn", found.Arn));
    });

    private ObjectData Unsubscribe(ObjectData request) => database.Write(db =>
    {
        Subscription.Delete(db, request.NeededText("SubscriptionArn"));
        return ObjectData.Empty;
    });

    private ObjectData GetSubscription(ObjectData request) => database.Read(db =>
    {
        Subscription found = RequireSubscription(db, request);
        ObjectDataBuilder attributes = found.Attributes.ToBuilder();
        attributes.Set("SubscriptionArn", found.Arn).Set("TopicArn", found.TopicArn).Set("Protocol", found.Protocol).Set("Endpoint", found.Endpoint)
            .Set("Owner", CloudNames.LocalAccount).Set("PendingConfirmation", found.Token is null ? "false" : "true");
        return ObjectData.Of(("Attributes", attributes.Build()));
    });

    private ObjectData SetSubscription(ObjectData request) => database.Write(db =>
    {
        string name = request.NeededText("AttributeName");
        string value = request.TextMember("AttributeValue") ?? "";
        CheckAttribute(name, value);
        Subscription found = RequireSubscription(db, request);
        (found with { Attributes = found.Attributes.With(name, value) }).Save(db);
        return ObjectData.Empty;
    });

    private ObjectData Publish(ObjectData request)
    {
        try
        {
            PublishRequest read = PublishRequest.Read(request);
            string id = Identifiers.New();
            database.Write(db =>
            {
                publisher.Publish(db, read.ToMessage(id, null, clock.GetUtcNow()));
                return true;
            });
            return ObjectData.Of(("MessageId", id));
        }
        catch (TopicException refusal)
        {
            throw new ServiceRefusal(refusal.Code, refusal.Message);
        }
        catch (ParameterException refusal)
        {
            throw new ServiceRefusal("ValidationError", refusal.Message);
        }
    }

    private static ObjectData Subscriptions(IEnumerable<Subscription> subscriptions) => ObjectData.Of(("Subscriptions", new ArrayData([.. subscriptions.Select(subscription => (JsonData)ObjectData.Of(
        ("SubscriptionArn", subscription.Token is null ? subscription.Arn : "PendingConfirmation"),
        ("Owner", CloudNames.LocalAccount),
        ("Protocol", subscription.Protocol),
        ("Endpoint", subscription.Endpoint),
        ("TopicArn", subscription.TopicArn)))])));

    private static void CheckEndpoint(SqliteConnection db, string protocol, string endpoint)
    {
        bool valid = protocol switch
        {
            "sqs" => CloudNames.ServiceOf(endpoint) == "sqs" && QueueStore.FindByArn(db, endpoint) is not null,
            "http" or "https" => Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme == protocol,
            _ => Mail.MailText.Address(endpoint) is not null,
        };
        if (!valid)
        {
            throw Invalid(protocol == "sqs" ? $"Endpoint Reason: there is no queue '{endpoint}'" : protocol is "http" or "https" ? "Endpoint must match the specified protocol" : "Email address");
        }
    }

    private static void CheckAttribute(string name, string value)
    {
        if (!Settable.Contains(name))
        {
            throw Invalid("AttributeName");
        }

        try
        {
            _ = name switch
            {
                "FilterPolicy" when value.Length > 0 => EventPattern.Parse(value),
                "RedrivePolicy" when value.Length > 0 && (SubscriptionText.Parse(value) as ObjectData)?["deadLetterTargetArn"] is not StringData => throw Invalid("RedrivePolicy"),
                "RawMessageDelivery" when value is not ("true" or "false") => throw Invalid("Attributes Reason: RawMessageDelivery must be true or false"),
                "FilterPolicyScope" when value is not ("MessageAttributes" or "MessageBody") => throw Invalid("FilterPolicyScope: Invalid value [" + value + "]. Please use either MessageBody or MessageAttributes"),
                _ => null,
            };
        }
        catch (InvalidPatternException refusal)
        {
            throw Invalid("FilterPolicy: " + refusal.Message);
        }
    }

    private static string Require(SqliteConnection db, string arn) => TopicStore.Arns(db).Contains(arn) ? arn : throw new ServiceRefusal("NotFound", "Topic does not exist", status: 404);

    private static Subscription RequireSubscription(SqliteConnection db, ObjectData request) =>
        Subscription.Find(db, request.NeededText("SubscriptionArn")) ?? throw new ServiceRefusal("NotFound", "Subscription does not exist", status: 404);

    private static ServiceRefusal Invalid(string what) => new("InvalidParameter", "Invalid parameter: " + what);

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,256}(\.fifo)?$")]
    private static partial Regex TopicName();
}
