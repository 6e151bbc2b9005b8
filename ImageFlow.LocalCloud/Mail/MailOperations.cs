using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Mail;

/// <summary>The SES v2 API: <c>SendEmail</c>.</summary>
internal sealed class MailOperations(CloudDatabase database, MailStore mails, TimeProvider clock)
{
    public IEnumerable<KeyValuePair<string, ServiceOperation>> All => [new("SESv2.SendEmail", (request, _) => new(Send(request)))];

    private ObjectData Send(ObjectData request)
    {
        OutgoingMail mail = MailRequest.Read(request, Identifiers.New(), clock.GetUtcNow(), null);
        database.Write(db =>
        {
            mails.Add(db, mail);
            return true;
        });
        return ObjectData.Of(("MessageId", mail.Id));
    }
}
