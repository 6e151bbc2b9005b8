using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Choices;

/// <summary>What type of operand a comparison operator takes.</summary>
internal enum ChoiceOperand
{
    Text,
    Number,
    Boolean,
    Timestamp,

    /// <summary>The operand of a type test (<c>IsNull</c> …): whether it shall hold.</summary>
    Expectation,
}

/// <summary>A comparison operator of Choice rules (ASL, section "Choice State").</summary>
/// <param name="Name">As the document writes it.</param>
/// <param name="Operand">The operand's type; for a <c>…Path</c> operator that of the value at the path.</param>
/// <param name="IsPath">Whether the operand is a path.</param>
/// <param name="Holds">From the variable's value and the operand; false where the types do not fit.</param>
internal sealed record ChoiceOperator(string Name, ChoiceOperand Operand, bool IsPath, Func<JsonData, JsonData, bool> Holds)
{
    public const string IsPresent = "IsPresent";

    /// <summary>All 39 operators by name.</summary>
    public static IReadOnlyDictionary<string, ChoiceOperator> All { get; } = Build().ToDictionary(choice => choice.Name, StringComparer.Ordinal);

    private static IEnumerable<ChoiceOperator> Build()
    {
        (string Name, Predicate<int> Fits)[] orders =
        [
            ("Equals", order => order == 0),
            ("LessThan", order => order < 0),
            ("GreaterThan", order => order > 0),
            ("LessThanEquals", order => order <= 0),
            ("GreaterThanEquals", order => order >= 0),
        ];
        (string Name, ChoiceOperand Operand, Func<JsonData, JsonData, int?> Order)[] types =
        [
            ("String", ChoiceOperand.Text, (a, b) => a is StringData x && b is StringData y ? string.CompareOrdinal(x.Value, y.Value) : null),
            ("Numeric", ChoiceOperand.Number, (a, b) => a is NumberData x && b is NumberData y ? x.Value.CompareTo(y.Value) : null),
            ("Timestamp", ChoiceOperand.Timestamp, (a, b) => TryTimestamp(a, out Timestamp x) && TryTimestamp(b, out Timestamp y) ? x.CompareTo(y) : null),
        ];
        foreach ((string type, ChoiceOperand operand, Func<JsonData, JsonData, int?> order) in types)
        {
            foreach ((string name, Predicate<int> fits) in orders)
            {
                Func<JsonData, JsonData, bool> holds = (a, b) => order(a, b) is { } found && fits(found);
                yield return new(type + name, operand, false, holds);
                yield return new(type + name + "Path", operand, true, holds);
            }
        }

        yield return new("BooleanEquals", ChoiceOperand.Boolean, false, BooleanEquals);
        yield return new("BooleanEqualsPath", ChoiceOperand.Boolean, true, BooleanEquals);
        yield return new("StringMatches", ChoiceOperand.Text, false, (a, b) => a is StringData x && b is StringData y && WildcardPattern.Matches(y.Value, x.Value));
        foreach ((string name, Predicate<JsonData> test) in new (string, Predicate<JsonData>)[]
        {
            ("IsNull", value => value is NullData),
            (IsPresent, _ => true),
            ("IsNumeric", value => value is NumberData),
            ("IsString", value => value is StringData),
            ("IsBoolean", value => value is BooleanData),
            ("IsTimestamp", value => TryTimestamp(value, out _)),
        })
        {
            yield return new(name, ChoiceOperand.Expectation, false, (value, expected) => expected is BooleanData wanted && test(value) == wanted.Value);
        }
    }

    private static bool BooleanEquals(JsonData a, JsonData b) => a is BooleanData && a.Equals(b);

    private static bool TryTimestamp(JsonData value, out Timestamp timestamp)
    {
        timestamp = default;
        return value is StringData text && Timestamp.TryParse(text.Value, out timestamp);
    }
}
