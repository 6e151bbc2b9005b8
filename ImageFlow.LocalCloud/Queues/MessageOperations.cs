using System.Globalization;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Queues;

/// <summary>Messages of the SQS API.</summary>
internal sealed class MessageOperations(CloudDatabase database, QueueStore store, TimeProvider clock)
{
    private const int MaxBatch = 10;
    private const int MaxDelay = 900;
    private const int MaxVisibility = 43200;
    private const int MaxWait = 20;

    /// <summary>How long a long poll goes without looking for messages whose time has come.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        new("AmazonSQS.SendMessage", (request, _) => new(database.Write(db => Send(db, request, null)))),
        new("AmazonSQS.SendMessageBatch", (request, _) => new(Batch(request, (db, url, entry) => Send(db, entry.With("QueueUrl", url), null)))),
        new("AmazonSQS.ReceiveMessage", ReceiveAsync),
        new("AmazonSQS.DeleteMessage", (request, _) => new(database.Write(db => Delete(db, request)))),
        new("AmazonSQS.DeleteMessageBatch", (request, _) => new(Batch(request, (db, url, entry) => Delete(db, entry.With("QueueUrl", url))))),
        new("AmazonSQS.ChangeMessageVisibility", (request, _) => new(database.Write(db => ChangeVisibility(db, request)))),
        new("AmazonSQS.ChangeMessageVisibilityBatch", (request, _) => new(Batch(request, (db, url, entry) => ChangeVisibility(db, entry.With("QueueUrl", url))))),
    ];

    /// <param name="id">The message's id; <see langword="null"/> for one of chance.</param>
    public ObjectData Send(SqliteConnection db, ObjectData request, string? id)
    {
        QueueDefinition queue = QueueOperations.Require(db, request.NeededText("QueueUrl"));
        string body = request.NeededText("MessageBody");
        ObjectData? attributes = request.Section("MessageAttributes") is { Count: > 0 } given ? given : null;
        int bytes = Encoding.UTF8.GetByteCount(body) + (attributes?.ToUtf8Json().Length ?? 0);
        if (body.Length == 0)
        {
            throw new ServiceRefusal("MissingParameter", "The request must contain the parameter MessageBody.");
        }

        if (bytes > queue.MaxBytes)
        {
            throw new ServiceRefusal("InvalidParameterValue", $"One or more parameters are invalid. Reason: Message must be shorter than {queue.MaxBytes} bytes.");
        }

        (string? group, string? deduplication) = Order(queue, request, body);
        TimeSpan? delay = Seconds(request, "DelaySeconds", MaxDelay);
        (string sent, long number) = store.Send(db, queue, new OutgoingMessage(body) { Attributes = attributes, Delay = delay, Group = group, Deduplication = deduplication, Id = id });
        ObjectDataBuilder answer = new();
        answer.Set("MD5OfMessageBody", MessageDigest.Of(body));
        answer.SetIfPresent("MD5OfMessageAttributes", attributes is null ? null : new StringData(MessageDigest.Of(attributes)));
        answer.Set("MessageId", sent);
        answer.SetIfPresent("SequenceNumber", queue.IsFifo ? new StringData(number.ToString("D20", CultureInfo.InvariantCulture)) : null);
        return answer.Build();
    }

    private static (string? Group, string? Deduplication) Order(QueueDefinition queue, ObjectData request, string body)
    {
        string? group = request.TextMember("MessageGroupId");
        string? deduplication = request.TextMember("MessageDeduplicationId");
        if (!queue.IsFifo)
        {
            return (group, null);
        }

        if (group is null)
        {
            throw new ServiceRefusal("MissingParameter", "The request must contain the parameter MessageGroupId.");
        }

        return deduplication is not null ? (group, deduplication)
            : queue.DeduplicatesByContent ? (group, Identifiers.Hash(body, 64))
            : throw new ServiceRefusal("InvalidParameterValue", "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
    }

    private async ValueTask<ObjectData> ReceiveAsync(ObjectData request, CancellationToken cancellationToken)
    {
        int max = request.NumberMember("MaxNumberOfMessages") ?? 1;
        if (max is < 1 or > MaxBatch)
        {
            throw new ServiceRefusal("InvalidParameterValue", $"Value {max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and {MaxBatch}, if provided.");
        }

        TimeSpan? wait = Seconds(request, "WaitTimeSeconds", MaxWait);
        TimeSpan? visibility = Seconds(request, "VisibilityTimeout", MaxVisibility);
        long start = clock.GetTimestamp();
        while (true)
        {
            (QueueDefinition queue, IReadOnlyList<QueueMessage> messages) = database.Write(db =>
            {
                QueueDefinition found = QueueOperations.Require(db, request.NeededText("QueueUrl"));
                return (found, store.Receive(db, found, max, visibility ?? found.Visibility));
            });
            TimeSpan left = (wait ?? queue.Wait) - clock.GetElapsedTime(start);
            if (messages.Count > 0 || left <= TimeSpan.Zero)
            {
                return messages.Count == 0 ? ObjectData.Empty : ObjectData.Of(("Messages", new ArrayData([.. messages.Select(message => (JsonData)MessageBody.Of(message, request))])));
            }

            await Task.Delay(left < Look ? left : Look, clock, cancellationToken);
        }
    }

    private static ObjectData Delete(SqliteConnection db, ObjectData request)
    {
        QueueDefinition queue = QueueOperations.Require(db, request.NeededText("QueueUrl"));
        // With an older receipt nothing is deleted, and the request succeeds all the same.
        QueueStore.Remove(db, queue.Name, Receipt(request));
        return ObjectData.Empty;
    }

    private ObjectData ChangeVisibility(SqliteConnection db, ObjectData request)
    {
        QueueDefinition queue = QueueOperations.Require(db, request.NeededText("QueueUrl"));
        (long, string) receipt = Receipt(request);
        TimeSpan visibility = Seconds(request, "VisibilityTimeout", MaxVisibility) ?? throw new ServiceRefusal("MissingParameter", "The request must contain the parameter VisibilityTimeout.");
        return store.ChangeVisibility(db, queue.Name, receipt, visibility)
            ? ObjectData.Empty
            : throw new ServiceRefusal("MessageNotInflight", "The specified message isn't in flight.") { QueryCode = "AWS.SimpleQueueService.MessageNotInflight" };
    }

    private static (long, string) Receipt(ObjectData request)
    {
        string handle = request.NeededText("ReceiptHandle");
        return Receipts.Read(handle) ?? throw new ServiceRefusal("ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.", status: 404);
    }

    private static TimeSpan? Seconds(ObjectData request, string name, int most) => request.NumberMember(name) switch
    {
        null => null,
        { } seconds when seconds >= 0 && seconds <= most => TimeSpan.FromSeconds(seconds),
        { } other => throw new ServiceRefusal("InvalidParameterValue", $"Value {other} for parameter {name} is invalid. Reason: Must be >= 0 and <= {most}, if provided."),
    };

    /// <summary>Does each entry for itself; what is refused is told beside what went well.</summary>
    private ObjectData Batch(ObjectData request, Func<SqliteConnection, string, ObjectData, ObjectData> work)
    {
        string url = request.NeededText("QueueUrl");
        IReadOnlyList<ObjectData> entries = request.Sections("Entries");
        string[] ids = [.. entries.Select(entry => entry.NeededText("Id"))];
        if (entries.Count == 0)
        {
            throw new ServiceRefusal("EmptyBatchRequest", "There should be at least one entry in the request.") { QueryCode = "AWS.SimpleQueueService.EmptyBatchRequest" };
        }

        if (entries.Count > MaxBatch)
        {
            throw new ServiceRefusal("TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {MaxBatch}. You have sent {entries.Count}.")
            {
                QueryCode = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            };
        }

        if (ids.GroupBy(id => id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ServiceRefusal("BatchEntryIdsNotDistinct", $"Id {twice.Key} repeated.") { QueryCode = "AWS.SimpleQueueService.BatchEntryIdsNotDistinct" };
        }

        database.Read(db => QueueOperations.Require(db, url));
        List<JsonData> done = [];
        List<JsonData> failed = [];
        foreach (ObjectData entry in entries)
        {
            string id = entry.NeededText("Id");
            try
            {
                done.Add(database.Write(db => work(db, url, entry)).With("Id", id));
            }
            catch (ServiceRefusal refusal)
            {
                failed.Add(ObjectData.Of(("Id", id), ("SenderFault", true), ("Code", refusal.QueryCode ?? refusal.Code), ("Message", refusal.Message)));
            }
        }

        return ObjectData.Of(("Successful", new ArrayData([.. done])), ("Failed", new ArrayData([.. failed])));
    }
}
