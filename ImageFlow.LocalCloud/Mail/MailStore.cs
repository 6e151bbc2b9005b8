using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Deliveries;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Mail;

/// <summary>The embedded SES: an outbox. With an SMTP server configured, mails go there too.</summary>
public sealed class MailStore
{
    /// <summary>A mail server may be away for as long as a day.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    private const int MaxAttempts = 100;
    private const string Columns = "id, sender, recipients, subject, content, execution_arn, sent_at";

    private readonly CloudDatabase database;
    private readonly DeliveryQueue deliveries;
    private readonly string folder;
    private readonly Uri? smtp;

    /// <param name="folder">Where <c>.eml</c> files are written.</param>
    /// <param name="smtp">Where mails are sent for real; <see langword="null"/> for nowhere.</param>
    internal MailStore(CloudDatabase database, DeliveryQueue deliveries, string folder, Uri? smtp)
    {
        this.database = database;
        this.deliveries = deliveries;
        this.folder = folder;
        this.smtp = smtp;
    }

    /// <summary>The newest mails first.</summary>
    public IReadOnlyList<OutgoingMail> List(int max = 100) => database.Read(db => db.Query($"SELECT {Columns} FROM mails ORDER BY number DESC LIMIT $1", Read, max));

    /// <summary>The mail, or <see langword="null"/> where there is none of this id.</summary>
    public OutgoingMail? Find(string id) => database.Read(db => Find(db, id));

    internal static OutgoingMail? Find(SqliteConnection db, string id) => db.Query($"SELECT {Columns} FROM mails WHERE id = $1", Read, id).FirstOrDefault();

    /// <summary>Puts the mail into the outbox, once for its id.</summary>
    internal void Add(SqliteConnection db, OutgoingMail mail)
    {
        if (Find(db, mail.Id) is not null)
        {
            return;
        }

        // Before the row: what a crash leaves is a file too many, which the same mail writes again.
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, mail.Id + ".eml"), mail.Content);
        db.Run(
            "INSERT INTO mails (id, sender, recipients, subject, content, execution_arn, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            mail.Id, mail.From, mail.RecipientsJson.ToJson(), mail.Subject, mail.Content, mail.ExecutionArn, mail.SentAt.ToUnixTimeMilliseconds());
        if (smtp is not null)
        {
            deliveries.Add(db, new Delivery
            {
                Name = mail.Id,
                Origin = "mail:" + mail.Id,
                Target = SmtpTarget,
                Body = mail.Id,
                MaxAttempts = MaxAttempts,
                ExpiresAt = mail.SentAt + MaxAge,
            });
        }
    }

    /// <summary>The target of deliveries to the mail server; the address itself, which may hold a password, is not written down.</summary>
    internal const string SmtpTarget = "smtp:";

    /// <exception cref="DeliveryException">The mail server did not take it.</exception>
    internal async Task SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        OutgoingMail mail = Find(delivery.Body) ?? throw new DeliveryException("NotFound", "The mail is no longer there.", retry: false);
        Uri server = smtp ?? throw new DeliveryException("NoMailServer", "No SMTP server is configured any more.", retry: false);
        await SmtpSender.SendAsync(server, mail, cancellationToken);
        database.Write(db =>
        {
            DeliveryQueue.Remove(db, delivery);
            return true;
        });
    }

    private static OutgoingMail Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        From = row.GetString(1),
        Recipients = [.. ((ArrayData)JsonData.Parse(row.GetString(2))).Select(recipient => ((StringData)recipient).Value)],
        Subject = row.GetString(3),
        Content = row.GetString(4),
        ExecutionArn = row.TextOrNull(5),
        SentAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
    };
}
