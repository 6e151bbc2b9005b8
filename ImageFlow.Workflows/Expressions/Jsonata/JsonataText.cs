using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Expressions.Jsonata;

/// <summary>A piece of JSONata with what is known of its value.</summary>
/// <param name="Strength">How tightly its outermost operator binds (jsonata.org, "operator precedence"); an atom has <see cref="Atom"/>.</param>
/// <param name="IsDefinite">Whether it certainly gives a value: JSONata's undefined is JavaScript's undefined.</param>
internal sealed record JsonataText(string Text, int Strength, DataType Type, bool IsDefinite = true)
{
    public const int Choice = 20;
    public const int Or = 25;
    public const int And = 30;
    public const int Compare = 40;
    public const int Add = 50;
    public const int Multiply = 60;
    public const int Negate = 70;
    public const int Atom = 100;

    /// <summary>Words that are operators in JSONata and so need quotes as a member's name.</summary>
    private static readonly HashSet<string> Words = ["and", "or", "in", "true", "false", "null", "function"];

    /// <summary>Whether JavaScript sees null, not undefined, where there is no value.</summary>
    public bool NullWhenAbsent { get; init; }

    /// <summary>Whether a value of a known type may still be null.</summary>
    public bool MayBeNull { get; init; }

    /// <summary>Whether the text is an array constructor, which among the items of another one is an item; any other array is flattened there.</summary>
    public bool IsConstructor { get; init; }

    /// <summary>The members that the value is known to have.</summary>
    public IReadOnlyList<KeyValuePair<string, DataType>>? Shape { get; init; }

    /// <summary>The text, in parentheses where its operator binds more loosely than its surroundings.</summary>
    public string Within(int strength) => Strength < strength ? $"({Text})" : Text;

    public override string ToString() => Text;

    /// <summary>A string literal; single quotes where that needs no escapes, because the text will stand inside a JSON string.</summary>
    public static string Quote(string text) =>
        text.AsSpan().IndexOfAny("'\"\\") < 0 && !text.Any(char.IsControl) ? $"'{text}'" : new StringData(text).ToJson();

    public static string Field(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Words.Contains(name)
            ? name
            : $"`{name}`";

    public static string Json(JsonData value) => value switch
    {
        StringData text => Quote(text.Value),
        ArrayData array => $"[{string.Join(", ", array.Select(item => Json(item)))}]",
        ObjectData members => $"{{{string.Join(", ", members.Select(member => $"{Quote(member.Key)}: {Json(member.Value)}"))}}}",
        _ => value.ToJson(),
    };

    public static DataType TypeOf(JsonData value) => value switch
    {
        StringData => DataType.String,
        NumberData => DataType.Number,
        BooleanData => DataType.Boolean,
        NullData => DataType.Null,
        ArrayData { Count: 0 } => DataType.ArrayOf(DataType.Unknown),
        ArrayData array => DataType.ArrayOf(array.Select(TypeOf).Aggregate(DataType.Union)),
        _ => DataType.Object,
    };
}
