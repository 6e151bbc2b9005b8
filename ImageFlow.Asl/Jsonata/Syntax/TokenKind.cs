namespace ImageFlow.Asl.Jsonata.Syntax;

/// <summary>Operators stand last, so that one comparison tells them apart.</summary>
internal enum TokenKind : byte
{
    End,
    Name,
    Variable,
    String,
    Number,
    Value,
    Regex,
    Dot,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    LeftParenthesis,
    RightParenthesis,
    Comma,
    At,
    Hash,
    Semicolon,
    Colon,
    Question,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Bar,
    Equal,
    Less,
    Greater,
    Caret,
    DoubleStar,
    DoubleDot,
    Assign,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Chain,
    Elvis,
    Coalesce,
    And,
    Or,
    In,
    Ampersand,
    Exclamation,
    Tilde,
}

/// <summary>The spelling and the left binding power of every operator.</summary>
internal static class Operators
{
    private static readonly (TokenKind Kind, string Text, byte Power)[] Table =
    [
        (TokenKind.Dot, ".", 75), (TokenKind.LeftBracket, "[", 80), (TokenKind.RightBracket, "]", 0), (TokenKind.LeftBrace, "{", 70),
        (TokenKind.RightBrace, "}", 0), (TokenKind.LeftParenthesis, "(", 80), (TokenKind.RightParenthesis, ")", 0), (TokenKind.Comma, ",", 0),
        (TokenKind.At, "@", 80), (TokenKind.Hash, "#", 80), (TokenKind.Semicolon, ";", 0), (TokenKind.Colon, ":", 0), (TokenKind.Question, "?", 20),
        (TokenKind.Plus, "+", 50), (TokenKind.Minus, "-", 50), (TokenKind.Star, "*", 60), (TokenKind.Slash, "/", 60), (TokenKind.Percent, "%", 60),
        (TokenKind.Bar, "|", 0), (TokenKind.Equal, "=", 40), (TokenKind.Less, "<", 40), (TokenKind.Greater, ">", 40), (TokenKind.Caret, "^", 40),
        (TokenKind.DoubleStar, "**", 0), (TokenKind.DoubleDot, "..", 0), (TokenKind.Assign, ":=", 10), (TokenKind.NotEqual, "!=", 40),
        (TokenKind.LessOrEqual, "<=", 40), (TokenKind.GreaterOrEqual, ">=", 40), (TokenKind.Chain, "~>", 40), (TokenKind.Elvis, "?:", 40),
        (TokenKind.Coalesce, "??", 40), (TokenKind.And, "and", 30), (TokenKind.Or, "or", 25), (TokenKind.In, "in", 40), (TokenKind.Ampersand, "&", 50),
        (TokenKind.Exclamation, "!", 0), (TokenKind.Tilde, "~", 0),
    ];

    private static readonly byte[] Powers = new byte[(int)TokenKind.Tilde + 1];
    private static readonly string?[] Texts = new string?[(int)TokenKind.Tilde + 1];
    private static readonly TokenKind[] SingleCharacters = new TokenKind[128];

    static Operators()
    {
        foreach ((TokenKind kind, string text, byte power) in Table)
        {
            Powers[(int)kind] = power;
            Texts[(int)kind] = text;
            if (text.Length == 1)
            {
                SingleCharacters[text[0]] = kind;
            }
        }
    }

    public static int Power(TokenKind kind) => Powers[(int)kind];

    public static string? Text(TokenKind kind) => Texts[(int)kind];

    /// <summary>The operator of this one character, or <see cref="TokenKind.End"/>.</summary>
    public static TokenKind OfCharacter(char c) => c < 128 ? SingleCharacters[c] : TokenKind.End;
}
