using System.Text;
using ImageFlow.Backends;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Mail;
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
    }

    private static int Most(int? max) => Math.Clamp(max ?? 100, 1, 1000);
}
