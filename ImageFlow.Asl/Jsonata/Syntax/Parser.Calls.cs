using System.Text;
using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Syntax;

internal sealed partial class Parser
{
    private SyntaxNode ParseCall(int position, SyntaxNode procedure)
    {
        bool partial = false;
        List<SyntaxNode> arguments = [];
        if (current.Kind != TokenKind.RightParenthesis)
        {
            do
            {
                if (current.Kind == TokenKind.Question)
                {
                    partial = true;
                    arguments.Add(new SymbolSyntax(current.Position, SymbolKind.Placeholder));
                    Advance(infix: false);
                }
                else
                {
                    arguments.Add(ParseExpression(0));
                }
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightParenthesis, infix: true);
        return procedure is NameSyntax { Name: "function" or "λ" }
            ? ParseLambda(position, arguments)
            : new CallSyntax(position, procedure, arguments, partial);
    }

    private LambdaSyntax ParseLambda(int position, List<SyntaxNode> parameters)
    {
        string[] names = new string[parameters.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = parameters[i] is VariableSyntax variable
                ? variable.Name
                : throw new JsonataException("S0208", parameters[i].Position) { Value = NumberData.Of(i + 1) };
        }

        Signature? signature = current.Kind == TokenKind.Less ? ParseSignature() : null;
        Expect(TokenKind.LeftBrace);
        SyntaxNode body = ParseExpression(0);
        Expect(TokenKind.RightBrace);
        return new LambdaSyntax(position, names, signature, body);
    }

    /// <summary>A signature is written in the language's own tokens; it is put together from them up to its closing bracket.</summary>
    private Signature ParseSignature()
    {
        int position = current.Position;
        StringBuilder text = new("<");
        for (int open = 1; open > 0 && current.Kind is not TokenKind.LeftBrace and not TokenKind.End;)
        {
            Advance(infix: false);
            open += current.Kind switch
            {
                TokenKind.Less => 1,
                TokenKind.Greater => -1,
                _ => 0,
            };
            text.Append(current.Shown);
        }

        Expect(TokenKind.Greater);
        return Signature.Parse(text.ToString(), position, dialect.RepeatsFirstArgument);
    }
}
