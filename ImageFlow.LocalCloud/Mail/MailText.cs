using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageFlow.LocalCloud.Mail;

/// <summary>Writes and reads internet messages (RFC 5322, MIME in RFC 2045 and 2047).</summary>
internal static partial class MailText
{
    private const string NewLine = "\r\n";

    /// <summary>An encoded word may have 75 characters; this many bytes of content leave room for its frame.</summary>
    private const int EncodedWordBytes = 42;

    private const int Base64LineLength = 76;

    /// <param name="headers">In their order; one without a value is left out.</param>
    /// <param name="text">The plain body, or <see langword="null"/>.</param>
    /// <param name="html">The HTML body, or <see langword="null"/>.</param>
    public static string Write(IEnumerable<(string Name, string? Value)> headers, string? text, string? html, string boundary)
    {
        StringBuilder mail = new();
        foreach ((string name, string? value) in headers.Where(header => header.Value is { Length: > 0 }))
        {
            mail.Append(name).Append(": ").Append(Encode(value!)).Append(NewLine);
        }

        mail.Append("MIME-Version: 1.0").Append(NewLine);
        if (text is not null && html is not null)
        {
            mail.Append($"Content-Type: multipart/alternative; boundary=\"{boundary}\"").Append(NewLine).Append(NewLine);
            mail.Append("--").Append(boundary).Append(NewLine);
            AppendPart(mail, "plain", text);
            mail.Append("--").Append(boundary).Append(NewLine);
            AppendPart(mail, "html", html);
            mail.Append("--").Append(boundary).Append("--").Append(NewLine);
        }
        else
        {
            AppendPart(mail, html is null ? "plain" : "html", html ?? text ?? "");
        }

        return mail.ToString();
    }

    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    /// <summary>The first header of this name, unfolded and decoded; <see langword="null"/> where there is none.</summary>
    public static string? Header(string content, string name)
    {
        int end = content.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string head = Folding().Replace(end < 0 ? content : content[..end], " ");
        foreach (string line in head.Split(NewLine))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            {
                return EncodedWord().Replace(line[(name.Length + 1)..].Trim(), word => Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups[1].Value)));
            }
        }

        return null;
    }

    /// <summary>The address within a mailbox such as <c>Name &lt;a@b&gt;</c>; <see langword="null"/> where it is none.</summary>
    public static string? Address(string mailbox) => Mailbox().Match(mailbox.Trim()) is { Success: true } match
        ? match.Groups["inner"].Success ? match.Groups["inner"].Value : match.Groups["plain"].Value
        : null;

    private static void AppendPart(StringBuilder mail, string subtype, string body)
    {
        mail.Append($"Content-Type: text/{subtype}; charset=utf-8").Append(NewLine).Append("Content-Transfer-Encoding: base64").Append(NewLine).Append(NewLine);
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(body));
        for (int at = 0; at < encoded.Length; at += Base64LineLength)
        {
            mail.Append(encoded.AsSpan(at, Math.Min(Base64LineLength, encoded.Length - at))).Append(NewLine);
        }
    }

    /// <summary>A value in plain ASCII stays; of others each run of text becomes encoded words. Line breaks would end the header, and become spaces.</summary>
    private static string Encode(string value)
    {
        string line = value.ReplaceLineEndings(" ");
        if (line.All(c => c is >= ' ' and <= '~'))
        {
            return line;
        }

        // Of a mailbox only the name may be encoded.
        int bracket = line.LastIndexOf('<');
        return bracket > 0 && line.EndsWith('>') ? $"{Words(line[..bracket].Trim().Trim('"'))} {line[bracket..]}" : Words(line);
    }

    private static string Words(string text)
    {
        List<string> words = [];
        StringBuilder part = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(part.ToString()) + rune.Utf8SequenceLength > EncodedWordBytes)
            {
                words.Add(part.ToString());
                part.Clear();
            }

            part.Append(rune.ToString());
        }

        words.Add(part.ToString());
        return string.Join("\r\n ", words.Select(word => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word))}?="));
    }

    [GeneratedRegex(@"^(?:[^<>\r\n]*<(?<inner>[^<>@\s]+@[^<>@\s]+)>|(?<plain>[^<>@\s,;]+@[^<>@\s,;]+))$")]
    private static partial Regex Mailbox();

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex(@"=\?utf-8\?B\?([A-Za-z0-9+/=]*)\?=(?: (?==\?))?", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
