namespace ImageFlow.Workflows.Expressions.Language;

/// <summary>Operands: names, literals, objects, arrays, functions, classes.</summary>
internal sealed partial class SourceParser
{
    private Part ParsePrimary()
    {
        SourceToken token = current;
        switch (token.Kind)
        {
            case SourceTokenKind.Number:
                Take();
                return default;
            case SourceTokenKind.Text:
                Take();
                return token.Value is null ? default : new(PartKind.Text, token.Value, token.At);
            case SourceTokenKind.Template:
                ParseTemplate();
                return default;
            case SourceTokenKind.Keyword:
                return ParseKeyword();
            case SourceTokenKind.Name:
                return ParseName();
            default:
                break;
        }

        if (Is("/") || Is("/="))
        {
            lexer.Regex(token);
            Take();
            return default;
        }

        if (Is("("))
        {
            return ParseParentheses();
        }

        if (Is("["))
        {
            ParseArray();
            return default;
        }

        if (Is("{"))
        {
            ParseObject();
            return default;
        }

        throw Unexpected();
    }

    private Part ParseName()
    {
        SourceToken name = Take();
        if (name.Text == "async" && !current.AfterLineBreak)
        {
            if (current.IsWord("function"))
            {
                ParseFunction();
                return default;
            }

            if (current.Kind == SourceTokenKind.Name)
            {
                script.Declare(Take().Text);
                return Is("=>") ? new(PartKind.Parameters) : throw Unexpected();
            }
        }

        if (name.Text != "async" || !Is("("))
        {
            script.Refer(name.Text, name.At);
        }

        return new(PartKind.Name, name.Text, name.At);
    }

    private Part ParseKeyword()
    {
        switch (current.Text)
        {
            case "this" or "null" or "true" or "false":
                Take();
                return default;
            case "function":
                ParseFunction();
                return default;
            case "class":
                ParseClass();
                return default;
            case "new":
                ParseNew();
                return default;
            case "super":
                Take();
                return Is("(") || Is(".") || Is("[") ? default : throw Unexpected();
            case "import":
                throw new ExpressionException("FLOW0201", "An expression cannot import modules.", "Write the expression without import.", current.At);
            default:
                throw Unexpected();
        }
    }

    private void ParseNew()
    {
        Take();
        if (Accept("."))
        {
            if (!current.IsWord("target"))
            {
                throw Unexpected();
            }

            Take();
            return;
        }

        Part callee = current.IsWord("new") ? default : ParsePrimary();
        if (current.IsWord("new"))
        {
            ParseNew();
        }

        while (Is(".") || Is("["))
        {
            if (Take().Text == ".")
            {
                _ = current.Kind is SourceTokenKind.Name or SourceTokenKind.Keyword or SourceTokenKind.PrivateName ? Take() : throw Unexpected();
            }
            else
            {
                ParseExpression();
                Expect("]");
            }
        }

        if (callee.Kind == PartKind.Parameters)
        {
            throw Unexpected();
        }

        if (Is("("))
        {
            ParseArguments();
        }
    }

    /// <summary>An expression in parentheses, or an arrow function's parameters.</summary>
    private Part ParseParentheses()
    {
        bool outer = noIn;
        noIn = false;
        Take();
        bool onlyParameters = Is(")");
        Part only = default;
        int count = 0;
        while (!Is(")"))
        {
            onlyParameters |= Accept("...");
            only = ParseAssignment();
            count++;
            if (!Is(")"))
            {
                Expect(",");
                onlyParameters |= Is(")");
            }
        }

        Take();
        noIn = outer;
        return onlyParameters || (Is("=>") && !current.AfterLineBreak) ? new(PartKind.Parameters)
            : count == 1 && only.Kind is PartKind.Name or PartKind.Text or PartKind.VariableMember ? only : default;
    }

    private void ParseArray()
    {
        bool outer = noIn;
        noIn = false;
        Take();
        while (!Is("]"))
        {
            if (Accept(","))
            {
                continue;
            }

            _ = Accept("...");
            ParseAssignment();
            if (!Is("]"))
            {
                Expect(",");
            }
        }

        Take();
        noIn = outer;
    }

    private void ParseObject()
    {
        bool outer = noIn;
        noIn = false;
        Take();
        while (!Is("}"))
        {
            if (Accept("..."))
            {
                ParseAssignment();
            }
            else
            {
                ParseMember(isClass: false);
            }

            if (!Is("}"))
            {
                Expect(",");
            }
        }

        Take();
        noIn = outer;
    }

    /// <summary>A member of an object, or of a class where its fields and methods have modifiers.</summary>
    private void ParseMember(bool isClass)
    {
        SourceToken name = current;
        bool isMethod = Accept("*");
        while (!isMethod && current.Kind == SourceTokenKind.Name && current.Text is "get" or "set" or "async" or "static")
        {
            name = Take();
            if (Is("(") || Is(":") || Is(",") || Is("}") || Is("=") || Is(";"))
            {
                EndMember(name, isClass, isMethod: false);
                return;
            }

            isMethod = Accept("*");
            if (isClass && name.Text == "static" && Is("{"))
            {
                ParseBlock();
                return;
            }
        }

        name = current;
        if (Accept("["))
        {
            ParseAssignment();
            Expect("]");
        }
        else if (current.Kind is SourceTokenKind.Name or SourceTokenKind.Keyword or SourceTokenKind.Text or SourceTokenKind.Number || (isClass && current.Kind == SourceTokenKind.PrivateName))
        {
            Take();
        }
        else
        {
            throw Unexpected();
        }

        EndMember(name, isClass, isMethod);
    }

    private void EndMember(SourceToken name, bool isClass, bool isMethod)
    {
        if (Is("(") || isMethod)
        {
            ParseParameters();
            ParseBlock();
        }
        else if (isClass)
        {
            if (Accept("="))
            {
                ParseAssignment();
            }

            EndStatement();
        }
        else if (Accept(":"))
        {
            ParseAssignment();
        }
        else if (name.Kind == SourceTokenKind.Name)
        {
            script.Refer(name.Text, name.At);
            if (Accept("="))
            {
                ParseAssignment(); // a parameter's default
            }
        }
        else
        {
            throw Unexpected();
        }
    }

    private void ParseFunction()
    {
        Expect("function");
        _ = Accept("*");
        if (current.Kind == SourceTokenKind.Name)
        {
            script.Declare(Take().Text);
        }

        ParseParameters();
        ParseBlock();
    }

    private void ParseParameters()
    {
        Expect("(");
        while (!Is(")"))
        {
            _ = Accept("...");
            ParseBinding();
            if (Accept("="))
            {
                ParseAssignment();
            }

            if (!Is(")"))
            {
                Expect(",");
            }
        }

        Take();
    }

    private void ParseClass()
    {
        Expect("class");
        if (current.Kind == SourceTokenKind.Name)
        {
            script.Declare(Take().Text);
        }

        if (Accept("extends"))
        {
            ParsePostfix(ParsePrimary());
        }

        Expect("{");
        while (!Is("}"))
        {
            if (!Accept(";"))
            {
                ParseMember(isClass: true);
            }
        }

        Take();
    }
}
