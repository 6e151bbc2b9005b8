using System.Globalization;
using System.Text.Json;

namespace ImageFlow.Asl.Values;

/// <summary>JSON <c>null</c>.</summary>
public sealed class NullData : JsonData
{
    private NullData()
    {
    }

    public static NullData Instance { get; } = new();

    public override JsonDataKind Kind => JsonDataKind.Null;

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteNullValue();

    public override bool Equals(JsonData? other) => other is NullData;

    public override int GetHashCode() => 0;
}

/// <summary>JSON <c>true</c> or <c>false</c>.</summary>
public sealed class BooleanData : JsonData
{
    private BooleanData(bool value) => Value = value;

    public static BooleanData True { get; } = new(true);

    public static BooleanData False { get; } = new(false);

    public bool Value { get; }

    public override JsonDataKind Kind => JsonDataKind.Boolean;

    public static BooleanData Of(bool value) => value ? True : False;

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteBooleanValue(Value);

    public override bool Equals(JsonData? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Value.GetHashCode();
}

/// <summary>A JSON string.</summary>
public sealed class StringData(string value) : JsonData
{
    public static StringData Empty { get; } = new("");

    public string Value { get; } = value;

    public override JsonDataKind Kind => JsonDataKind.String;

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Value);

    public override bool Equals(JsonData? other) => other is StringData text && text.Value == Value;

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);
}

/// <summary>
/// A JSON number: an IEEE 754 double, plus the text it was read from where writing the double would not give that text back.
/// </summary>
public sealed class NumberData : JsonData
{
    private static readonly NumberData[] Small = [.. Enumerable.Range(-1, 258).Select(n => new NumberData(n))];

    private readonly string? source;

    public NumberData(double value)
        : this(value, null)
    {
    }

    internal NumberData(double value, string? source)
    {
        Value = value;
        this.source = source;
    }

    public double Value { get; }

    public override JsonDataKind Kind => JsonDataKind.Number;

    public static NumberData Of(long value) => value is >= -1 and < 257 ? Small[value + 1] : new NumberData(value);

    /// <summary>The number as ECMAScript writes it (Number::toString), which is what JSONata and AWS show.</summary>
    public static string Format(double value)
    {
        if (value == Math.Truncate(value) && Math.Abs(value) < 1e15)
        {
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        string text = value.ToString("E16", CultureInfo.InvariantCulture);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is >= -6 and < 21 ? Positional(shortest) : Scientific(shortest);
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        // WriteRawValue leaves out the indentation in arrays, so that whole numbers, the most common ones, go another way.
        if (source is null && Value == Math.Truncate(Value) && Math.Abs(Value) < 1e15)
        {
            writer.WriteNumberValue((long)Value);
        }
        else
        {
            writer.WriteRawValue(source ?? Format(Value), skipInputValidation: true);
        }
    }

    public override bool Equals(JsonData? other) => other is NumberData number && number.Value.Equals(Value);

    public override int GetHashCode() => Value.GetHashCode();

    private static (bool Negative, string Digits, int PointAt) Decompose(string shortest)
    {
        bool negative = shortest[0] == '-';
        ReadOnlySpan<char> body = shortest.AsSpan(negative ? 1 : 0);
        int e = body.IndexOf('E');
        int exponent = e < 0 ? 0 : int.Parse(body[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        ReadOnlySpan<char> mantissa = e < 0 ? body : body[..e];
        int point = mantissa.IndexOf('.');
        string all = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        string digits = all.TrimStart('0');
        int pointAt = (point < 0 ? mantissa.Length : point) + exponent - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        return (negative, digits.Length == 0 ? "0" : digits, pointAt);
    }

    private static string Positional(string shortest)
    {
        (bool negative, string digits, int pointAt) = Decompose(shortest);
        string text = pointAt <= 0
            ? $"0.{new string('0', -pointAt)}{digits}"
            : pointAt >= digits.Length
                ? digits.PadRight(pointAt, '0')
                : $"{digits.AsSpan(0, pointAt)}.{digits.AsSpan(pointAt)}";
        return negative ? "-" + text : text;
    }

    private static string Scientific(string shortest)
    {
        (bool negative, string digits, int pointAt) = Decompose(shortest);
        int exponent = pointAt - 1;
        string mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits.AsSpan(1)}";
        return $"{(negative ? "-" : "")}{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
    }
}
