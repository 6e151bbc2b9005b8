namespace ImageFlow.Workflows.Expressions.Language;

/// <summary>
/// Reads JavaScript of the whole language (ECMAScript 2023) for its mistakes and for what it refers to; statements are in the other
/// part. Rules beyond the grammar, such as a name that is declared twice, are left to Node.js.
/// </summary>
internal sealed partial class SourceParser
{
    private const int MaxDepth = 200;

    private static readonly Dictionary<string, int> Precedence = new()
    {
        ["??"] = 1, ["||"] = 2, ["&&"] = 3, ["|"] = 4, ["^"] = 5, ["&"] = 6, ["=="] = 7, ["!="] = 7, ["==="] = 7, ["!=="] = 7,
        ["<"] = 8, [">"] = 8, ["<="] = 8, [">="] = 8, ["in"] = 8, ["instanceof"] = 8, ["<<"] = 9, [">>"] = 9, [">>>"] = 9,
        ["+"] = 10, ["-"] = 10, ["*"] = 11, ["/"] = 11, ["%"] = 11, ["**"] = 12,
    };

    private static readonly HashSet<string> Assignments = ["=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??="];

    private readonly SourceLexer lexer;
    private readonly SourceScript script = new();
    private SourceToken current;
    private int depth;
    private bool noIn;

    private SourceParser(string source)
    {
        lexer = new SourceLexer(source);
        current = lexer.Next();
    }

    /// <summary>What an expression is, as far as references ask.</summary>
    /// <param name="Text">The name, or the text of a string.</param>
    private readonly record struct Part(PartKind Kind, string? Text = null, int At = 0, int Index = -1);

    private enum PartKind
    {
        Other,
        Name,
        Text,
        VariableMember,
        Arrow,

        /// <summary>What can only be an arrow function's parameters.</summary>
        Parameters,
    }

    /// <summary>Reads an expression or a script, with or without <c>return</c>. An object's braces at the beginning may stand without parentheses.</summary>
    /// <exception cref="ExpressionException">FLOW0201: it is no JavaScript.</exception>
    public static SourceScript Parse(string source)
    {
        if (source.TrimStart().StartsWith('{'))
        {
            try
            {
                SourceParser whole = new(source);
                whole.ParseExpression();
                return whole.Is(";") || whole.current.Kind == SourceTokenKind.End ? whole.script : throw whole.Unexpected();
            }
            catch (ExpressionException)
            {
                return ParseStatements(source);
            }
        }

        return ParseStatements(source);
    }

    private static SourceScript ParseStatements(string source)
    {
        SourceParser parser = new(source);
        while (parser.current.Kind != SourceTokenKind.End)
        {
            parser.ParseStatement();
        }

        return parser.script;
    }

    private bool Is(string punctuator) => current.Is(punctuator);

    private SourceToken Take()
    {
        SourceToken token = current;
        current = lexer.Next();
        return token;
    }

    private bool Accept(string text)
    {
        if (!current.Is(text) && !(current.Kind == SourceTokenKind.Keyword && current.Text == text))
        {
            return false;
        }

        Take();
        return true;
    }

    private void Expect(string text)
    {
        if (!Accept(text))
        {
            throw Unexpected();
        }
    }

    private ExpressionException Unexpected() => SourceLexer.Bad(current.Kind == SourceTokenKind.End ? "The expression ends too early." : $"'{current.Text}' is not expected here.", current.At);

