using System.Buffers;
using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Syntax;

/// <summary>Cuts an expression into tokens, one at a time: whether a slash divides or opens a regular expression depends on the parser.</summary>
internal sealed class Lexer(string text, JsonataMode mode)
{
    private static readonly SearchValues<char> EndOfName = SearchValues.Create(" \t\n\r\v.[]{}(),@#;:?+-*/%|=<>^&!~");

    private readonly bool hasDefaultOperators = Dialect.Of(mode).HasDefaultOperators;
    private int position;

    /// <param name="infix">An operator may stand here, so that a slash is one.</param>
    public Token Next(bool infix)
    {
        SkipBlanksAndComments();
        if (position >= text.Length)
        {
            return new Token(TokenKind.End, null, null, text.Length);
        }

        char c = text[position];
        if (c == '/' && !infix)
        {
            position++;
            (string pattern, string flags) = RegexLiteral.Scan(text, ref position);
            return new Token(TokenKind.Regex, pattern, new StringData(flags), position);
        }

        TokenKind single = Operators.OfCharacter(c);
        if (single != TokenKind.End)
        {
            TokenKind pair = position + 1 < text.Length ? Pair(c, text[position + 1]) : TokenKind.End;
            position += pair == TokenKind.End ? 1 : 2;
            return new Token(pair == TokenKind.End ? single : pair, null, null, position);
        }

        return c switch
        {
            '"' or '\'' => new Token(TokenKind.String, StringLiteral.Scan(text, ref position), null, position),
            >= '0' and <= '9' => ScanNumber(),
            '`' => ScanQuotedName(),
            _ => ScanName(),
        };
    }

    private TokenKind Pair(char first, char second) => (first, second) switch
    {
        ('.', '.') => TokenKind.DoubleDot,
        (':', '=') => TokenKind.Assign,
        ('!', '=') => TokenKind.NotEqual,
        ('>', '=') => TokenKind.GreaterOrEqual,
        ('<', '=') => TokenKind.LessOrEqual,
        ('*', '*') => TokenKind.DoubleStar,
        ('~', '>') => TokenKind.Chain,
        ('?', ':') when hasDefaultOperators => TokenKind.Elvis,
        ('?', '?') when hasDefaultOperators => TokenKind.Coalesce,
        _ => TokenKind.End,
    };

    private void SkipBlanksAndComments()
    {
        while (position < text.Length)
        {
            char c = text[position];
            if (c is ' ' or '\t' or '\n' or '\r' or '\v')
            {
                position++;
            }
            else if (c == '/' && position + 1 < text.Length && text[position + 1] == '*')
            {
                int end = text.IndexOf("*/", position + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw new JsonataException("S0106", position);
                }

                position = end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private Token ScanNumber()
    {
        int start = position;
        int end = start;
        if (text[end] == '0')
        {
            end++;
        }
        else
        {
            end = SkipDigits(end);
        }

        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end = SkipDigits(end + 1);
        }

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int digits = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                end = SkipDigits(digits);
            }
        }

        double value = double.Parse(text.AsSpan(start, end - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            throw new JsonataException("S0102", position, text[start..end]);
        }

        position = end;
        return new Token(TokenKind.Number, null, Runtime.Numbers.Of(value), position);
    }

    private int SkipDigits(int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private Token ScanQuotedName()
    {
        int start = position + 1;
        int end = text.IndexOf('`', start);
        if (end < 0)
        {
            throw new JsonataException("S0105", text.Length);
        }

        position = end + 1;
        return new Token(TokenKind.Name, text[start..end], null, position);
    }

    private Token ScanName()
    {
        ReadOnlySpan<char> rest = text.AsSpan(position);
        int length = rest.IndexOfAny(EndOfName);
        ReadOnlySpan<char> name = length < 0 ? rest : rest[..length];
        position += name.Length;
        if (name[0] == '$')
        {
            return new Token(TokenKind.Variable, name.Length == 1 ? "" : name[1..].ToString(), null, position);
        }

        return name switch
        {
            "or" => new Token(TokenKind.Or, null, null, position),
            "in" => new Token(TokenKind.In, null, null, position),
            "and" => new Token(TokenKind.And, null, null, position),
            "true" => new Token(TokenKind.Value, null, BooleanData.True, position),
            "false" => new Token(TokenKind.Value, null, BooleanData.False, position),
            "null" => new Token(TokenKind.Value, null, NullData.Instance, position),
            _ => new Token(TokenKind.Name, name.ToString(), null, position),
        };
    }
}
