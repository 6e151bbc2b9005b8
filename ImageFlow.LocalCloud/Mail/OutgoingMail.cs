using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Mail;

/// <summary>A mail in the outbox.</summary>
public sealed record OutgoingMail
{
    public required string Id { get; init; }

    /// <summary>As it stands in the header, such as <c>Photos &lt;photos@example.com&gt;</c>.</summary>
    public required string From { get; init; }

    /// <summary>Everybody who gets it, blind copies included.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    public required string Subject { get; init; }

    /// <summary>The whole message with its headers, as an <c>.eml</c> file holds it.</summary>
    public required string Content { get; init; }

    /// <summary>The execution whose task sent it.</summary>
    public string? ExecutionArn { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    internal ArrayData RecipientsJson => new([.. Recipients.Select(recipient => (JsonData)recipient)]);
}