    private void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw new ExpressionException("FLOW0202", "The expression is nested too deeply.", "Split it into several steps.", current.At);
        }
    }

    private void ParseExpression()
    {
        do
        {
            ParseAssignment();
        }
        while (Accept(","));
    }

    private Part ParseAssignment()
    {
        Enter();
        int references = script.ReferenceCount;
        SourceToken start = current;
        if (start.IsWord("yield") && start.Kind == SourceTokenKind.Name)
        {
            Take();
            _ = Accept("*");
            if (!current.AfterLineBreak && current.Kind != SourceTokenKind.End && !Is(")") && !Is("]") && !Is("}") && !Is(",") && !Is(";") && !Is("=") && !Is("."))
            {
                ParseAssignment();
            }

            depth--;
            return default;
        }

        Part left = ParseConditional();
        if (Is("=>") && !current.AfterLineBreak && left.Kind is PartKind.Name or PartKind.Parameters)
        {
            script.DeclareSince(references);
            Take();
            ParseArrowBody();
            left = new(PartKind.Arrow);
        }
        else if (left.Kind == PartKind.Parameters && !Is("=>"))
        {
            throw Unexpected();
        }
        else if (current.Kind == SourceTokenKind.Punctuator && Assignments.Contains(current.Text))
        {
            Take();
            ParseAssignment();
            MarkSet(left);
            left = default;
        }

        depth--;
        return left;
    }

    private void MarkSet(Part target)
    {
        if (target.Kind == PartKind.VariableMember)
        {
            script.Variables[target.Index] = script.Variables[target.Index] with { IsSet = true };
        }
    }

    private void ParseArrowBody()
    {
        if (Is("{"))
        {
            ParseBlock();
        }
        else
        {
            ParseAssignment();
        }
    }

    private Part ParseConditional()
    {
        Part test = ParseBinary(0);
        if (!Is("?"))
        {
            return test;
        }

        Take();
        bool outer = noIn;
        noIn = false;
        ParseAssignment();
        noIn = outer;
        Expect(":");
        ParseAssignment();
        return default;
    }

    private Part ParseBinary(int above)
    {
        Part left = current.Kind == SourceTokenKind.PrivateName ? ParsePrivateIn() : ParseUnary();
        while (Precedence.TryGetValue(current.Text, out int precedence) && precedence > above && current.Kind is SourceTokenKind.Punctuator or SourceTokenKind.Keyword && !(noIn && current.Text == "in"))
        {
            if (left.Kind is PartKind.Parameters or PartKind.Arrow)
            {
                throw Unexpected();
            }

            SourceToken op = Take();
            ParseBinary(op.Text == "**" ? precedence - 1 : precedence);
            left = default;
        }

        return left;
    }

    private Part ParsePrivateIn()
    {
        Take();
        return current.IsWord("in") ? default : throw Unexpected();
    }

    private Part ParseUnary()
    {
        Enter();
        Part result = default;
        if (Is("!") || Is("~") || Is("+") || Is("-") || current is { Kind: SourceTokenKind.Keyword, Text: "typeof" or "void" or "delete" })
        {
            Take();
            ParseUnary();
        }
        else if (Is("++") || Is("--"))
        {
            Take();
            MarkSet(ParseUnary());
        }
        else if (current is { Kind: SourceTokenKind.Name, Text: "await" })
        {
            Take();
            ParseUnary();
        }
        else
        {
            result = ParsePostfix(ParsePrimary());
            if ((Is("++") || Is("--")) && !current.AfterLineBreak)
            {
                Take();
                MarkSet(result);
                result = default;
            }
        }

        depth--;
        return result;
    }

    private Part ParsePostfix(Part target)
    {
        while (true)
        {
            if (target.Kind is PartKind.Parameters or PartKind.Arrow)
            {
                return target;
            }

            if (Is(".") || Is("?."))
            {
                bool optional = Take().Text == "?.";
                if (optional && Is("("))
                {
                    target = ParseCall(target);
                }
                else if (!(optional && (Is("[") || current.Kind == SourceTokenKind.Template)))
                {
                    SourceToken name = current.Kind is SourceTokenKind.Name or SourceTokenKind.Keyword or SourceTokenKind.PrivateName ? Take() : throw Unexpected();
                    target = Member(target, name.Text, name.At);
                }
            }
            else if (Is("["))
            {
                Take();
                bool outer = noIn;
                noIn = false;
                Part key = ParseAssignment();
                for (; Accept(","); key = default)
                {
                    ParseAssignment();
                }

                noIn = outer;
                Expect("]");
                target = Member(target, key.Kind == PartKind.Text ? key.Text : null, key.At);
            }
            else if (Is("("))
            {
                target = ParseCall(target);
            }
            else if (current.Kind == SourceTokenKind.Template)
            {
                ParseTemplate();
                target = default;
            }
            else
            {
                return target;
            }
        }
    }

    private Part Member(Part target, string? name, int at)
    {
        if (target is not { Kind: PartKind.Name, Text: "variables" or "Variables" })
        {
            return default;
        }

        script.Variables.Add((name, false, at));
        return new(PartKind.VariableMember, name, at, script.Variables.Count - 1);
    }

    private Part ParseCall(Part callee)
    {
        int references = script.ReferenceCount;
        List<Part> arguments = ParseArguments();
        if (callee is { Kind: PartKind.Name, Text: "async" } && Is("=>"))
        {
            script.DeclareSince(references);
            return new(PartKind.Parameters);
        }

        if (callee.Kind == PartKind.Name)
        {
            script.Calls.Add(new(callee.Text!, arguments.Count, TextAt(0), TextAt(1), callee.At));
        }

        return default;

        string? TextAt(int index) => arguments.Count > index && arguments[index].Kind == PartKind.Text ? arguments[index].Text : null;
    }

    private List<Part> ParseArguments()
    {
        List<Part> arguments = [];
        bool outer = noIn;
        noIn = false;
        Expect("(");
        while (!Is(")"))
        {
            bool spread = Accept("...");
            Part argument = ParseAssignment();
            arguments.Add(spread ? default : argument);
            if (!Is(")"))
            {
                Expect(",");
            }
        }

        Take();
        noIn = outer;
        return arguments;
    }

    private void ParseTemplate()
    {
        int start = current.At;
        lexer.GoTo(start + 1);
        while (lexer.TemplatePart(start))
        {
            current = lexer.Next();
            ParseExpression();
            if (!Is("}"))
            {
                throw Unexpected();
            }

            lexer.GoTo(current.At + 1);
        }

        current = lexer.Next();
    }
}
