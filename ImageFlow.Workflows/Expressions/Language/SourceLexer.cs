namespace ImageFlow.Workflows.Expressions.Language;

internal enum SourceTokenKind
{
    End,
    Name,

    /// <summary>A reserved word (ECMAScript, "Keywords and Reserved Words").</summary>
    Keyword,

    /// <summary><c>#name</c> in a class.</summary>
    PrivateName,
    Number,
    Text,

    /// <summary>The first backtick of a template; the parser reads its parts.</summary>
    Template,
    Regex,
    Punctuator,
}

/// <param name="Value">Of a text without escapes: the text.</param>
internal readonly record struct SourceToken(SourceTokenKind Kind, string Text, int At, bool AfterLineBreak, string? Value = null)
{
    public bool Is(string punctuator) => Kind == SourceTokenKind.Punctuator && Text == punctuator;

    public bool IsWord(string word) => Kind is SourceTokenKind.Name or SourceTokenKind.Keyword && Text == word;
}

/// <summary>
/// Splits JavaScript into tokens as the parser asks for them (ECMAScript 2023, "Lexical Grammar"): whether <c>/</c> begins a regular
/// expression and <c>}</c> goes on with a template depends on what stands around.
/// </summary>
internal sealed class SourceLexer(string source)
{
    private static readonly HashSet<string> Keywords =
    [
        "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "export", "extends", "false",
        "finally", "for", "function", "if", "import", "in", "instanceof", "new", "null", "return", "super", "switch", "this", "throw", "true",
        "try", "typeof", "var", "void", "while", "with", "enum",
    ];

    // Longest first.
    private static readonly string[] Punctuators =
    [
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=",
        "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**", "<<", ">>",
        "{", "}", "(", ")", "[", "]", ".", ";", ",", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "?", ":", "=", "@",
    ];

    private int at;

