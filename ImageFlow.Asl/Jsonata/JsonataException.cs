using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata;

/// <summary>An expression is wrong (codes <c>S…</c>) or its evaluation failed (<c>T…</c>, <c>D…</c>, <c>U1001</c>).</summary>
public sealed class JsonataException : Exception
{
    private readonly string? text;

    internal JsonataException(string code, int position = -1, string? token = null, JsonData? value = null)
    {
        Code = code;
        Position = position;
        Token = token;
        Value = value;
    }

    /// <summary>An error whose message does not come from the table.</summary>
    internal JsonataException(string code, string text, int position = -1)
        : this(code, position) => this.text = text;

    /// <summary>The code of the reference implementation, for example <c>T2001</c>.</summary>
    public string Code { get; }

    /// <summary>Offset in the expression, just behind the token at fault, or -1 where it is not known.</summary>
    public int Position { get; private set; }

    /// <summary>The operator, name or function at fault.</summary>
    public string? Token { get; private set; }

    public override string Message => text ?? ErrorMessages.Format(this);

    /// <summary>The value at fault; an undefined one is <see langword="null"/>.</summary>
    internal JsonData? Value { get; init; }

    internal JsonData? SecondValue { get; init; }

    /// <summary>One-based number of the argument at fault.</summary>
    internal int Argument { get; init; }

    internal string? ExpectedType { get; init; }

    /// <summary>Adds the place where it is not known yet. Used as an exception filter, hence the result: always false.</summary>
    internal bool Locate(int position, string? token)
    {
        if (Position < 0)
        {
            Position = position;
        }

        Token ??= token;
        return false;
    }
}
