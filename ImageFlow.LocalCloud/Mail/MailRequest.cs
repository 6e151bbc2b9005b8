using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Mail;

/// <summary>A request of SES v2's <c>SendEmail</c>, as a mail.</summary>
internal static class MailRequest
{
    private const int MaxRecipients = 50;

    /// <summary>40 MB after encoding.</summary>
    private const int MaxBytes = 40 * 1024 * 1024;

    public static readonly string[] Known =
    [
        "FromEmailAddress", "FromEmailAddressIdentityArn", "Destination", "ReplyToAddresses", "FeedbackForwardingEmailAddress", "Content", "EmailTags",
        "ConfigurationSetName", "EndpointId", "TenantName", "ListManagementOptions",
    ];

    /// <exception cref="ServiceRefusal">SES refuses the mail.</exception>
    public static OutgoingMail Read(ObjectData request, string id, DateTimeOffset now, string? executionArn)
    {
        ObjectData content = request.Section("Content") ?? throw Bad("Missing required parameter: Content");
        ObjectData destination = request.Section("Destination") ?? ObjectData.Empty;
        string[] to = [.. destination.Texts("ToAddresses")];
        string[] cc = [.. destination.Texts("CcAddresses")];
        string[] all = [.. to, .. cc, .. destination.Texts("BccAddresses")];
        string? from = request.TextMember("FromEmailAddress");
        string text;
        if (content.Section("Raw") is { } raw)
        {
            text = Decode(raw.NeededText("Data")).ReplaceLineEndings("\r\n");
            from ??= MailText.Header(text, "From");
            all = all.Length > 0 ? all : [.. Addresses(text, "To"), .. Addresses(text, "Cc"), .. Addresses(text, "Bcc")];
        }
        else if (content.Section("Simple") is { } simple)
        {
            ObjectData body = simple.Section("Body") ?? throw Bad("Missing required parameter: Content.Simple.Body");
            string? plain = body.Section("Text")?.NeededText("Data");
            string? html = body.Section("Html")?.NeededText("Data");
            if (plain is null && html is null)
            {
                throw Bad("Missing required parameter: Content.Simple.Body needs Text or Html");
            }

            text = MailText.Write(
                [
                    ("From", from), ("To", string.Join(", ", to)), ("Cc", string.Join(", ", cc)), ("Reply-To", string.Join(", ", request.Texts("ReplyToAddresses"))),
                    ("Subject", Subject(simple)), ("Date", MailText.Date(now)), ("Message-ID", $"<{id}@imageflow.local>"),
                ],
                plain,
                html,
                $"=_{Identifiers.Hash(id, 24)}");
        }
        else
        {
            throw Bad(content.Contains("Template") ? "There are no templates here: give Content.Simple or Content.Raw" : "Content needs Simple or Raw");
        }

        return Check(new OutgoingMail
        {
            Id = id,
            From = from ?? throw Bad("Missing required parameter: FromEmailAddress"),
            Recipients = all,
            Subject = MailText.Header(text, "Subject") ?? "",
            Content = text,
            ExecutionArn = executionArn,
            SentAt = now,
        });
    }

    private static OutgoingMail Check(OutgoingMail mail)
    {
        if (mail.Recipients.Count is 0 or > MaxRecipients)
        {
            throw Bad(mail.Recipients.Count == 0 ? "Destination needs at least one address" : $"Recipient count exceeds {MaxRecipients}");
        }

        if (mail.Recipients.Append(mail.From).FirstOrDefault(address => MailText.Address(address) is null) is { } wrong)
        {
            throw Bad($"Illegal address: '{wrong}'");
        }

        return mail.Content.Length <= MaxBytes ? mail : throw new ServiceRefusal("MessageRejected", $"Message length is more than {MaxBytes} bytes long.");
    }

    private static string Subject(ObjectData simple) => (simple.Section("Subject") ?? throw Bad("Missing required parameter: Content.Simple.Subject")).NeededText("Data");

    private static IEnumerable<string> Addresses(string text, string header) =>
        (MailText.Header(text, header) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Decode(string base64)
    {
        Span<byte> bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? Encoding.UTF8.GetString(bytes[..length]) : throw Bad("Content.Raw.Data is not Base64");
    }

    private static ServiceRefusal Bad(string message) => new("BadRequestException", message);
}
