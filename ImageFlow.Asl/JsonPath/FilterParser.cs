using System.Globalization;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.JsonPath;

/// <summary>Reads what stands between <c>[?(</c> and <c>)]</c>.</summary>
internal sealed class FilterParser(PathCursor cursor)
{
    public PathTest Parse() => ParseAny();

    private PathTest ParseAny()
    {
        List<PathTest> tests = [ParseAll()];
        while (TakeSign("||"))
        {
            tests.Add(ParseAll());
        }

        return tests.Count == 1 ? tests[0] : new AnyTest([.. tests]);
    }

    private PathTest ParseAll()
    {
        List<PathTest> tests = [ParseOne()];
        while (TakeSign("&&"))
        {
            tests.Add(ParseOne());
        }

        return tests.Count == 1 ? tests[0] : new AllTest([.. tests]);
    }

    private PathTest ParseOne()
    {
        cursor.Enter();
        cursor.SkipBlanks();
        PathTest test;
        if (cursor.Take('!'))
        {
            test = new NotTest(ParseOne());
        }
        else if (cursor.Take('('))
        {
            test = ParseAny();
            cursor.SkipBlanks();
            cursor.Expect(')');
        }
        else
        {
            test = ParseComparison();
        }

        cursor.Leave();
        return test;
    }

    private PathTest ParseComparison()
    {
        PathOperand left = ParseOperand();
        cursor.SkipBlanks();
        if (cursor.Take("=~"))
        {
            return new MatchTest(left, ParsePattern());
        }

        foreach (string sign in CompareTest.Signs)
        {
            if (TakeOperator(sign))
            {
                return new CompareTest(left, sign, ParseOperand());
            }
        }

        return left.IsPath ? new ExistsTest(left) : throw cursor.Error("Expected a comparison operator.");
    }

    private bool TakeOperator(string sign)
    {
        int start = cursor.Position;
        if (!cursor.Take(sign))
        {
            return false;
        }

        if (char.IsAsciiLetter(sign[0]) && char.IsLetterOrDigit(cursor.Current))
        {
            cursor.Position = start;
            return false;
        }

        return true;
    }

    private bool TakeSign(string sign)
    {
        cursor.SkipBlanks();
        return cursor.Take(sign);
    }

    private PathOperand ParseOperand()
    {
        cursor.SkipBlanks();
        if (cursor.Current is '@' or '$')
        {
            bool isFromRoot = cursor.Current == '$';
            cursor.Position++;
            cursor.Enter();
            PathOperand operand = new(new JsonPathParser(cursor).ParseSteps(isInFilter: true), isFromRoot);
            cursor.Leave();
            return operand;
        }

        return new PathOperand(ParseLiteral());
    }

    private JsonData ParseLiteral()
    {
        cursor.SkipBlanks();
        if (cursor.Current is '\'' or '"')
        {
            return new StringData(cursor.TakeQuoted());
        }

        if (cursor.Take('['))
        {
            return ParseArray();
        }

        if (cursor.Take("true"))
        {
            return BooleanData.True;
        }

        if (cursor.Take("false"))
        {
            return BooleanData.False;
        }

        return cursor.Take("null") ? NullData.Instance : ParseNumber();
    }

    private ArrayData ParseArray()
    {
        cursor.Enter();
        List<JsonData> items = [];
        cursor.SkipBlanks();
        while (!cursor.Take(']'))
        {
            items.Add(ParseLiteral());
            cursor.SkipBlanks();
            if (!cursor.Take(',') && cursor.Current != ']')
            {
                throw cursor.Error("Expected ',' or ']'.");
            }

            cursor.SkipBlanks();
        }

        cursor.Leave();
        return new ArrayData([.. items]);
    }

    private NumberData ParseNumber()
    {
        int start = cursor.Position;
        while (char.IsAsciiDigit(cursor.Current) || cursor.Current is '-' or '+' or '.' or 'e' or 'E')
        {
            cursor.Position++;
        }

        return double.TryParse(cursor.Text.AsSpan(start, cursor.Position - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? new NumberData(value)
            : throw cursor.Error("Expected a literal or a path.");
    }

    private Regex ParsePattern()
    {
        cursor.SkipBlanks();
        cursor.Expect('/');
        int start = cursor.Position;
        while (!cursor.AtEnd && cursor.Current != '/')
        {
            cursor.Position += cursor.Current == '\\' ? 2 : 1;
        }

        if (cursor.AtEnd)
        {
            throw cursor.Error("The regular expression does not end.");
        }

        string pattern = cursor.Text[start..cursor.Position];
        cursor.Position++;
        RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        options |= cursor.Take('i') ? RegexOptions.IgnoreCase : RegexOptions.None;
        try
        {
            return new Regex($"^(?:{pattern})$", options);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw cursor.Error($"'{pattern}' is not a regular expression that can be evaluated: {e.Message}");
        }
    }
}
