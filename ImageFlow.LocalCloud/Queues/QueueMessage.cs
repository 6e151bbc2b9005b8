using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Queues;

/// <summary>A message to send.</summary>
public sealed record OutgoingMessage(string Body)
{
    /// <summary>The <c>MessageAttributes</c> as SQS writes them.</summary>
    public ObjectData? Attributes { get; init; }

    /// <summary>How long it stays invisible; <see langword="null"/> for the queue's own delay.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>FIFO queues need one.</summary>
    public string? Group { get; init; }

    /// <summary>FIFO queues take the same one only once in five minutes.</summary>
    public string? Deduplication { get; init; }

    /// <summary>Default: by chance.</summary>
    public string? Id { get; init; }
}

/// <summary>A message as a queue holds it.</summary>
public sealed record QueueMessage
{
    public required long Number { get; init; }

    public required string Id { get; init; }

    public required string Body { get; init; }

    public ObjectData? Attributes { get; init; }

    public string? Group { get; init; }

    public string? Deduplication { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public DateTimeOffset? FirstReceivedAt { get; init; }

    /// <summary>How often it was received, this time included.</summary>
    public int Receives { get; init; }

    /// <summary>What to delete it with.</summary>
    public string? ReceiptHandle { get; init; }

    /// <summary>The ARN of the queue that it came from, where this is a dead-letter queue.</summary>
    public string? Source { get; init; }
}
