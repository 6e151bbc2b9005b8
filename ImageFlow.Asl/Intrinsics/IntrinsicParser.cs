using System.Globalization;
using System.Text;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>
/// Reads <c>States.Name(argument, …)</c>: an argument is a path, a call, a number, <c>true</c>, <c>false</c>, <c>null</c>, or a string in
/// single quotes, in which <c>\'</c>, <c>\\</c>, <c>\{</c> and <c>\}</c> are the escapes (ASL, section "Intrinsic Functions").
/// </summary>
internal sealed class IntrinsicParser(string text)
{
    /// <summary>AWS allows calls to nest this deep.</summary>
    public const int MaxNesting = 10;

    private readonly PathCursor cursor = new(text);
    private int nesting;

    public IntrinsicCall ParseWhole()
    {
        IntrinsicCall call = ParseCall();
        cursor.SkipBlanks();
        return cursor.AtEnd ? call : throw cursor.Error("There is text after the end of the intrinsic function call.");
    }

    private IntrinsicCall ParseCall()
    {
        if (++nesting > MaxNesting)
        {
            throw cursor.Error($"Intrinsic functions may be nested {MaxNesting} deep at most.");
        }

        int start = cursor.Position;
        while (char.IsAsciiLetterOrDigit(cursor.Current) || cursor.Current == '.')
        {
            cursor.Position++;
        }

        string name = cursor.Text[start..cursor.Position];
        IntrinsicFunction function = IntrinsicFunctions.Find(name)
            ?? throw cursor.Error(name.Length == 0 ? "Expected a path or an intrinsic function call." : $"There is no intrinsic function '{name}'.");
        List<IntrinsicArgument> arguments = ParseArguments();
        if (!function.AcceptsCount(arguments.Count))
        {
            throw cursor.Error($"{name} takes {function.CountText} but has {arguments.Count}.");
        }

        nesting--;
        return new IntrinsicCall(cursor.Text[start..cursor.Position], function, [.. arguments]);
    }

    private List<IntrinsicArgument> ParseArguments()
    {
        List<IntrinsicArgument> arguments = [];
        cursor.SkipBlanks();
        cursor.Expect('(');
        cursor.SkipBlanks();
        if (cursor.Take(')'))
        {
            return arguments;
        }

        while (true)
        {
            cursor.SkipBlanks();
            arguments.Add(ParseArgument());
            cursor.SkipBlanks();
            if (cursor.Take(')'))
            {
                return arguments;
            }

            cursor.Expect(',');
        }
    }

    private IntrinsicArgument ParseArgument()
    {
        if (cursor.Current == '\'')
        {
            (string value, string template) = TakeString();
            return new LiteralArgument(new StringData(value), template);
        }

        if (cursor.Current == '$')
        {
            return new QueryArgument(RootedPath.Parse(TakePath()));
        }

        int start = cursor.Position;
        while (!cursor.AtEnd && cursor.Current is not (',' or ')' or '(' or ' '))
        {
            cursor.Position++;
        }

        string word = cursor.Text[start..cursor.Position];
        switch (word)
        {
            case "true" or "false":
                return new LiteralArgument(BooleanData.Of(word == "true"));
            case "null":
                return new LiteralArgument(NullData.Instance);
        }

        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            return new LiteralArgument(JsonNumber(word, number));
        }

        cursor.Position = start;
        return new QueryArgument(ParseCall());
    }

    private static NumberData JsonNumber(string word, double number) =>
        long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? NumberData.Of(whole) : new NumberData(number);

    /// <summary>A path ends at the comma or parenthesis that is not inside its own brackets, quotes or parentheses.</summary>
    private string TakePath()
    {
        int start = cursor.Position;
        int depth = 0;
        char quote = '\0';
        for (; !cursor.AtEnd; cursor.Position++)
        {
            char sign = cursor.Current;
            if (quote != '\0')
            {
                if (sign == '\\')
                {
                    cursor.Position++;
                }
                else if (sign == quote)
                {
                    quote = '\0';
                }
            }
            else if (depth > 0 && sign is '\'' or '"')
            {
                quote = sign;
            }
            else if (sign is '[' or '(')
            {
                depth++;
            }
            else if (depth == 0 && sign is ',' or ')' or ' ')
            {
                if (depth == 0)
                {
                    break;
                }

                depth -= sign == ')' ? 1 : 0;
            }
            else if (sign == ']')
            {
                depth--;
            }
        }

        return cursor.Text[start..Math.Min(cursor.Position, cursor.Text.Length)];
    }

    /// <summary>The string, and the same with <c>\{</c> and <c>\}</c> kept escaped, which is what <c>States.Format</c> reads as its template.</summary>
    private (string Value, string Template) TakeString()
    {
        StringBuilder value = new();
        StringBuilder template = new();
        cursor.Expect('\'');
        while (!cursor.AtEnd && cursor.Current != '\'')
        {
            char sign = cursor.Current;
            cursor.Position++;
            if (sign == '\\')
            {
                sign = cursor.Current is '\'' or '\\' or '{' or '}'
                    ? cursor.Current
                    : throw cursor.Error("A backslash must be followed by ', \\, { or }.");
                template.Append('\\');
                cursor.Position++;
            }

            value.Append(sign);
            template.Append(sign);
        }

        cursor.Expect('\'');
        return (value.ToString(), template.ToString());
    }
}
