using ImageFlow.Engine;

namespace ImageFlow.LocalCloud.Mail;

/// <summary>Where mails are sent for real.</summary>
internal static class MailServer
{
    public const string Variable = "IMAGEFLOW_SMTP";

    /// <exception cref="EngineUnavailableException">It is no such address (AWS0104). The address is not repeated: it may hold a password.</exception>
    public static Uri? Read(string? value) => string.IsNullOrEmpty(value) ? null
        : Uri.TryCreate(value, UriKind.Absolute, out Uri? server) && server.Scheme is ("smtp" or "smtps") && server.Host.Length > 0 ? server
        : throw new EngineUnavailableException("AWS0104", $"{Variable} is no address of a mail server; set it to one such as smtp://user:password@mail.example.com:587, or unset it.");
}
