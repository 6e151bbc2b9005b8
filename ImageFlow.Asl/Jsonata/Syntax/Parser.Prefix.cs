using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Syntax;

internal sealed partial class Parser
{
    /// <summary>Binding power of the operand of a unary minus: above arithmetic and grouping, below steps and predicates.</summary>
    private const int UnaryPower = 70;

    private SyntaxNode ParsePrefix(Token token)
    {
        int position = token.Position;
        switch (token.Kind)
        {
            case TokenKind.Name:
                return new NameSyntax(position, token.Text!);
            case TokenKind.And or TokenKind.Or or TokenKind.In:
                return new NameSyntax(position, token.Shown);
            case TokenKind.Variable:
                return new VariableSyntax(position, token.Text!);
            case TokenKind.String:
                return new LiteralSyntax(position, new StringData(token.Text!));
            case TokenKind.Number or TokenKind.Value:
                return new LiteralSyntax(position, token.Value!);
            case TokenKind.Regex:
                return new RegexSyntax(position, token.Text!, ((StringData)token.Value!).Value);
            case TokenKind.Star:
                return new SymbolSyntax(position, SymbolKind.Wildcard);
            case TokenKind.DoubleStar:
                return new SymbolSyntax(position, SymbolKind.Descendants);
            case TokenKind.Percent:
                return new SymbolSyntax(position, SymbolKind.Parent);
            case TokenKind.End:
                return new SymbolSyntax(position, SymbolKind.End);
            case TokenKind.Minus:
                return new NegateSyntax(position, ParseExpression(UnaryPower));
            case TokenKind.LeftParenthesis:
                return ParseBlock(position);
            case TokenKind.LeftBracket:
                return ParseArray(position);
            case TokenKind.LeftBrace:
                return ParseObject(position, null);
            case TokenKind.Bar:
                return ParseTransform(position);
            default:
                throw new JsonataException("S0211", position, token.Shown);
        }
    }

    private BlockSyntax ParseBlock(int position)
    {
        int bindsBefore = bindCount;
        List<SyntaxNode> expressions = [];
        while (current.Kind != TokenKind.RightParenthesis)
        {
            expressions.Add(ParseExpression(0));
            if (!Accept(TokenKind.Semicolon))
            {
                break;
            }
        }

        Expect(TokenKind.RightParenthesis, infix: true);
        return new BlockSyntax(position, expressions, bindCount != bindsBefore);
    }

    private ArraySyntax ParseArray(int position)
    {
        List<SyntaxNode> items = [];
        if (current.Kind != TokenKind.RightBracket)
        {
            do
            {
                SyntaxNode item = ParseExpression(0);
                if (current.Kind == TokenKind.DoubleDot)
                {
                    int at = current.Position;
                    Advance(infix: false);
                    item = new BinarySyntax(at, TokenKind.DoubleDot, item, ParseExpression(0));
                }

                items.Add(item);
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightBracket, infix: true);
        return new ArraySyntax(position, items);
    }

    private ObjectSyntax ParseObject(int position, SyntaxNode? grouped)
    {
        List<(SyntaxNode, SyntaxNode)> pairs = [];
        if (current.Kind != TokenKind.RightBrace)
        {
            do
            {
                SyntaxNode key = ParseExpression(0);
                Expect(TokenKind.Colon);
                pairs.Add((key, ParseExpression(0)));
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightBrace, infix: true);
        return new ObjectSyntax(position, grouped, pairs);
    }

    private TransformSyntax ParseTransform(int position)
    {
        SyntaxNode pattern = ParseExpression(0);
        Expect(TokenKind.Bar);
        SyntaxNode update = ParseExpression(0);
        SyntaxNode? delete = Accept(TokenKind.Comma) ? ParseExpression(0) : null;
        Expect(TokenKind.Bar);
        return new TransformSyntax(position, pattern, update, delete);
    }
}
