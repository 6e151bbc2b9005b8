namespace ImageFlow.Workflows.Expressions.Language;

/// <summary>Statements and declarations.</summary>
internal sealed partial class SourceParser
{
    private void ParseStatement()
    {
        Enter();
        if (Is("{"))
        {
            ParseBlock();
        }
        else if (!Accept(";"))
        {
            ParseOther();
        }

        depth--;
    }

    private void ParseOther()
    {
        switch (current)
        {
            case { Kind: SourceTokenKind.Keyword, Text: "var" or "const" }:
                ParseDeclarations();
                EndStatement();
                break;
            case { Kind: SourceTokenKind.Name, Text: "let" }:
                ParseDeclarations();
                EndStatement();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "function" }:
                ParseFunction();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "class" }:
                ParseClass();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "if" }:
                Take();
                ParseTest();
                ParseStatement();
                if (Accept("else"))
                {
                    ParseStatement();
                }

                break;
            case { Kind: SourceTokenKind.Keyword, Text: "for" }:
                ParseFor();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "while" or "with" }:
                Take();
                ParseTest();
                ParseStatement();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "do" }:
                Take();
                ParseStatement();
                Expect("while");
                ParseTest();
                _ = Accept(";");
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "return" }:
                Take();
                if (!current.AfterLineBreak && !Is(";") && !Is("}") && current.Kind != SourceTokenKind.End)
                {
                    ParseExpression();
                }

                EndStatement();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "break" or "continue" }:
                Take();
                if (current.Kind == SourceTokenKind.Name && !current.AfterLineBreak)
                {
                    Take();
                }

                EndStatement();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "throw" }:
                Take();
                ParseExpression();
                EndStatement();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "debugger" }:
                Take();
                EndStatement();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "try" }:
                ParseTry();
                break;
            case { Kind: SourceTokenKind.Keyword, Text: "switch" }:
                ParseSwitch();
                break;
            default:
                ParseExpressionStatement();
                break;
        }
    }

    private void ParseExpressionStatement()
    {
        int count = script.ReferenceCount;
        Part first = ParseAssignment();
        if (first.Kind == PartKind.Name && Is(":"))
        {
            script.DeclareSince(count); // a label
            Take();
            ParseStatement();
            return;
        }

        while (Accept(","))
        {
            ParseAssignment();
        }

        EndStatement();
    }

    private void EndStatement()
    {
        if (!Accept(";") && !Is("}") && current.Kind != SourceTokenKind.End && !current.AfterLineBreak)
        {
            throw Unexpected();
        }
    }

    private void ParseBlock()
    {
        bool outer = noIn;
        noIn = false;
        Expect("{");
        while (!Is("}"))
        {
            if (current.Kind == SourceTokenKind.End)
            {
                throw Unexpected();
            }

            ParseStatement();
        }

        Take();
        noIn = outer;
    }

    private void ParseTest()
    {
        Expect("(");
        ParseExpression();
        Expect(")");
    }

    private void ParseDeclarations(bool inLoop = false)
    {
        Take();
        do
        {
            bool pattern = Is("{") || Is("[");
            ParseBinding();
            if (Accept("="))
            {
                ParseAssignment();
            }
            else if (pattern && !inLoop)
            {
                throw Unexpected();
            }
        }
        while (Accept(","));
    }

    /// <summary>A name, or a pattern that takes an object or an array apart.</summary>
    private void ParseBinding()
    {
        if (current.Kind == SourceTokenKind.Name)
        {
            script.Declare(Take().Text);
        }
        else if (Accept("["))
        {
            while (!Is("]"))
            {
                if (!Accept(","))
                {
                    _ = Accept("...");
                    ParseBinding();
                    ParseDefault("]");
                }
            }

            Take();
        }
        else if (Accept("{"))
        {
            while (!Is("}"))
            {
                ParseBoundMember();
                ParseDefault("}");
            }

            Take();
        }
        else
        {
            throw Unexpected();
        }
    }

    private void ParseBoundMember()
    {
        if (Accept("..."))
        {
            ParseBinding();
            return;
        }

        SourceToken name = Take();
        if (name.Is("["))
        {
            ParseAssignment();
            Expect("]");
        }
        else if (name.Kind is not (SourceTokenKind.Name or SourceTokenKind.Keyword or SourceTokenKind.Text or SourceTokenKind.Number))
        {
            throw SourceLexer.Bad($"'{name.Text}' is not expected here.", name.At);
        }

        if (Accept(":"))
        {
            ParseBinding();
        }
        else
        {
            script.Declare(name.Text);
        }
    }

    private void ParseDefault(string close)
    {
        if (Accept("="))
        {
            ParseAssignment();
        }

        if (!Is(close))
        {
            Expect(",");
        }
    }

    private void ParseFor()
    {
        Take();
        if (current is { Kind: SourceTokenKind.Name, Text: "await" })
        {
            Take();
        }

        Expect("(");
        noIn = true;
        if (current is { Kind: SourceTokenKind.Keyword, Text: "var" or "const" } or { Kind: SourceTokenKind.Name, Text: "let" })
        {
            ParseDeclarations(inLoop: true);
        }
        else if (!Is(";"))
        {
            ParseExpression();
        }

        noIn = false;
        if (current.IsWord("of") || current.IsWord("in"))
        {
            Take();
            ParseExpression();
        }
        else
        {
            Expect(";");
            if (!Is(";"))
            {
                ParseExpression();
            }

            Expect(";");
            if (!Is(")"))
            {
                ParseExpression();
            }
        }

        Expect(")");
        ParseStatement();
    }

    private void ParseTry()
    {
        Take();
        ParseBlock();
        bool whole = false;
        if (Accept("catch"))
        {
            whole = true;
            if (Accept("("))
            {
                ParseBinding();
                Expect(")");
            }

            ParseBlock();
        }

        if (Accept("finally"))
        {
            whole = true;
            ParseBlock();
        }

        if (!whole)
        {
            throw Unexpected();
        }
    }

    private void ParseSwitch()
    {
        Take();
        ParseTest();
        Expect("{");
        while (!Is("}"))
        {
            if (Accept("case"))
            {
                ParseExpression();
            }
            else
            {
                Expect("default");
            }

            Expect(":");
            while (!Is("}") && current is not { Kind: SourceTokenKind.Keyword, Text: "case" or "default" })
            {
                if (current.Kind == SourceTokenKind.End)
                {
                    throw Unexpected();
                }

                ParseStatement();
            }
        }

        Take();
    }
}
