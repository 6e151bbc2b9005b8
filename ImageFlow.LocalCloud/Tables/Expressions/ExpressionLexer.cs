namespace ImageFlow.LocalCloud.Tables.Expressions;

internal enum TokenKind
{
    Name,
    NamePlaceholder,
    ValuePlaceholder,
    Index,
    Symbol,
    End,
}

/// <param name="Start">Where the token begins in the expression.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start)
{
    public bool IsWord(string word) => Kind == TokenKind.Name && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}

/// <summary>Cuts a DynamoDB expression into tokens.</summary>
internal static class ExpressionLexer
{
    private static readonly string[] Symbols = ["<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-"];

    /// <returns>The tokens, the last one being <see cref="TokenKind.End"/>.</returns>
    /// <param name="kind">The parameter's name, for messages: <c>ConditionExpression</c> …</param>
    public static List<Token> Read(string text, string kind)
    {
        List<Token> tokens = [];
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            Token token = Next(text, at) ?? throw Unexpected(text, kind, new Token(TokenKind.Symbol, text[at].ToString(), at));
            tokens.Add(token);
            at += token.Text.Length;
        }

        tokens.Add(new Token(TokenKind.End, "<EOF>", text.Length));
        return tokens;
    }

    public static TableException Unexpected(string text, string kind, Token token)
    {
        int from = Math.Max(0, token.Start - 8);
        int to = Math.Min(text.Length, token.Start + token.Text.Length + 8);
        return TableException.Validation($"Invalid {kind}: Syntax error; token: \"{token.Text}\", near: \"{text[from..to]}\"");
    }

    private static Token? Next(string text, int at)
    {
        char first = text[at];
        if (first is '#' or ':')
        {
            int end = WordEnd(text, at + 1);
            return end == at + 1 ? null : new Token(first == '#' ? TokenKind.NamePlaceholder : TokenKind.ValuePlaceholder, text[at..end], at);
        }

        if (char.IsAsciiDigit(first))
        {
            return new Token(TokenKind.Index, text[at..WordEnd(text, at)], at);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            return new Token(TokenKind.Name, text[at..WordEnd(text, at)], at);
        }

        string? symbol = Array.Find(Symbols, s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0);
        return symbol is null ? null : new Token(TokenKind.Symbol, symbol, at);
    }

    private static int WordEnd(string text, int at)
    {
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return at;
    }
}
