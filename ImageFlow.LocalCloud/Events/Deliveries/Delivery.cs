using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events.Deliveries;

/// <summary>Something to bring to a target, at least once.</summary>
public sealed record Delivery
{
    public long Number { get; init; }

    /// <summary>The same for the same event and target: what is started by it bears this name. At most 80 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The ARN of the rule, subscription or schedule that sends it.</summary>
    public required string Origin { get; init; }

    /// <summary>The ARN of the target, or a web address.</summary>
    public required string Target { get; init; }

    public required string Body { get; init; }

    /// <summary>Message attributes, or what else the target's kind needs.</summary>
    public ObjectData? Attributes { get; init; }

    /// <summary>For FIFO queues.</summary>
    public string? MessageGroup { get; init; }

    /// <summary>The ARN of the queue that gets what cannot be delivered.</summary>
    public string? DeadLetter { get; init; }

    /// <summary>The first attempt counts too.</summary>
    public required int MaxAttempts { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Attempts that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; init; }
}

/// <summary>A target that did not take a delivery.</summary>
/// <param name="code">The target's error code.</param>
/// <param name="retry">Whether another attempt may go better.</param>
internal sealed class DeliveryException(string code, string message, bool retry) : Exception(message)
{
    public string Code { get; } = code;

    public bool Retry { get; } = retry;
}
