using System.Text.RegularExpressions;

namespace ImageFlow.Asl.Jsonata.Regexes;

/// <summary>
/// A regular expression with the meaning it has in JavaScript. It runs on the engine that takes time proportional to the subject
/// wherever the pattern allows that, and under a time limit otherwise, so that no pattern hangs.
/// </summary>
internal sealed class JavaScriptRegex
{
    /// <summary>How long one search may take where the pattern needs backtracking.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly RegexOptions options;
    private readonly Regex general;
    private readonly Regex? ascii;

    private JavaScriptRegex(string source, string flags)
    {
        Source = source;
        options = RegexOptions.CultureInvariant | (flags.Contains('i') ? RegexOptions.IgnoreCase : RegexOptions.None);
        bool multiline = flags.Contains('m');
        TranslatedPattern translated = PatternTranslator.Translate(source, multiline, asciiSubjects: false);
        Groups = translated.Groups;
        general = Make(translated);
        if (translated is { DependsOnSubject: true, NeedsBacktracking: true })
        {
            ascii = Make(PatternTranslator.Translate(source, multiline, asciiSubjects: true));
        }
    }

    public string Source { get; }

    /// <summary>Number of capturing groups.</summary>
    public int Groups { get; }

    /// <exception cref="JsonataException">S0303: no regular expression.</exception>
    public static JavaScriptRegex Parse(string source, string flags, int position)
    {
        try
        {
            return new JavaScriptRegex(source, flags);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new JsonataException("S0303", position, source);
        }
    }

    /// <exception cref="JsonataException">U1001: it takes too long.</exception>
    public Match Match(string text, int start)
    {
        Regex regex = ascii is not null && IsPlainAscii(text) ? ascii : general;
        try
        {
            return regex.Match(text, start);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new JsonataException("U1001", $"The regular expression /{Source}/ takes too long on this text.");
        }
    }

    private static bool IsPlainAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F') && !text.Contains('\r');

    private Regex Make(TranslatedPattern pattern)
    {
        if (!pattern.NeedsBacktracking)
        {
            try
            {
                return new Regex(pattern.Text, options | RegexOptions.NonBacktracking, Patience);
            }
            catch (NotSupportedException)
            {
                // Too large for that engine; the other one takes it, under the time limit.
                return new Regex(pattern.Text, options, Patience);
            }
        }

        return new Regex(pattern.Text, options, Patience);
    }
}
