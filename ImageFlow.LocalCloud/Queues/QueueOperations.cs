using System.Globalization;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Queues;

/// <summary>Queues of the SQS API.</summary>
internal sealed partial class QueueOperations(CloudDatabase database, QueueStore store, CloudNames names, TimeProvider clock)
{
    /// <summary>The attributes that can be set and the bounds of those that are numbers.</summary>
    private static readonly Dictionary<string, (int Least, int Most)?> Settable = new()
    {
        ["DelaySeconds"] = (0, 900),
        ["MaximumMessageSize"] = (1024, 1048576),
        ["MessageRetentionPeriod"] = (60, 1209600),
        ["ReceiveMessageWaitTimeSeconds"] = (0, 20),
        ["VisibilityTimeout"] = (0, 43200),
        ["Policy"] = null,
        ["RedrivePolicy"] = null,
        ["RedriveAllowPolicy"] = null,
        ["KmsMasterKeyId"] = null,
        ["KmsDataKeyReusePeriodSeconds"] = (60, 86400),
        ["SqsManagedSseEnabled"] = null,
        ["FifoQueue"] = null,
        ["ContentBasedDeduplication"] = null,
        ["DeduplicationScope"] = null,
        ["FifoThroughputLimit"] = null,
    };

    /// <summary>The AWS endpoint, which queues' addresses begin with.</summary>
    public Uri Endpoint { get; set; } = new("http://127.0.0.1:5081");

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        new("AmazonSQS.CreateQueue", (request, _) => new(Create(request))),
        new("AmazonSQS.GetQueueUrl", (request, _) => new(GetUrl(request))),
        new("AmazonSQS.ListQueues", (request, _) => new(List(request))),
        new("AmazonSQS.DeleteQueue", (request, _) => new(Delete(request))),
        new("AmazonSQS.PurgeQueue", (request, _) => new(Purge(request))),
        new("AmazonSQS.GetQueueAttributes", (request, _) => new(GetAttributes(request))),
        new("AmazonSQS.SetQueueAttributes", (request, _) => new(SetAttributes(request))),
        new("AmazonSQS.ListDeadLetterSourceQueues", (request, _) => new(ListSources(request))),
    ];

    /// <summary>The queue that <c>QueueUrl</c> names; the host in it does not matter.</summary>
    /// <exception cref="ServiceRefusal"><c>QueueDoesNotExist</c>.</exception>
    public static QueueDefinition Require(SqliteConnection db, string url) => QueueStore.Find(db, url[(url.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/')) ?? throw Absent();

    private static ServiceRefusal Absent() => new("QueueDoesNotExist", "The specified queue does not exist.")
    {
        QueryCode = "AWS.SimpleQueueService.NonExistentQueue",
    };

    private ObjectData Create(ObjectData request) => database.Write(db =>
    {
        string name = request.NeededText("QueueName");
        ObjectData attributes = request.Section("Attributes") ?? ObjectData.Empty;
        bool fifo = (attributes["FifoQueue"] as StringData)?.Value == "true";
        if (!Name().IsMatch(name) || fifo != name.EndsWith(".fifo", StringComparison.Ordinal))
        {
            throw new ServiceRefusal("InvalidParameterValue", fifo
                ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
                : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        Check(db, attributes);
        if (QueueStore.Find(db, name) is { } existing)
        {
            return attributes.All(attribute => existing.Text(attribute.Key) == (attribute.Value as StringData)?.Value)
                ? Url(name)
                : throw new ServiceRefusal("QueueNameExists", "A queue already exists with the same name and a different value for attribute " + attributes.First(attribute => existing.Text(attribute.Key) != (attribute.Value as StringData)?.Value).Key)
                {
                    QueryCode = "QueueAlreadyExists",
                };
        }

        QueueStore.Save(db, new QueueDefinition(name, attributes, clock.GetUtcNow(), clock.GetUtcNow()));
        return Url(name);
    });

    private ObjectData GetUrl(ObjectData request) => database.Read(db => Url((QueueStore.Find(db, request.NeededText("QueueName")) ?? throw Absent()).Name));

    private ObjectData List(ObjectData request) => database.Read(db =>
    {
        string prefix = request.TextMember("QueueNamePrefix") ?? "";
        return ObjectData.Of(("QueueUrls", new ArrayData(
            [.. QueueStore.All(db).Where(queue => queue.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(queue => (JsonData)Address(queue.Name))])));
    });

    private ObjectData Delete(ObjectData request) => database.Write(db =>
    {
        QueueStore.Delete(db, Require(db, request.NeededText("QueueUrl")).Name);
        return ObjectData.Empty;
    });

    private ObjectData Purge(ObjectData request) => database.Write(db =>
    {
        QueueStore.Purge(db, Require(db, request.NeededText("QueueUrl")).Name);
        return ObjectData.Empty;
    });

    private ObjectData GetAttributes(ObjectData request) => database.Read(db =>
    {
        QueueDefinition queue = Require(db, request.NeededText("QueueUrl"));
        IReadOnlyList<string> wanted = request.Texts("AttributeNames");
        (long visible, long inFlight, long delayed) = store.Count(db, queue.Name);
        ObjectDataBuilder all = new();
        foreach ((string name, string value) in QueueDefinition.Defaults)
        {
            all.Set(name, value);
        }

        foreach ((string name, JsonData value) in queue.Attributes.Span)
        {
            all.Set(name, value);
        }

        all.Set("QueueArn", names.Queue(queue.Name));
        all.Set("CreatedTimestamp", Text(queue.CreatedAt.ToUnixTimeSeconds()));
        all.Set("LastModifiedTimestamp", Text(queue.ChangedAt.ToUnixTimeSeconds()));
        all.Set("ApproximateNumberOfMessages", Text(visible));
        all.Set("ApproximateNumberOfMessagesNotVisible", Text(inFlight));
        all.Set("ApproximateNumberOfMessagesDelayed", Text(delayed));
        ObjectData found = all.Build();
        if (wanted.FirstOrDefault(name => name != "All" && !found.Contains(name) && !Settable.ContainsKey(name)) is { } unknown)
        {
            throw new ServiceRefusal("InvalidAttributeName", $"Unknown Attribute {unknown}.");
        }

        ObjectData shown = ObjectData.Of([.. found.Where(attribute => wanted.Contains("All") || wanted.Contains(attribute.Key)).Select(attribute => (attribute.Key, attribute.Value))]);
        return shown.Count == 0 ? ObjectData.Empty : ObjectData.Of(("Attributes", shown));
    });

    private ObjectData SetAttributes(ObjectData request) => database.Write(db =>
    {
        QueueDefinition queue = Require(db, request.NeededText("QueueUrl"));
        ObjectData attributes = request.Section("Attributes") ?? throw ServiceRefusal.Missing("attributes");
        Check(db, attributes);
        ObjectDataBuilder all = queue.Attributes.ToBuilder();
        foreach ((string name, JsonData value) in attributes.Span)
        {
            all.Set(name, value);
        }

        QueueStore.Save(db, queue with { Attributes = all.Build(), ChangedAt = clock.GetUtcNow() });
        return ObjectData.Empty;
    });

    private ObjectData ListSources(ObjectData request) => database.Read(db =>
    {
        string arn = names.Queue(Require(db, request.NeededText("QueueUrl")).Name);
        return ObjectData.Of(("queueUrls", new ArrayData([.. QueueStore.All(db).Where(queue => queue.Redrive?.Arn == arn).Select(queue => (JsonData)Address(queue.Name))])));
    });

    private static void Check(SqliteConnection db, ObjectData attributes)
    {
        foreach ((string name, JsonData value) in attributes.Span)
        {
            if (!Settable.TryGetValue(name, out (int Least, int Most)? bounds))
            {
                throw new ServiceRefusal("InvalidAttributeName", $"Unknown Attribute {name}.");
            }

            string text = value is StringData given ? given.Value : throw ServiceRefusal.WrongType(name, "String");
            bool valid = bounds is not { } range
                || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= range.Least && number <= range.Most);
            if (!valid)
            {
                throw new ServiceRefusal("InvalidAttributeValue", $"Invalid value for the parameter {name}.");
            }

            if (name == "RedrivePolicy" && text.Length > 0)
            {
                CheckRedrive(db, text);
            }
        }
    }

    private static void CheckRedrive(SqliteConnection db, string text)
    {
        string? finding = QueueDefinition.CheckRedrive(text);
        if (finding is null && QueueStore.FindByArn(db, ((StringData)((ObjectData)JsonData.Parse(text))["deadLetterTargetArn"]!).Value) is null)
        {
            finding = "Dead letter target does not exist.";
        }

        if (finding is not null)
        {
            throw new ServiceRefusal("InvalidParameterValue", $"Value {text} for parameter RedrivePolicy is invalid. Reason: {finding}");
        }
    }

    private ObjectData Url(string name) => ObjectData.Of(("QueueUrl", Address(name)));

    private string Address(string name) => new Uri(Endpoint, $"/{names.AccountId}/{name}").ToString();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?=.{1,80}$)[A-Za-z0-9_-]{1,80}(\.fifo)?$")]
    private static partial Regex Name();
}