    public SourceToken Next()
    {
        bool lineBreak = SkipSpace();
        int start = at;
        if (at >= source.Length)
        {
            return new(SourceTokenKind.End, "", start, lineBreak);
        }

        char first = source[at];
        if (IsNameStart(first))
        {
            string name = ReadName();
            return new(Keywords.Contains(name) ? SourceTokenKind.Keyword : SourceTokenKind.Name, name, start, lineBreak);
        }

        if (first == '#' && at + 1 < source.Length && IsNameStart(source[at + 1]))
        {
            at++;
            return new(SourceTokenKind.PrivateName, ReadName(), start, lineBreak);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1])))
        {
            ReadNumber();
            return new(SourceTokenKind.Number, source[start..at], start, lineBreak);
        }

        switch (first)
        {
            case '"' or '\'':
                ReadText(first);
                string inner = source[(start + 1)..(at - 1)];
                return new(SourceTokenKind.Text, source[start..at], start, lineBreak, inner.Contains('\\', StringComparison.Ordinal) ? null : inner);
            case '`':
                at++;
                return new(SourceTokenKind.Template, "`", start, lineBreak);
            default:
                string punctuator = Array.Find(Punctuators, one => string.CompareOrdinal(source, at, one, 0, one.Length) == 0 && !IsConditional(one))
                    ?? throw Bad($"The character '{first}' has no meaning here.", start);
                at += punctuator.Length;
                return new(SourceTokenKind.Punctuator, punctuator, start, lineBreak);
        }
    }

    /// <summary>Reads the regular expression that begins at a token <c>/</c> or <c>/=</c>.</summary>
    public SourceToken Regex(SourceToken slash)
    {
        at = slash.At + 1;
        bool inClass = false;
        while (true)
        {
            if (at >= source.Length || source[at] is '\n' or '\r')
            {
                throw Bad("A regular expression is not closed.", slash.At);
            }

            char c = source[at++];
            if (c == '/' && !inClass)
            {
                break;
            }

            inClass = c == '[' || (c != ']' && inClass);
            at += c == '\\' && at < source.Length ? 1 : 0;
        }

        while (at < source.Length && char.IsAsciiLetter(source[at]))
        {
            at++;
        }

        return slash with { Kind = SourceTokenKind.Regex, Text = source[slash.At..at] };
    }

    /// <summary>Reads a template's text up to <c>${</c> (<see langword="true"/>) or to its end.</summary>
    public bool TemplatePart(int start)
    {
        while (at < source.Length)
        {
            char c = source[at++];
            if (c == '`')
            {
                return false;
            }

            if (c == '$' && at < source.Length && source[at] == '{')
            {
                at++;
                return true;
            }

            at += c == '\\' ? 1 : 0;
        }

        throw Bad("A template string is not closed.", start);
    }

    /// <summary>Goes on after a token that has been looked at, so that a template continues there.</summary>
    public void GoTo(int position) => at = position;

    internal static ExpressionException Bad(string message, int position) => new("FLOW0201", message, "Correct the JavaScript expression.", position);

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '$' or '\\' || char.IsSurrogate(c);

    /// <summary><c>a?.5:b</c> is a conditional, no optional chain.</summary>
    private bool IsConditional(string punctuator) => punctuator == "?." && at + 2 < source.Length && char.IsAsciiDigit(source[at + 2]);

    private string ReadName()
    {
        int start = at;
        while (at < source.Length && (IsNameStart(source[at]) || char.IsLetterOrDigit(source[at]) || source[at] is '\u200c' or '\u200d'))
        {
            at++;
        }

        return source[start..at];
    }

    private void ReadNumber()
    {
        int start = at;
        if (source[at] == '0' && at + 1 < source.Length && source[at + 1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            at += 2;
            SkipDigits(char.IsAsciiHexDigit);
        }
        else
        {
            SkipDigits(char.IsAsciiDigit);
            if (at < source.Length && source[at] == '.')
            {
                at++;
                SkipDigits(char.IsAsciiDigit);
            }

            if (at < source.Length && source[at] is 'e' or 'E')
            {
                at += at + 1 < source.Length && source[at + 1] is '+' or '-' ? 2 : 1;
                int digits = at;
                SkipDigits(char.IsAsciiDigit);
                at = at == digits ? throw Bad("This is not a number.", start) : at;
            }
        }

        at += at < source.Length && source[at] == 'n' ? 1 : 0;
        if (at < source.Length && (IsNameStart(source[at]) || char.IsAsciiDigit(source[at])))
        {
            throw Bad("This is not a number.", start);
        }
    }

    private void SkipDigits(Func<char, bool> isDigit)
    {
        while (at < source.Length && (isDigit(source[at]) || source[at] == '_'))
        {
            at++;
        }
    }

    private void ReadText(char quote)
    {
        int start = at++;
        while (at < source.Length && source[at] != quote && source[at] is not ('\n' or '\r'))
        {
            at += source[at] == '\\' ? string.CompareOrdinal(source, at, "\\\r\n", 0, 3) == 0 ? 3 : 2 : 1;
        }

        if (at >= source.Length || source[at] != quote)
        {
            throw Bad("A string is not closed.", start);
        }

        at++;
    }

    private bool SkipSpace()
    {
        bool lineBreak = false;
        while (at < source.Length)
        {
            char c = source[at];
            if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                lineBreak |= c is '\n' or '\r' or '\u2028' or '\u2029';
                at++;
            }
            else if (source.AsSpan(at).StartsWith("//"))
            {
                int end = source.AsSpan(at).IndexOfAny('\n', '\r');
                at = end < 0 ? source.Length : at + end;
            }
            else if (source.AsSpan(at).StartsWith("/*"))
            {
                int end = source.IndexOf("*/", at + 2, StringComparison.Ordinal);
                lineBreak |= source.AsSpan(at, end < 0 ? throw Bad("A comment is not closed.", at) : end - at).Contains('\n');
                at = end + 2;
            }
            else
            {
                break;
            }
        }

        return lineBreak;
    }
}
