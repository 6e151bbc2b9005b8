using System.Globalization;
using System.Text;

namespace ImageFlow.Asl.JsonPath;

/// <summary>Reads a text character by character; shared by the path parser and the filter parser.</summary>
internal sealed class PathCursor(string text)
{
    /// <summary>Filters and paths may nest this deep; a deeper text is refused, so that no input can exhaust the stack.</summary>
    private const int MaxNesting = 64;

    private int nesting;

    public string Text { get; } = text;

    public int Position { get; set; }

    public bool AtEnd => Position >= Text.Length;

    public char Current => AtEnd ? '\0' : Text[Position];

    public JsonPathException Error(string message) => new(message, Position);

    public void Enter()
    {
        if (++nesting > MaxNesting)
        {
            throw Error($"The path is nested deeper than {MaxNesting} levels.");
        }
    }

    public void Leave() => nesting--;

    public void SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(Current))
        {
            Position++;
        }
    }

    public bool Take(char sign)
    {
        if (Current != sign || AtEnd)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool Take(string word)
    {
        if (string.CompareOrdinal(Text, Position, word, 0, word.Length) != 0)
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    public void Expect(char sign)
    {
        if (!Take(sign))
        {
            throw Error($"Expected '{sign}'.");
        }
    }

    /// <summary>A whole number, or <see langword="null"/> where none stands here.</summary>
    public int? TakeInteger()
    {
        int start = Position;
        Take('-');
        while (char.IsAsciiDigit(Current))
        {
            Position++;
        }

        ReadOnlySpan<char> digits = Text.AsSpan(start, Position - start);
        if (digits.IsEmpty)
        {
            return null;
        }

        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Error($"'{digits}' is not a valid index.");
    }

    /// <summary>
    /// A quoted member name. AWS's evaluator keeps backslashes as they are and only takes the character behind one literally; that a quote
    /// can be escaped so is the one exception.
    /// </summary>
    public string TakeQuotedName()
    {
        char quote = Current;
        Position++;
        StringBuilder name = new();
        while (!AtEnd && Current != quote)
        {
            if (Take('\\') && Current != quote)
            {
                name.Append('\\');
            }

            if (!AtEnd)
            {
                name.Append(Current);
                Position++;
            }
        }

        Expect(quote);
        return name.ToString();
    }

    /// <summary>A quoted string; a backslash takes the next character literally, <c>\n</c>, <c>\t</c>, <c>\r</c> and <c>\uXXXX</c> apart.</summary>
    public string TakeQuoted()
    {
        char quote = Current;
        Position++;
        StringBuilder value = new();
        while (!AtEnd && Current != quote)
        {
            if (Take('\\'))
            {
                value.Append(TakeEscaped());
            }
            else
            {
                value.Append(Current);
                Position++;
            }
        }

        Expect(quote);
        return value.ToString();
    }

    private char TakeEscaped()
    {
        if (AtEnd)
        {
            throw Error("The text ends inside an escape sequence.");
        }

        char sign = Current;
        Position++;
        if (sign != 'u')
        {
            return sign switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => sign };
        }

        if (Position + 4 > Text.Length
            || !ushort.TryParse(Text.AsSpan(Position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            throw Error("\\u must be followed by four hexadecimal digits.");
        }

        Position += 4;
        return (char)code;
    }
}
