using ImageFlow.Workflows.Expressions.Jsonata;

namespace ImageFlow.Workflows.Expressions.Exactness;

/// <summary>A piece of JSONata with everything that is known of its value, which decides whether JavaScript would give the same.</summary>
/// <param name="Strength">How tightly its outermost operator binds: see <see cref="JsonataText"/>.</param>
internal sealed record ExactText(string Text, int Strength, DataType Type)
{
    /// <summary>Whether there may be no value: JavaScript's undefined.</summary>
    public bool Missing { get; init; }

    /// <summary>Whether the value may be null, whatever its type.</summary>
    public bool Null { get; init; }

    /// <summary>Whether a null may stand for what is undefined in JavaScript; as JSON both are null.</summary>
    public bool Blurred { get; init; }

    /// <summary>Of a number.</summary>
    public Interval Range { get; init; } = new(-Type.Bound, Type.Bound);

    /// <summary>Of a number: whether it is certainly whole.</summary>
    public bool Whole { get; init; } = Type.IsWhole;

    /// <summary>Of a string: whether no character is above U+FFFF, so that JSONata's characters are JavaScript's.</summary>
    public bool Narrow { get; init; }

    /// <summary>Whether <c>$string</c> writes the JSON that <c>JSON.stringify</c> writes.</summary>
    public bool Printable { get; init; }

    /// <summary>Whether the text is an array constructor, which among the items of another one is an item; any other array is flattened there.</summary>
    public bool IsConstructor { get; init; }

    /// <summary>Whether nobody else holds the array, so that a method may take from it.</summary>
    public bool Fresh { get; init; }

    /// <summary>Of an array: what is known of each item.</summary>
    public ExactText? Item { get; init; }

    /// <summary>The members that the value is known to have.</summary>
    public IReadOnlyList<KeyValuePair<string, DataType>>? Shape { get; init; }

    /// <summary>Whether there is certainly a value of the type.</summary>
    public bool IsSolid => !Missing && !Null && !Blurred;

    /// <summary>Whether the number as text is the same in both languages: <c>$string</c> keeps 15 digits.</summary>
    public bool IsShortWhole => Whole && Range is { Low: > -1e15, High: < 1e15 };

    public ExactText ItemOrUnknown => Item ?? OfType("", Type.Element ?? DataType.Unknown);

    /// <summary>A value of which the type is known alone.</summary>
    public static ExactText OfType(string text, DataType type) => new(text, JsonataText.Atom, type)
    {
        Null = type.Kind is DataKind.Unknown or DataKind.Null,
        Item = type.Kind == DataKind.Array ? OfType("", type.Element ?? DataType.Unknown) : null,
    };

    public static ExactText Boolean(string text, int strength = JsonataText.Atom) => new(text, strength, DataType.Boolean);

    public static ExactText Number(string text, int strength, Interval range, bool whole) => new(text, strength, DataType.Number) { Range = range, Whole = whole };

    public static ExactText String(string text, bool narrow, int strength = JsonataText.Atom) => new(text, strength, DataType.String) { Narrow = narrow };

    /// <summary>Either of two values.</summary>
    public static ExactText Merge(string text, int strength, ExactText left, ExactText right) => new(text, strength, DataType.Union(left.Type, right.Type))
    {
        Missing = left.Missing || right.Missing,
        Null = left.Null || right.Null,
        Blurred = left.Blurred || right.Blurred,
        Range = left.Range.Union(right.Range),
        Whole = left.Whole && right.Whole,
        Narrow = left.Narrow && right.Narrow,
        Printable = left.Printable && right.Printable,
        Item = left.Type.Kind == DataKind.Array && right.Type.Kind == DataKind.Array ? Merge("", JsonataText.Atom, left.ItemOrUnknown, right.ItemOrUnknown) : null,
    };

    public string Within(int strength) => Strength < strength ? $"({Text})" : Text;
}

/// <summary>The numbers from one to another, both included.</summary>
internal readonly record struct Interval(double Low, double High)
{
    public static Interval Index { get; } = new(0, int.MaxValue);

    public bool IsFinite => double.IsFinite(Low) && double.IsFinite(High);

    public bool HasZero => Low <= 0 && High >= 0;

    public static Interval Of(double value) => new(value, value);

    public static Interval Spanning(params ReadOnlySpan<double> values)
    {
        double low = values[0];
        double high = values[0];
        foreach (double value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return new(low, high);
    }

    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}
