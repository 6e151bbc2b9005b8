using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Mail;

namespace ImageFlow.Tests.LocalCloud.Mail;

/// <summary><c>sesv2:sendEmail</c>: the outbox, and a mail server where one is configured.</summary>
public sealed class MailTests : IDisposable
{
    private const string Send = "arn:aws:states:::aws-sdk:sesv2:sendEmail";

    private readonly RouterFixture cloud = new();

    [Fact]
    public async Task SendEmail_SentAgainWithTheSameTaskId_LiesInTheOutboxOnceAsAnEmlFile()
    {
        const string request = """
            {"FromEmailAddress":"Schüler <school@example.com>","Destination":{"ToAddresses":["a@example.com"],"BccAddresses":["b@example.com"]},
             "Content":{"Simple":{"Subject":{"Data":"Grüße 🎓\r\nBcc: forged@example.com"},"Body":{"Text":{"Data":"Hallo"},"Html":{"Data":"<b>Hallo</b>"}}}}}
            """;

        ObjectData first = await cloud.SucceedAsync(Send, request, "same");
        ObjectData again = await cloud.SucceedAsync(Send, request, "same");

        OutgoingMail mail = Assert.Single(cloud.Embedded.Mails.List());
        Assert.Equal((mail.Id, mail.Id), (((StringData)first["MessageId"]!).Value, ((StringData)again["MessageId"]!).Value));
        Assert.Equal(["a@example.com", "b@example.com"], mail.Recipients);
        Assert.Equal("Grüße 🎓 Bcc: forged@example.com", mail.Subject);
        Assert.Equal("Schüler <school@example.com>", MailText.Header(mail.Content, "From"));
        Assert.Null(MailText.Header(mail.Content, "Bcc"));
        Assert.All(mail.Content.Split("\r\n"), line => Assert.True(line.Length <= 78 && line.All(char.IsAscii), line));
        Assert.Contains("multipart/alternative", mail.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendEmail_RawMessage_TakesItsRecipientsFromItsHeaders()
    {
        string raw = Convert.ToBase64String(Encoding.UTF8.GetBytes("From: a@example.com\nTo: b@example.com,\n c@example.com\nSubject: Raw\n\nBody\n"));

        await cloud.SucceedAsync(Send, $$$$"""{"Content":{"Raw":{"Data":"{{{{raw}}}}"}}}""");

        OutgoingMail mail = Assert.Single(cloud.Embedded.Mails.List());
        Assert.Equal(("a@example.com", "Raw", "b@example.com c@example.com"), (mail.From, mail.Subject, string.Join(' ', mail.Recipients)));
    }

    [Theory]
    [InlineData("""{"FromEmailAddress":"a@example.com","Destination":{"ToAddresses":["nobody"]},"Content":{"Simple":{"Subject":{"Data":"s"},"Body":{"Text":{"Data":"t"}}}}}""", "SesV2.BadRequestException", "Illegal address: 'nobody'")]
    [InlineData("""{"FromEmailAddress":"a@example.com","Destination":{},"Content":{"Simple":{"Subject":{"Data":"s"},"Body":{"Text":{"Data":"t"}}}}}""", "SesV2.BadRequestException", "Destination needs at least one address")]
    [InlineData("""{"FromEmailAddress":"a@example.com","Content":{"Template":{}}}""", "SesV2.BadRequestException", "There are no templates here")]
    [InlineData("""{"Sender":"a@example.com"}""", "States.Runtime", "The field \"Sender\" is not supported by Step Functions")]
    public async Task SendEmail_WrongRequest_FailsByName(string request, string error, string cause)
    {
        TaskResult.Failure failure = await cloud.FailAsync(Send, request);

        Assert.Equal(error, failure.Error);
        Assert.Contains(cause, failure.Cause, StringComparison.Ordinal);
        Assert.Empty(cloud.Embedded.Mails.List());
    }

    [Fact]
    public async Task SendEmail_ToAMailServer_ArrivesWholeAfterATemporaryRefusal()
    {
        using SmtpStub server = new();
        using TemporaryFolder folder = new();
        await using LocalCloudHost host = await LocalCloudHost.OpenAsync(
            new LocalCloudOptions { DataDirectory = folder.Path, Synchronous = false, Smtp = server.Address }, TestContext.Current.CancellationToken);

        await host.Services.Find("SESv2.SendEmail")!((ObjectData)JsonData.Parse("""
            {"FromEmailAddress":"S <s@example.com>","Destination":{"ToAddresses":["a@example.com"]},"Content":{"Raw":{"Data":"RnJvbTogcwpTdWJqZWN0OiBkb3RzCgouCi4uZW5kCg=="}}}
            """), TestContext.Current.CancellationToken);

        await CloudFixture.WaitAsync(host.Deliveries.Count, left => left == 0);
        Assert.Equal("MAIL FROM:<s@example.com>|RCPT TO:<a@example.com>", string.Join('|', server.Commands.Where(line => line.StartsWith("MAIL", StringComparison.Ordinal) || line.StartsWith("RCPT", StringComparison.Ordinal)).TakeLast(2)));
        Assert.Equal("From: s\r\nSubject: dots\r\n\r\n.\r\n..end\r\n", Assert.Single(server.Mails));
        Assert.Equal(2, server.Commands.Count(line => line.StartsWith("EHLO", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sender_PasswordWithoutEncryption_IsNotSent()
    {
        using SmtpStub server = new();
        UriBuilder address = new(server.Address) { UserName = "user", Password = "secret" };
        OutgoingMail mail = new() { Id = "m", From = "a@example.com", Recipients = ["b@example.com"], Subject = "", Content = "", SentAt = DateTimeOffset.UnixEpoch };

        DeliveryException refusal = await Assert.ThrowsAsync<DeliveryException>(() => SmtpSender.SendAsync(address.Uri, mail, TestContext.Current.CancellationToken));

        Assert.Equal(("MailServerNotEncrypted", false), (refusal.Code, refusal.Retry));
        Assert.DoesNotContain(server.Commands, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mail.example.com")]
    [InlineData("http://mail.example.com")]
    public void Server_NoAddressOfAMailServer_IsSaidWithItsCode(string value) =>
        Assert.Equal("AWS0104", Assert.Throws<EngineUnavailableException>(() => MailServer.Read(value)).Code);

    public void Dispose() => cloud.Dispose();

    /// <summary>A mail server that refuses the first mail for now.</summary>
    private sealed class SmtpStub : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public SmtpStub()
        {
            listener.Start();
            Address = new Uri($"smtp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
            _ = ServeAsync();
        }

        public Uri Address { get; }

        public List<string> Commands { get; } = [];

        public List<string> Mails { get; } = [];

        public void Dispose() => listener.Stop();

        private async Task ServeAsync()
        {
            for (int session = 0; ; session++)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                using StreamReader reader = new(client.GetStream());
                await using StreamWriter writer = new(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
                await writer.WriteLineAsync("220 stub");
                while (await reader.ReadLineAsync() is { } line)
                {
                    Commands.Add(line);
                    if (line == "DATA")
                    {
                        await writer.WriteLineAsync("354 go on");
                        StringBuilder mail = new();
                        while (await reader.ReadLineAsync() is { } content && content != ".")
                        {
                            mail.Append(content.StartsWith('.') ? content[1..] : content).Append("\r\n");
                        }

                        Mails.Add(mail.ToString());
                        await writer.WriteLineAsync("250 taken");
                    }
                    else if (line == "QUIT")
                    {
                        await writer.WriteLineAsync("221 bye");
                        break;
                    }
                    else
                    {
                        bool refused = session == 0 && line.StartsWith("MAIL", StringComparison.Ordinal);
                        await writer.WriteLineAsync(refused ? "451 later" : line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-stub\r\n250 8BITMIME" : "250 ok");
                    }
                }
            }
        }
    }
}
