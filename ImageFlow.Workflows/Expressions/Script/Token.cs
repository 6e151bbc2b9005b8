namespace ImageFlow.Workflows.Expressions.Script;

internal enum TokenKind
{
    End,
    Name,
    Number,
    Text,

    /// <summary>A whole template string; <see cref="Token.Parts"/> holds its pieces.</summary>
    Template,
    Punctuator,
}

/// <param name="Text">The name, the punctuator, or the decoded string.</param>
/// <param name="At">Offset in the source.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    public double Number { get; init; }

    /// <summary>Of a template: texts and, between them, the source of each <c>${…}</c> with its offset.</summary>
    public IReadOnlyList<(string Text, bool IsExpression, int At)>? Parts { get; init; }

    /// <summary>Whether a line break stands before the token.</summary>
    public bool AfterLineBreak { get; init; }

    public bool Is(string punctuator) => Kind == TokenKind.Punctuator && Text == punctuator;

    public bool IsWord(string word) => Kind == TokenKind.Name && Text == word;
}
