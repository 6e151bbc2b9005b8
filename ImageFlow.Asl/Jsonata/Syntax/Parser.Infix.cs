namespace ImageFlow.Asl.Jsonata.Syntax;

internal sealed partial class Parser
{
    private SyntaxNode ParseInfix(Token token, SyntaxNode left)
    {
        int position = token.Position;
        switch (token.Kind)
        {
            case TokenKind.LeftParenthesis:
                return ParseCall(position, left);
            case TokenKind.LeftBracket:
                return ParsePredicate(position, left);
            case TokenKind.LeftBrace:
                return ParseObject(position, left);
            case TokenKind.Caret:
                return ParseSort(position, left);
            case TokenKind.Assign:
                return ParseBind(position, left);
            case TokenKind.At or TokenKind.Hash:
                return ParseStepVariable(token, left);
            case TokenKind.Question:
                SyntaxNode then = ParseExpression(0);
                return new ConditionSyntax(position, left, then, Accept(TokenKind.Colon) ? ParseExpression(0) : null);
            case TokenKind.Elvis or TokenKind.Coalesce:
                return new BinarySyntax(position, token.Kind, left, ParseExpression(0));
            default:
                return new BinarySyntax(position, token.Kind, left, ParseExpression(Operators.Power(token.Kind)));
        }
    }

    private SyntaxNode ParsePredicate(int position, SyntaxNode left)
    {
        if (current.Kind == TokenKind.RightBracket)
        {
            SyntaxNode step = left;
            while (step is BinarySyntax { Operator: TokenKind.LeftBracket } filter)
            {
                step = filter.Left;
            }

            step.KeepArray = true;
            Advance(infix: false);
            return left;
        }

        SyntaxNode predicate = ParseExpression(0);
        Expect(TokenKind.RightBracket, infix: true);
        return new BinarySyntax(position, TokenKind.LeftBracket, left, predicate);
    }

    private SortSyntax ParseSort(int position, SyntaxNode left)
    {
        Expect(TokenKind.LeftParenthesis);
        List<(SyntaxNode, bool)> terms = [];
        do
        {
            bool descending = current.Kind == TokenKind.Greater;
            if (current.Kind is TokenKind.Less or TokenKind.Greater)
            {
                Advance(infix: false);
            }

            terms.Add((ParseExpression(0), descending));
        }
        while (Accept(TokenKind.Comma));

        Expect(TokenKind.RightParenthesis);
        return new SortSyntax(position, left, terms);
    }

    private BindSyntax ParseBind(int position, SyntaxNode left)
    {
        if (left is not VariableSyntax variable)
        {
            throw new JsonataException("S0212", left.Position);
        }

        bindCount++;
        return new BindSyntax(position, variable.Name, ParseExpression(Operators.Power(TokenKind.Assign) - 1));
    }

    private StepVariableSyntax ParseStepVariable(Token token, SyntaxNode left) =>
        ParseExpression(Operators.Power(token.Kind)) is VariableSyntax variable
            ? new StepVariableSyntax(token.Position, token.Kind, left, variable.Name)
            : throw new JsonataException("S0214", token.Position, token.Shown);
}
