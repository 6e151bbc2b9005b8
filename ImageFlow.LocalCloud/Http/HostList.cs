using System.Globalization;

namespace ImageFlow.LocalCloud.Http;

/// <summary>
/// The hosts that HTTP tasks may call although they are private, and without TLS: <c>HOST</c>, <c>HOST:PORT</c> or <c>*</c> for all. Hosts are
/// compared as they are written in the address, not by what they resolve to.
/// </summary>
public sealed class HostList
{
    public const string Form = "HOST, HOST:PORT or *";

    private readonly (string Host, int? Port)[] entries;

    private HostList((string Host, int? Port)[] entries) => this.entries = entries;

    /// <summary>No host: the default.</summary>
    public static HostList None { get; } = new([]);

    /// <summary>Reads entries, each of which may hold several with commas between; <see langword="null"/> where one is not of <see cref="Form"/>.</summary>
    public static HostList? Parse(IEnumerable<string> texts)
    {
        (string, int?)?[] read = [.. texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Select(Entry)];
        return Array.Exists(read, entry => entry is null) ? null : new HostList([.. read.Select(entry => entry!.Value)]);
    }

    public bool Contains(string host, int port) =>
        Array.Exists(entries, entry => (entry.Host == "*" || string.Equals(entry.Host, Bare(host), StringComparison.OrdinalIgnoreCase)) && (entry.Port ?? port) == port);

    private static (string Host, int? Port)? Entry(string text)
    {
        if (text == "*")
        {
            return ("*", null);
        }

        // An IPv6 address has several colons; with a port it stands in brackets.
        int colon = text.LastIndexOf(':');
        bool hasPort = colon > 0 && (text[colon - 1] == ']' || text.IndexOf(':') == colon);
        string host = Bare(hasPort ? text[..colon] : text);
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            return null;
        }

        return !hasPort ? (host, null)
            : int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535 ? (host, port)
            : null;
    }

    private static string Bare(string host) => host.Trim('[', ']').TrimEnd('.');
}
