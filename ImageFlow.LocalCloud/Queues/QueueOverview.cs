namespace ImageFlow.LocalCloud.Queues;

/// <summary>A queue for a person to look at.</summary>
/// <param name="DeadLettersOf">The queues whose messages end here when they were received too often.</param>
/// <param name="InFlight">Received and not yet deleted.</param>
/// <param name="Messages">The oldest; looking at them changes nothing.</param>
public sealed record QueueOverview(string Name, IReadOnlyList<string> DeadLettersOf, long Visible, long InFlight, long Delayed, IReadOnlyList<QueueMessage> Messages);
