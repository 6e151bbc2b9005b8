using System.Globalization;

namespace ImageFlow.Asl.Reading;

/// <summary>Why a text is not JSON, in the words of AWS's parser.</summary>
/// <param name="Message">Without the place.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Source">The place as AWS writes it: <c>[Source: (String)"…"; line: 1, column: 4]</c>.</param>
public sealed record JsonSyntaxError(string Message, int Line, int Column, string Source);

/// <summary>
/// Finds the first error of a text that is not JSON. Only for the message: the values themselves are read by <see cref="Values.JsonData"/>.
/// </summary>
public static class JsonSyntax
{
    /// <summary>The first error, or <see langword="null"/> where the text is one JSON value.</summary>
    public static JsonSyntaxError? Check(string text)
    {
        Scanner scanner = new(text);
        try
        {
            scanner.ScanDocument();
            return null;
        }
        catch (SyntaxException e)
        {
            return scanner.Describe(e);
        }
    }

    private sealed class SyntaxException(string message, int position) : Exception(message)
    {
        public int Position { get; } = position;
    }

    private sealed class Scanner(string text)
    {
        private const int LongestSource = 500;
        private const int MaxDepth = 1_000;
        private const string Values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

        private int position;
        private int depth;

        private char Current => position < text.Length ? text[position] : '\0';

        public void ScanDocument()
        {
            ScanValue("a valid value");
            SkipBlanks();
            if (position < text.Length)
            {
                Unexpected("a valid value " + Values);
            }
        }

        public JsonSyntaxError Describe(SyntaxException error)
        {
            int line = 1;
            int lineStart = 0;
            for (int i = 0; i < error.Position && i < text.Length; i++)
            {
                if (text[i] == '\n')
                {
                    line++;
                    lineStart = i + 1;
                }
            }

            int column = error.Position - lineStart + 1;
            string shown = text.Length <= LongestSource
                ? $"\"{text}\""
                : string.Create(CultureInfo.InvariantCulture, $"\"{text.AsSpan(0, LongestSource)}\"[truncated {text.Length - LongestSource} chars]");
            string source = string.Create(CultureInfo.InvariantCulture, $"[Source: (String){shown}; line: {line}, column: {column}]");
            return new JsonSyntaxError(error.Message, line, column, source);
        }

        private void ScanValue(string expected)
        {
            SkipBlanks();
            switch (Current)
            {
                case '{':
                    ScanObject();
                    break;
                case '[':
                    ScanArray();
                    break;
                case '"':
                    ScanString();
                    break;
                case '-' or (>= '0' and <= '9'):
                    ScanNumber();
                    break;
                default:
                    ScanWord(expected);
                    break;
            }
        }

        private void ScanObject()
        {
            Enter();
            SkipBlanks();
            if (!Take('}'))
            {
                do
                {
                    SkipBlanks();
                    if (Current != '"')
                    {
                        Unexpected("double-quote to start field name");
                    }

                    ScanString();
                    SkipBlanks();
                    Require(':', "a colon to separate field name and value");
                    ScanValue("a valid value");
                    SkipBlanks();
                }
                while (Take(','));

                Require('}', "comma to separate Object entries");
            }

            depth--;
        }

        private void ScanArray()
        {
            Enter();
            SkipBlanks();
            if (!Take(']'))
            {
                do
                {
                    ScanValue("a valid value");
                    SkipBlanks();
                }
                while (Take(','));

                Require(']', "comma to separate Array entries");
            }

            depth--;
        }

        private void Enter()
        {
            position++;
            if (++depth > MaxDepth)
            {
                throw new SyntaxException($"Document nesting depth ({depth}) exceeds the maximum allowed ({MaxDepth}, from `StreamReadConstraints.getMaxNestingDepth()`)", position);
            }
        }

        private void ScanString()
        {
            position++;
            while (position < text.Length && text[position] != '"')
            {
                if (text[position] < ' ')
                {
                    throw new SyntaxException(
                        $"Illegal unquoted character ((CTRL-CHAR, code {(int)text[position]})): has to be escaped using backslash to be included in string value",
                        position + 1);
                }

                position++;
                if (text[position - 1] == '\\')
                {
                    ScanEscape();
                }
            }

            if (position >= text.Length)
            {
                throw new SyntaxException("Unexpected end-of-input: was expecting closing quote for a string value", position);
            }

            position++;
        }

        private void ScanEscape()
        {
            char sign = Current;
            position++;
            if (sign == 'u')
            {
                for (int i = 0; i < 4; i++, position++)
                {
                    if (!char.IsAsciiHexDigit(Current))
                    {
                        throw new SyntaxException($"Unexpected character ({Show(Current)}): expected a hex-digit for character escape sequence", position + 1);
                    }
                }
            }
            else if (sign is not ('"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't'))
            {
                throw new SyntaxException($"Unrecognized character escape {Show(sign)}", position);
            }
        }

        private void ScanNumber()
        {
            Take('-');
            if (!char.IsAsciiDigit(Current))
            {
                throw new SyntaxException($"Unexpected character ({Show(Current)}) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value", position + 1);
            }

            if (Take('0') && char.IsAsciiDigit(Current))
            {
                throw new SyntaxException("Invalid numeric value: Leading zeroes not allowed", position + 1);
            }

            SkipDigits();
            if (Take('.'))
            {
                RequireDigit("Decimal point not followed by a digit");
            }

            if (Current is 'e' or 'E')
            {
                position++;
                _ = Take('+') || Take('-');
                RequireDigit("Exponent indicator not followed by a digit");
            }
        }

        private void RequireDigit(string message)
        {
            if (!char.IsAsciiDigit(Current))
            {
                throw new SyntaxException($"Unexpected character ({Show(Current)}) in numeric value: {message}", position + 1);
            }

            SkipDigits();
        }

        private void SkipDigits()
        {
            while (char.IsAsciiDigit(Current))
            {
                position++;
            }
        }

        private void ScanWord(string expected)
        {
            int start = position;
            while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '_' or '$'))
            {
                position++;
            }

            string word = text[start..position];
            if (word is "true" or "false" or "null")
            {
                return;
            }

            if (word.Length == 0)
            {
                Unexpected($"{expected} {Values}");
            }

            throw new SyntaxException($"Unrecognized token '{word}': was expecting {Values}", position);
        }

        private bool Take(char sign)
        {
            if (position >= text.Length || text[position] != sign)
            {
                return false;
            }

            position++;
            return true;
        }

        private void Require(char sign, string expected)
        {
            if (!Take(sign))
            {
                Unexpected(expected);
            }
        }

        private void Unexpected(string expected)
        {
            if (position >= text.Length)
            {
                throw new SyntaxException(
                    depth == 0 ? "No content to map due to end-of-input" : $"Unexpected end-of-input: was expecting {expected}",
                    position);
            }

            string verb = expected.StartsWith("a valid", StringComparison.Ordinal) ? "expected" : "was expecting";
            throw new SyntaxException($"Unexpected character ({Show(Current)}): {verb} {expected}", position + 1);
        }

        private void SkipBlanks()
        {
            while (Current is ' ' or '\t' or '\n' or '\r')
            {
                position++;
            }
        }

        private static string Show(char sign) => sign < ' '
            ? string.Create(CultureInfo.InvariantCulture, $"(CTRL-CHAR, code {(int)sign})")
            : string.Create(CultureInfo.InvariantCulture, $"'{sign}' (code {(int)sign})");
    }
}
