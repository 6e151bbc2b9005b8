using System.Globalization;
using System.Text;

namespace ImageFlow.Workflows.Expressions.Script;

/// <summary>Splits JavaScript into tokens (ECMAScript, section "Lexical Grammar"); what is outside the subset is refused by name.</summary>
internal sealed class Lexer(string source)
{
    // Longest first, so that "===" is not read as "==" and "=".
    private static readonly string[] Punctuators =
    [
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=",
        "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "**", "<<", ">>",
        "{", "}", "(", ")", "[", "]", ".", ";", ",", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "?", ":", "=",
    ];

    private int at;

    public List<Token> ReadAll()
    {
        List<Token> tokens = [];
        while (true)
        {
            bool lineBreak = SkipSpace();
            Token token = Next() with { AfterLineBreak = lineBreak };
            tokens.Add(token);
            if (token.Kind == TokenKind.End)
            {
                return tokens;
            }
        }
    }

    private Token Next()
    {
        if (at >= source.Length)
        {
            return new(TokenKind.End, "", source.Length);
        }

        char first = source[at];
        if (char.IsLetter(first) || first is '_' or '$')
        {
            int start = at;
            while (at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] is '_' or '$'))
            {
                at++;
            }

            return new(TokenKind.Name, source[start..at], start);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1])))
        {
            return ReadNumber();
        }

        return first switch
        {
            '"' or '\'' => ReadText(first),
            '`' => ReadTemplate(),
            _ => ReadPunctuator(),
        };
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
                if (end < 0)
                {
                    throw Bad("A comment is not closed.", at);
                }

                lineBreak |= source.AsSpan(at, end - at).Contains('\n');
                at = end + 2;
            }
            else
            {
                break;
            }
        }

        return lineBreak;
    }

    private Token ReadNumber()
    {
        int start = at;
        if (source[at] == '0' && at + 1 < source.Length && source[at + 1] is 'x' or 'X')
        {
            at += 2;
            while (at < source.Length && char.IsAsciiHexDigit(source[at]))
            {
                at++;
            }

            return long.TryParse(source.AsSpan(start + 2, at - start - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex)
                ? new(TokenKind.Number, source[start..at], start) { Number = hex }
                : throw Bad("This is not a number.", start);
        }

        while (at < source.Length && (char.IsAsciiDigit(source[at]) || source[at] == '.'))
        {
            at++;
        }

        if (at < source.Length && source[at] is 'e' or 'E')
        {
            at++;
            if (at < source.Length && source[at] is '+' or '-')
            {
                at++;
            }

            while (at < source.Length && char.IsAsciiDigit(source[at]))
            {
                at++;
            }
        }

        ReadOnlySpan<char> text = source.AsSpan(start, at - start);
        bool attached = at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] is '_' or '$');
        return !attached && double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
            ? new(TokenKind.Number, text.ToString(), start) { Number = value }
            : throw Bad("This is not a number.", start);
    }

    private Token ReadText(char quote)
    {
        int start = at++;
        StringBuilder text = new();
        while (at < source.Length && source[at] != quote)
        {
            if (source[at] is '\n' or '\r')
            {
                break;
            }

            ReadCharacter(text);
        }

        if (at >= source.Length || source[at] != quote)
        {
            throw Bad("A string is not closed.", start);
        }

        at++;
        return new(TokenKind.Text, text.ToString(), start);
    }

    private Token ReadTemplate()
    {
        int start = at++;
        StringBuilder text = new();
        List<(string Text, bool IsExpression, int At)> parts = [];
        while (at < source.Length && source[at] != '`')
        {
            if (source.AsSpan(at).StartsWith("${"))
            {
                parts.Add((text.ToString(), false, at));
                text.Clear();
                int inner = at + 2;
                at = inner;
                SkipToClosingBrace(start);
                parts.Add((source[inner..at], true, inner));
                at++;
            }
            else
            {
                ReadCharacter(text);
            }
        }

        if (at >= source.Length)
        {
            throw Bad("A template string is not closed.", start);
        }

        at++;
        parts.Add((text.ToString(), false, at));
        return new(TokenKind.Template, "", start) { Parts = parts };
    }

    /// <summary>Moves to the brace that closes a <c>${</c>, over strings, comments and inner templates.</summary>
    private void SkipToClosingBrace(int start)
    {
        int depth = 0;
        while (true)
        {
            SkipSpace();
            if (at >= source.Length)
            {
                throw Bad("A template string is not closed.", start);
            }

            if (source[at] == '}' && depth == 0)
            {
                return;
            }

            Token token = Next();
            depth += token.Is("{") ? 1 : token.Is("}") ? -1 : 0;
        }
    }

    private void ReadCharacter(StringBuilder text)
    {
        char c = source[at++];
        if (c != '\\')
        {
            text.Append(c);
            return;
        }

        if (at >= source.Length)
        {
            throw Bad("A string ends in a backslash.", at - 1);
        }

        char escape = source[at++];
        switch (escape)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case '0' when at >= source.Length || !char.IsAsciiDigit(source[at]): text.Append('\0'); break;
            case 'x': text.Append((char)ReadHex(2)); break;
            case 'u' when at < source.Length && source[at] == '{':
                int close = source.IndexOf('}', at);
                string digits = close < 0 ? "" : source[(at + 1)..close];
                if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rune) || !Rune.IsValid(rune))
                {
                    throw Bad("This is not a Unicode escape.", at);
                }

                at = close + 1;
                text.Append(new Rune(rune).ToString());
                break;
            case 'u': text.Append((char)ReadHex(4)); break;
            case '\r' when at < source.Length && source[at] == '\n': at++; break;
            case '\n' or '\r': break;
            default: text.Append(escape); break;
        }
    }

    private int ReadHex(int length)
    {
        if (at + length > source.Length || !int.TryParse(source.AsSpan(at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
        {
            throw Bad("This is not a character escape.", at);
        }

        at += length;
        return value;
    }

    private Token ReadPunctuator()
    {
        foreach (string punctuator in Punctuators)
        {
            if (source.AsSpan(at).StartsWith(punctuator, StringComparison.Ordinal))
            {
                // "a?.5:b" is a conditional, not an optional chain.
                if (punctuator == "?." && at + 2 < source.Length && char.IsAsciiDigit(source[at + 2]))
                {
                    continue;
                }

                at += punctuator.Length;
                return new(TokenKind.Punctuator, punctuator, at - punctuator.Length);
            }
        }

        throw Bad($"The character '{source[at]}' has no meaning here.", at);
    }

    private static ExpressionException Bad(string message, int position) =>
        new("FLOW0201", message, "Correct the JavaScript expression.", position);
}
