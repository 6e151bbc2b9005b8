using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using ImageFlow.LocalCloud.Events.Deliveries;

namespace ImageFlow.LocalCloud.Mail;

/// <summary>
/// Sends a mail to an SMTP server (RFC 5321): <c>smtp://[user:password@]host[:25]</c>, which is encrypted where the server offers STARTTLS, or
/// <c>smtps://…[:465]</c>, which is encrypted from the start. A password is never sent over a connection that is not.
/// </summary>
internal sealed class SmtpSender : IDisposable
{
    private const int Port = 25;
    private const int TlsPort = 465;
    private const int PermanentFailure = 500;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly TcpClient client = new();
    private Stream stream = Stream.Null;
    private StreamReader reader = StreamReader.Null;

    /// <exception cref="DeliveryException">The server did not take the mail; 5xx answers are for good, the rest may go better another time.</exception>
    public static async Task SendAsync(Uri server, OutgoingMail mail, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        using SmtpSender sender = new();
        try
        {
            await sender.RunAsync(server, mail, limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException("MailServerUnreachable", $"The mail server {server.Host} did not answer: {e.Message}", retry: true);
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        stream.Dispose();
        client.Dispose();
    }

    private async Task RunAsync(Uri server, OutgoingMail mail, CancellationToken cancellation)
    {
        bool encrypted = server.Scheme == "smtps";
        await client.ConnectAsync(server.Host, server.Port > 0 ? server.Port : encrypted ? TlsPort : Port, cancellation);
        Use(client.GetStream());
        if (encrypted)
        {
            await EncryptAsync(server.Host, cancellation);
        }

        await ExpectAsync(220, cancellation);
        string offered = await SayAsync("EHLO imageflow.local", 250, cancellation);
        if (!encrypted && offered.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase))
        {
            await SayAsync("STARTTLS", 220, cancellation);
            await EncryptAsync(server.Host, cancellation);
            encrypted = true;
            await SayAsync("EHLO imageflow.local", 250, cancellation);
        }

        if (server.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password])
        {
            if (!encrypted)
            {
                throw new DeliveryException("MailServerNotEncrypted", $"The mail server {server.Host} offers no encryption, and the password is not sent without.", retry: false);
            }

            string plain = $"\0{Uri.UnescapeDataString(user)}\0{Uri.UnescapeDataString(password)}";
            await SayAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes(plain)), 235, cancellation);
        }

        await SayAsync($"MAIL FROM:<{MailText.Address(mail.From)}>", 250, cancellation);
        foreach (string recipient in mail.Recipients)
        {
            await SayAsync($"RCPT TO:<{MailText.Address(recipient)}>", 250, cancellation);
        }

        await SayAsync("DATA", 354, cancellation);

        // A line that begins with a dot would end the mail: it gets another one (RFC 5321, 4.5.2).
        string content = mail.Content.EndsWith("\r\n", StringComparison.Ordinal) ? mail.Content : mail.Content + "\r\n";
        string stuffed = (content.StartsWith('.') ? "." : "") + content.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        await SayAsync(stuffed + ".", 250, cancellation);
        await SayAsync("QUIT", 221, cancellation);
    }

    private void Use(Stream connection)
    {
        stream = connection;
        reader = new StreamReader(connection, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
    }

    private async Task EncryptAsync(string host, CancellationToken cancellation)
    {
        SslStream tls = new(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellation);
        Use(tls);
    }

    private async Task<string> SayAsync(string line, int expected, CancellationToken cancellation)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellation);
        await stream.FlushAsync(cancellation);
        return await ExpectAsync(expected, cancellation);
    }

    private async Task<string> ExpectAsync(int expected, CancellationToken cancellation)
    {
        StringBuilder answer = new();
        while (true)
        {
            string line = await reader.ReadLineAsync(cancellation) ?? throw new IOException("It ended the connection.");
            answer.AppendLine(line);
            if (line.Length < 4 || line[3] != '-')
            {
                int code = int.TryParse(line.AsSpan(0, Math.Min(3, line.Length)), out int number) ? number : 0;
                return code == expected ? answer.ToString() : throw new DeliveryException("MailRefused", $"The mail server answered: {line}", retry: code < PermanentFailure);
            }
        }
    }
}
