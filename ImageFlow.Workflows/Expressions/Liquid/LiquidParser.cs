using System.Globalization;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Liquid;

/// <summary>
/// Parses Liquid templates: text with output tags, <c>{{ Variables.Name | filter: argument }}</c> (Shopify, "Liquid reference").
/// Elsa's roots are <c>Variables</c>, <c>Input</c> and <c>WorkflowInstanceId</c>. Tags with a percent sign are refused.
/// </summary>
internal sealed class LiquidParser
{
    private readonly string source;
    private int at;

    private LiquidParser(string source) => this.source = source;

    /// <summary>One text more than values, as in a template string; each value is as it is, not yet made a text.</summary>
    /// <exception cref="ExpressionException">It is no Liquid (FLOW0201), or uses what has no form (FLOW0202, FLOW0204).</exception>
    public static (IReadOnlyList<string> Texts, IReadOnlyList<Expr> Values) Parse(string source) => new LiquidParser(source).ReadTemplate();

    private (IReadOnlyList<string> Texts, IReadOnlyList<Expr> Values) ReadTemplate()
    {
        List<string> texts = [];
        List<Expr> values = [];
        StringBuilder text = new();
        bool trimStart = false;
        while (at < source.Length)
        {
            int open = source.IndexOf('{', at);
            while (open >= 0 && open + 1 < source.Length && source[open + 1] is not ('{' or '%'))
            {
                open = source.IndexOf('{', open + 1);
            }

            bool isTag = open >= 0 && open + 1 < source.Length;
            string piece = isTag ? source[at..open] : source[at..];
            at = isTag ? open : source.Length;
            text.Append(trimStart ? piece.TrimStart() : piece);
            trimStart = false;
            if (!isTag)
            {
                break;
            }

            if (source[at + 1] == '%')
            {
                throw new ExpressionException("FLOW0202", "Liquid tags with a percent sign have no form in a state machine; output tags have.", "Use a decision of the flow, the filter default, or JavaScript.", at);
            }

            at += 2;
            if (Accept('-'))
            {
                string before = text.ToString().TrimEnd();
                text.Clear().Append(before);
            }

            texts.Add(text.ToString());
            text.Clear();
            values.Add(ReadOutput());
            trimStart = Accept('-');
            if (at + 1 >= source.Length || source[at] != '}' || source[at + 1] != '}')
            {
                throw Unexpected();
            }

            at += 2;
        }

        texts.Add(text.ToString());
        return (texts, values);
    }

    private Expr ReadOutput()
    {
        Expr value = ReadOperand();
        while (Accept('|'))
        {
            int start = at;
            string filter = ReadName();
            List<Expr> arguments = [];
            if (Accept(':'))
            {
                do
                {
                    arguments.Add(ReadOperand());
                }
                while (Accept(','));
            }

            value = LiquidFilters.Apply(filter, value, arguments, start);
        }

        return value;
    }

    private Expr ReadOperand()
    {
        SkipBlanks();
        int start = at;
        char first = at < source.Length ? source[at] : '\0';
        if (first is '\'' or '"')
        {
            int end = source.IndexOf(first, at + 1);
            if (end < 0)
            {
                throw Unexpected();
            }

            at = end + 1;
            return new Literal(source[(start + 1)..end], start);
        }

        return char.IsAsciiDigit(first) || (first == '-' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1])) ? ReadNumber() : ReadName() switch
        {
            "true" => new Literal(BooleanData.True, start),
            "false" => new Literal(BooleanData.False, start),
            "nil" or "null" => new Literal(NullData.Instance, start),
            "empty" or "blank" => new Literal("", start),
            var name => ReadPath(name, start),
        };
    }

    /// <summary>A number with a point is kept apart from a whole one, because filters are.</summary>
    private Expr ReadNumber()
    {
        int start = at++;
        while (at < source.Length && (char.IsAsciiDigit(source[at]) || source[at] == '.'))
        {
            at++;
        }

        return double.TryParse(source.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? source.AsSpan(start, at - start).Contains('.') ? new Call(new Name("Number", start), [new Literal(new NumberData(number), start)], start) : new Literal(new NumberData(number), start)
            : throw Unexpected();
    }

    private Expr ReadPath(string root, int start)
    {
        Expr value = root switch
        {
            "Variables" or "Input" => ReadMember() is { } name
                ? root == "Input" ? new Call(new Name("getInput", start), [new Literal(name, start)], start) : new Member(new Name("variables", start), name, false, start)
                : throw Unexpected(),
            "WorkflowInstanceId" => new Call(new Name("getWorkflowInstanceId", start), [], start),
            _ => throw new ExpressionException("FLOW0204", $"The Liquid name '{root}' is not known here.", "Use Variables.Name, Input.Name or WorkflowInstanceId.", start),
        };
        while (at < source.Length && source[at] is '.' or '[')
        {
            int place = at;
            value = source[at] == '[' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1])
                ? ReadIndex(value, place)
                : ReadMember() is { } name ? new Member(value, name, false, place) : throw Unexpected();
        }

        return value;
    }

    private Subscript ReadIndex(Expr target, int place)
    {
        at++;
        Literal index = ReadNumber() as Literal ?? throw Unexpected();
        Expect(']');
        return new(target, index, place);
    }

    /// <summary><c>.name</c> or <c>["name"]</c>.</summary>
    private string? ReadMember()
    {
        if (at < source.Length && source[at] == '.')
        {
            at++;
            return ReadName();
        }

        if (at < source.Length && source[at] == '[')
        {
            at++;
            string? name = ReadOperand() is Literal { Value: StringData text } ? text.Value : null;
            Expect(']');
            return name;
        }

        return null;
    }

    private string ReadName()
    {
        SkipBlanks();
        int start = at;
        while (at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] == '_' || (source[at] == '-' && at > start && at + 1 < source.Length && source[at + 1] != '}')))
        {
            at++;
        }

        return at > start ? source[start..at] : throw Unexpected();
    }

    private bool Accept(char wanted)
    {
        SkipBlanks();
        if (at < source.Length && source[at] == wanted)
        {
            at++;
            return true;
        }

        return false;
    }

    private void Expect(char wanted)
    {
        if (!Accept(wanted))
        {
            throw Unexpected();
        }
    }

    private void SkipBlanks()
    {
        while (at < source.Length && char.IsWhiteSpace(source[at]))
        {
            at++;
        }
    }

    private ExpressionException Unexpected() => new(
        "FLOW0201",
        at >= source.Length ? "The Liquid template ends in the middle of a tag." : $"The Liquid template has an unexpected '{source[at]}'.",
        "Write {{ Variables.Name | filter: argument }}.",
        at);
}
