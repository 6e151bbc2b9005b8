using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Expressions.Script;

/// <summary>Operands: literals, names, members, calls, arrays, objects, templates.</summary>
internal sealed partial class ScriptParser
{
    private Expr ParseUnary()
    {
        Enter();
        Token token = Current;
        Expr result;
        if (token.Is("!") || token.Is("-") || token.Is("+"))
        {
            at++;
            result = new Unary(token.Text, ParseUnary(), token.At + offset);
        }
        else if (token.Is("++") || token.Is("--") || token.Is("~"))
        {
            throw Outside($"The operator '{token.Text}'");
        }
        else
        {
            result = ParsePostfix(ParsePrimary());
        }

        depth--;
        return result;
    }

    private Expr ParsePostfix(Expr target)
    {
        while (true)
        {
            Token token = Current;
            if (token.Is(".") || token.Is("?."))
            {
                at++;
                if (token.Is("?.") && Current.Is("["))
                {
                    throw Outside("An optional index");
                }

                if (token.Is("?.") && Current.Is("("))
                {
                    throw Outside("An optional call");
                }

                target = new Member(target, ExpectPropertyName(), token.Is("?."), token.At + offset);
            }
            else if (token.Is("["))
            {
                at++;
                target = new Subscript(target, ParseExpression(), token.At + offset);
                Expect("]");
            }
            else if (token.Is("("))
            {
                at++;
                target = new Call(target, ParseList(")"), token.At + offset);
            }
            else if (token.Is("++") || token.Is("--"))
            {
                throw Outside($"The operator '{token.Text}'");
            }
            else
            {
                return token.Kind == TokenKind.Template ? throw Outside("A tagged template") : target;
            }
        }
    }

    private List<Expr> ParseList(string close)
    {
        List<Expr> items = [];
        while (!Current.Is(close))
        {
            Token token = Current;
            if (token.Is("..."))
            {
                at++;
                items.Add(new Spread(ParseExpression(), token.At + offset));
            }
            else
            {
                items.Add(ParseExpression());
            }

            if (!Current.Is(close))
            {
                Expect(",");
            }
        }

        at++;
        return items;
    }

    private Expr ParsePrimary()
    {
        Token token = tokens[at++];
        int position = token.At + offset;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new Literal(new NumberData(token.Number), position);
            case TokenKind.Text:
                return new Literal(token.Text, position);
            case TokenKind.Template:
                return ParseTemplate(token);
            case TokenKind.Name:
                return ParseWord(token, position);
            default:
                break;
        }

        if (token.Is("("))
        {
            Expr inner = ParseExpression();
            Expect(")");
            parenthesised.Add(inner);
            return inner;
        }

        if (token.Is("["))
        {
            return new ArrayLiteral(ParseList("]"), position);
        }

        if (token.Is("{"))
        {
            return ParseObject(position);
        }

        at--;
        throw token.Is("/") ? Outside("A regular expression") : Unexpected();
    }

    private Expr ParseWord(Token token, int position)
    {
        if (Refused.Contains(token.Text))
        {
            at--;
            if (token.Text == "new" && tokens.Count > at + 3 && tokens[at + 1].IsWord("Date"))
            {
                throw new ExpressionException("FLOW0202", "'new Date()' is outside the JavaScript subset.", "Write $now() in a JSONata expression.", position);
            }

            throw Outside($"'{token.Text}'");
        }

        return token.Text switch
        {
            "true" => new Literal(BooleanData.True, position),
            "false" => new Literal(BooleanData.False, position),
            "null" => new Literal(NullData.Instance, position),
            "undefined" => new UndefinedValue(position),
            _ => new Name(token.Text, position),
        };
    }

    private Expr ParseObject(int position)
    {
        List<ObjectMember> members = [];
        while (!Current.Is("}"))
        {
            Token token = Current;
            if (token.Is("..."))
            {
                at++;
                members.Add(new(null, ParseExpression()));
            }
            else if (token.Is("["))
            {
                throw Outside("A computed member name");
            }
            else
            {
                at++;
                string key = token.Kind switch
                {
                    TokenKind.Name or TokenKind.Text => token.Text,
                    TokenKind.Number => NumberData.Format(token.Number),
                    _ => throw Unexpected(-1),
                };
                if (Current.Is("("))
                {
                    throw Outside("A method in an object");
                }

                if (token.Kind == TokenKind.Name && !Current.Is(":"))
                {
                    members.Add(new(key, new Name(key, token.At + offset)));
                }
                else
                {
                    Expect(":");
                    members.Add(new(key, ParseExpression()));
                }
            }

            if (!Current.Is("}"))
            {
                Expect(",");
            }
        }

        at++;
        return new ObjectLiteral(members, position);
    }

    private Expr ParseTemplate(Token token)
    {
        List<string> texts = [];
        List<Expr> values = [];
        foreach ((string text, bool isExpression, int start) in token.Parts!)
        {
            if (!isExpression)
            {
                texts.Add(text);
                continue;
            }

            ScriptParser inner = new(text, offset + start);
            Expr value = inner.ParseExpression();
            values.Add(inner.Current.Kind == TokenKind.End ? value : throw inner.Unexpected());
        }

        return values.Count == 0 ? new Literal(texts[0], token.At + offset) : new TemplateText(texts, values, token.At + offset);
    }
}
