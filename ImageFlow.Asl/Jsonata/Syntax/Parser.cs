namespace ImageFlow.Asl.Jsonata.Syntax;

/// <summary>A top-down operator precedence parser (Pratt). This part drives it; the other parts are the operators.</summary>
internal sealed partial class Parser
{
    /// <summary>Levels of nodes in a tree. Everything that walks a tree recurses at most this deep (times a small constant).</summary>
    public const int MaxHeight = 1_000;

    private readonly Lexer lexer;
    private readonly Dialect dialect;
    private Token current;
    private int depth;
    private int bindCount;

    private Parser(string text, JsonataMode mode)
    {
        lexer = new Lexer(text, mode);
        dialect = Dialect.Of(mode);
    }

    /// <exception cref="JsonataException">The text is not an expression.</exception>
    public static SyntaxNode Parse(string text, JsonataMode mode)
    {
        Parser parser = new(text, mode);
        parser.Advance(infix: false);
        SyntaxNode tree = parser.ParseExpression(0);
        if (parser.current.Kind != TokenKind.End)
        {
            throw new JsonataException("S0201", parser.current.Position, parser.current.Shown);
        }

        return tree;
    }

    private SyntaxNode ParseExpression(int rightPower)
    {
        if (++depth > MaxHeight)
        {
            throw TooDeep();
        }

        Token token = current;
        Advance(infix: true);
        SyntaxNode left = ParsePrefix(token);
        while (rightPower < Operators.Power(current.Kind))
        {
            token = current;
            Advance(infix: false);
            left = ParseInfix(token, left);
            if (left.Height > MaxHeight)
            {
                throw TooDeep();
            }
        }

        depth--;
        return left;
    }

    private void Advance(bool infix)
    {
        current = lexer.Next(infix);
        if (current.Kind is TokenKind.Exclamation or TokenKind.Tilde)
        {
            throw new JsonataException("S0204", current.Position, current.Shown);
        }
    }

    private void Expect(TokenKind kind, bool infix = false)
    {
        if (current.Kind != kind)
        {
            throw new JsonataException(current.Kind == TokenKind.End ? "S0203" : "S0202", current.Position, current.Shown)
            {
                Value = Operators.Text(kind)!,
            };
        }

        Advance(infix);
    }

    private bool Accept(TokenKind kind)
    {
        if (current.Kind != kind)
        {
            return false;
        }

        Advance(infix: false);
        return true;
    }

    private JsonataException TooDeep() =>
        new("U1001", $"The expression is nested deeper than {MaxHeight} levels.", current.Position);
}
