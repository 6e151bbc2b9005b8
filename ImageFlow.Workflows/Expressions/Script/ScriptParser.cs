namespace ImageFlow.Workflows.Expressions.Script;

/// <summary>
/// Parses the JavaScript subset: one expression, or <c>const</c> declarations followed by one <c>return</c>. Anything else of
/// JavaScript is refused by name.
/// </summary>
internal sealed partial class ScriptParser
{
    private const int MaxDepth = 200;

    private static readonly Dictionary<string, int> Precedence = new()
    {
        ["??"] = 1, ["||"] = 2, ["&&"] = 3,
        ["=="] = 7, ["!="] = 7, ["==="] = 7, ["!=="] = 7,
        ["<"] = 8, [">"] = 8, ["<="] = 8, [">="] = 8,
        ["+"] = 10, ["-"] = 10, ["*"] = 11, ["/"] = 11, ["%"] = 11, ["**"] = 12,
    };

    private static readonly HashSet<string> Refused =
    [
        "function", "class", "new", "this", "var", "for", "while", "do", "switch", "try", "throw", "async", "await", "yield",
        "delete", "void", "typeof", "instanceof", "in", "import", "export", "super", "with", "debugger", "if", "else", "break", "continue",
    ];

    private readonly List<Token> tokens;
    private readonly int offset;
    private int at;
    private int depth;

    private ScriptParser(string source, int offset)
    {
        tokens = new Lexer(source).ReadAll();
        this.offset = offset;
    }

    private Token Current => tokens[at];

    /// <exception cref="ExpressionException">The text is no JavaScript (FLOW0201) or outside the subset (FLOW0202).</exception>
    public static Expr Parse(string source)
    {
        ScriptParser parser = new(source, 0);
        return parser.ParseScript();
    }

    private Expr ParseScript()
    {
        Expr body = ParseStatements();
        return Current.Kind == TokenKind.End ? body : throw Unexpected();
    }

    /// <summary><c>const a = …; return …;</c>, or a bare expression with an optional semicolon.</summary>
    private Expr ParseStatements()
    {
        Enter();
        Token first = Current;
        Expr result;
        if (first.IsWord("const") || first.IsWord("let"))
        {
            at++;
            string name = ExpectName();
            Expect("=");
            Expr value = ParseExpression();
            EndStatement();
            result = new Let(name, value, ParseStatements(), first.At + offset);
        }
        else if (first.IsWord("return"))
        {
            at++;
            result = Current.Is(";") || Current.Is("}") || Current.Kind == TokenKind.End ? new UndefinedValue(first.At + offset) : ParseExpression();
            SkipSemicolons();
        }
        else
        {
            result = ParseExpression();
            SkipSemicolons();
        }

        depth--;
        return result;
    }

    private void EndStatement()
    {
        if (Current.Is(";"))
        {
            at++;
        }
        else if (!Current.AfterLineBreak)
        {
            throw Unexpected();
        }
    }

    private void SkipSemicolons()
    {
        while (Current.Is(";"))
        {
            at++;
        }
    }

    private Expr ParseExpression()
    {
        Enter();
        Expr result = TryParseLambda() ?? ParseConditional();
        depth--;
        return result;
    }

    private Expr? TryParseLambda()
    {
        int start = at;
        List<string> parameters = [];
        if (Current.Kind == TokenKind.Name && tokens[at + 1].Is("=>"))
        {
            parameters.Add(ExpectName());
        }
        else if (Current.Is("(") && ClosesBeforeArrow())
        {
            at++;
            while (!Current.Is(")"))
            {
                parameters.Add(ExpectName());
                if (!Current.Is(")"))
                {
                    Expect(",");
                }
            }

            at++;
        }
        else
        {
            return null;
        }

        Expect("=>");
        if (!Current.Is("{"))
        {
            return new Lambda(parameters, ParseExpression(), tokens[start].At + offset);
        }

        at++;
        Expr body = ParseStatements();
        Expect("}");
        return new Lambda(parameters, body, tokens[start].At + offset);
    }

    private bool ClosesBeforeArrow()
    {
        int level = 0;
        for (int i = at; i < tokens.Count; i++)
        {
            level += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (level == 0)
            {
                return tokens[i + 1].Is("=>");
            }
        }

        return false;
    }

    private Expr ParseConditional()
    {
        Expr test = ParseBinary(0);
        if (!Current.Is("?"))
        {
            if (Current.Kind == TokenKind.Punctuator && Current.Text.EndsWith('=') && Current.Text is not ("=>" or "<=" or ">=" or "==" or "!=" or "===" or "!=="))
            {
                throw Outside("An assignment");
            }

            return test;
        }

        int position = tokens[at++].At + offset;
        Expr then = ParseExpression();
        Expect(":");
        return new Conditional(test, then, ParseExpression(), position);
    }

    private Expr ParseBinary(int above)
    {
        Expr left = ParseUnary();
        while (Current.Kind == TokenKind.Punctuator && Precedence.TryGetValue(Current.Text, out int precedence) && precedence > above)
        {
            Token op = tokens[at++];
            if (op.Text == "**" && left is Unary && !parenthesised.Contains(left))
            {
                throw new ExpressionException("FLOW0201", "A sign before '**' needs parentheses.", "Write (-a) ** b, or -(a ** b).", op.At + offset);
            }

            Expr right = ParseBinary(op.Text == "**" ? precedence - 1 : precedence);
            if (op.Text == "??" && (IsLogical(left) || IsLogical(right)))
            {
                throw new ExpressionException("FLOW0201", "'??' cannot be mixed with '&&' or '||' without parentheses.", "Add parentheses.", op.At + offset);
            }

            left = new Binary(op.Text, left, right, op.At + offset);
        }

        if (Current.Kind == TokenKind.Punctuator && Current.Text is "&" or "|" or "^" or "<<" or ">>" or ">>>")
        {
            throw Outside($"The bitwise operator '{Current.Text}'");
        }

        return Current.IsWord("in") || Current.IsWord("instanceof") ? throw Outside($"The operator '{Current.Text}'") : left;
    }

    private bool IsLogical(Expr expr) => expr is Binary { Operator: "&&" or "||" } && !parenthesised.Contains(expr);

    private readonly HashSet<Expr> parenthesised = new(ReferenceEqualityComparer.Instance);

    private string ExpectName() => Current.Kind == TokenKind.Name && !Refused.Contains(Current.Text)
        ? tokens[at++].Text
        : Current.Is("{") || Current.Is("[") || Current.Is("...") ? throw Outside("A destructured parameter") : throw Unexpected();

    private string ExpectPropertyName() => Current.Kind == TokenKind.Name ? tokens[at++].Text : throw Unexpected();

    private void Expect(string punctuator)
    {
        if (!Current.Is(punctuator))
        {
            throw Unexpected();
        }

        at++;
    }

    private void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw new ExpressionException("FLOW0202", "The expression is nested too deeply.", "Split it into several steps.", Current.At + offset);
        }
    }

    private ExpressionException Unexpected(int shift = 0)
    {
        Token token = tokens[at + shift];
        string what = token.Kind == TokenKind.End ? "The expression ends too early." : $"'{(token.Text.Length > 0 ? token.Text : "`")}' is not expected here.";
        return new("FLOW0201", what, "Correct the JavaScript expression.", token.At + offset);
    }

    private ExpressionException Outside(string what) => new(
        "FLOW0202",
        $"{what} is outside the JavaScript subset.",
        "Use expressions, arrow functions, const and return; or write the expression in JSONata.",
        Current.At + offset);
}
