using System.Globalization;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.LocalCloud.Tables.Expressions;

/// <summary>What condition, update and projection expressions share: tokens, paths and placeholders (Developer Guide, "Expressions").</summary>
internal abstract class ExpressionParser
{
    private readonly string text;
    private readonly Placeholders placeholders;
    private readonly List<Token> tokens;
    private int at;

    protected ExpressionParser(string text, string kind, Placeholders placeholders)
    {
        if (text.Length == 0)
        {
            throw TableException.Validation($"Invalid {kind}: The expression can not be empty;");
        }

        this.text = text;
        this.placeholders = placeholders;
        Kind = kind;
        tokens = ExpressionLexer.Read(text, kind);
    }

    /// <summary>The parameter's name, for messages.</summary>
    protected string Kind { get; }

    protected Token Current => tokens[at];

    protected Token Take() => tokens[at++];

    protected bool TakeSymbol(string symbol) => TakeIf(Current.IsSymbol(symbol));

    protected bool TakeWord(string word) => TakeIf(Current.IsWord(word));

    protected void Expect(string symbol)
    {
        if (!TakeSymbol(symbol))
        {
            throw Unexpected();
        }
    }

    protected void ExpectEnd()
    {
        if (Current.Kind != TokenKind.End)
        {
            throw Unexpected();
        }
    }

    protected TableException Unexpected() => ExpressionLexer.Unexpected(text, Kind, Current);

    protected TableException Invalid(string message) => TableException.Validation($"Invalid {Kind}: {message}");

    /// <summary>Whether the current token is a function's name: a word before an opening bracket.</summary>
    protected bool AtFunction => Current.Kind == TokenKind.Name && tokens[at + 1].IsSymbol("(");

    protected DocumentPath ReadPath()
    {
        List<PathStep> steps = [new(ReadName(), 0)];
        while (true)
        {
            if (TakeSymbol("."))
            {
                steps.Add(new(ReadName(), 0));
            }
            else if (TakeSymbol("["))
            {
                Token index = Take();
                if (index.Kind != TokenKind.Index || !int.TryParse(index.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                {
                    at--;
                    throw Unexpected();
                }

                Expect("]");
                steps.Add(new(null, number));
            }
            else
            {
                return new DocumentPath(steps);
            }
        }
    }

    protected AttributeValue ReadValue()
    {
        if (Current.Kind != TokenKind.ValuePlaceholder)
        {
            throw Unexpected();
        }

        return placeholders.Value(Take().Text, Kind);
    }

    /// <summary>Reads <c>name(operand, …)</c> and checks the count.</summary>
    protected List<Operand> ReadArguments(string function, int count, Func<Operand> readOperand)
    {
        Expect("(");
        List<Operand> arguments = [];
        do
        {
            arguments.Add(readOperand());
        }
        while (TakeSymbol(","));
        Expect(")");
        return arguments.Count == count
            ? arguments
            : throw Invalid($"Incorrect number of operands for operator or function; operator or function: {function}, number of operands: {arguments.Count}");
    }

    protected DocumentPath PathArgument(string function, Operand argument) => argument is PathOperand path
        ? path.Path
        : throw Invalid($"Operator or function requires a document path; operator or function: {function}");

    private string ReadName()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.NamePlaceholder:
                at++;
                return placeholders.Name(token.Text, Kind);
            case TokenKind.Name when ReservedWords.Contains(token.Text):
                throw Invalid($"Attribute name is a reserved keyword; reserved keyword: {token.Text}");
            case TokenKind.Name:
                at++;
                return token.Text;
            default:
                throw Unexpected();
        }
    }

    private bool TakeIf(bool matches)
    {
        at += matches ? 1 : 0;
        return matches;
    }
}

/// <summary>Reads <c>path, path …</c> of a <c>ProjectionExpression</c>.</summary>
internal sealed class ProjectionParser(string text, Placeholders placeholders) : ExpressionParser(text, "ProjectionExpression", placeholders)
{
    public IReadOnlyList<DocumentPath> Parse()
    {
        List<DocumentPath> paths = [];
        do
        {
            paths.Add(ReadPath());
        }
        while (TakeSymbol(","));
        ExpectEnd();
        return paths;
    }
}
