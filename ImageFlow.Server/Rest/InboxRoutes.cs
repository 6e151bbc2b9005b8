using System.Text;
using ImageFlow.Backends;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Mail;
using ImageFlow.LocalCloud.Queues;
using ImageFlow.LocalCloud.Topics;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.Rest;

internal sealed record MailBody(string Id, string From, IReadOnlyList<string> Recipients, string Subject, string? ExecutionArn, DateTimeOffset SentAt, string Url)
{
    public static MailBody Of(OutgoingMail mail) => new(mail.Id, mail.From, mail.Recipients, mail.Subject, mail.ExecutionArn, mail.SentAt, $"/api/inbox/mails/{mail.Id}");
}

/// <summary>Messages of topics, as pages get them.</summary>
internal static class TopicBodies
{
    public static NotificationBody Of(TopicMessage message) => NotificationBody.Of(message.Id, message.TopicArn, message.Subject, message.Message, message.ExecutionArn, message.PublishedAt);
}

/// <summary>What could not be delivered to a subscriber, a target or a mail server.</summary>
internal sealed record UndeliverableBody(string Name, string Origin, string Target, int Attempts, string? LastError)
{
    public static UndeliverableBody From(Delivery delivery) => new(delivery.Name, delivery.Origin, delivery.Target, delivery.Attempts, delivery.LastError);
}

/// <summary>A queue with its oldest messages.</summary>
/// <param name="DeadLettersOf">The queues whose messages end here when they were received too often.</param>
internal sealed record QueueBody(string Name, IReadOnlyList<string> DeadLettersOf, long Visible, long InFlight, long Delayed, IReadOnlyList<QueueMessageBody> Messages)
{
    public static QueueBody Of(QueueOverview queue) =>
        new(queue.Name, queue.DeadLettersOf, queue.Visible, queue.InFlight, queue.Delayed, [.. queue.Messages.Select(message => new QueueMessageBody(message.Id, message.Body, message.Receives, message.SentAt))]);
}

/// <param name="Receives">How often a consumer has got it.</param>
internal sealed record QueueMessageBody(string Id, string Body, int Receives, DateTimeOffset SentAt);

/// <summary><c>/api/inbox</c>: what flows sent to people, newest first.</summary>
internal static class InboxRoutes
{
    public static void Map(IEndpointRouteBuilder routes, LocalCloudHost cloud)
    {
        routes.MapGet("/inbox/messages", (int? max) => new Listed<NotificationBody>([.. cloud.Topics.List(max: Most(max)).Select(TopicBodies.Of)])).WithName("ListMessages");
        routes.MapGet("/inbox/mails", (int? max) => new Listed<MailBody>([.. cloud.Mails.List(Most(max)).Select(MailBody.Of)])).WithName("ListMails");
        routes.MapGet("/inbox/mails/{id}", (string id) => cloud.Mails.Find(id) is { } mail
                ? Results.Bytes(Encoding.UTF8.GetBytes(mail.Content), "message/rfc822", mail.Id + ".eml")
                : Problems.NotFound("mail", id))
            .WithName("GetMail").Produces<string>(StatusCodes.Status200OK, "message/rfc822").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/inbox/undeliverable", (int? max) => new Listed<UndeliverableBody>([.. cloud.Deliveries.Undeliverable(Most(max)).Select(UndeliverableBody.From)])).WithName("ListUndeliverable");
        routes.MapGet("/inbox/queues", () => new Listed<QueueBody>([.. cloud.Queues.Overview(MessagesOfAQueue).Select(QueueBody.Of)])).WithName("ListQueues");
    }

    private const int MessagesOfAQueue = 20;

    private static int Most(int? max) => Math.Clamp(max ?? 100, 1, 1000);
}
