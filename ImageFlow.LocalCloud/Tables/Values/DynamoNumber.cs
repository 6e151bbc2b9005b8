using System.Globalization;
using System.Numerics;

namespace ImageFlow.LocalCloud.Tables.Values;

/// <summary>A DynamoDB number: up to 38 significant decimal digits, magnitude 1E-130 to 9.99…E+125, or zero.</summary>
internal readonly record struct DynamoNumber : IComparable<DynamoNumber>
{
    private const int MaxDigits = 38;
    private const int MaxMagnitude = 125;
    private const int MinMagnitude = -130;

    private readonly BigInteger mantissa;
    private readonly int exponent;

    /// <param name="mantissa">Without trailing zeros, so that equal numbers have equal parts.</param>
    private DynamoNumber(BigInteger mantissa, int exponent)
    {
        while (!mantissa.IsZero && BigInteger.Remainder(mantissa, 10).IsZero)
        {
            mantissa /= 10;
            exponent++;
        }

        this.mantissa = mantissa;
        this.exponent = mantissa.IsZero ? 0 : exponent;
    }

    /// <exception cref="TableException">The text is not a number, or is one that DynamoDB cannot hold.</exception>
    public static DynamoNumber Parse(string text)
    {
        int e = text.IndexOfAny(['e', 'E']);
        ReadOnlySpan<char> body = e < 0 ? text : text.AsSpan(0, e);
        int exponent = 0;
        if (e >= 0 && !int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            throw NotANumber(text);
        }

        int point = body.IndexOf('.');
        string digits = point < 0 ? body.ToString() : string.Concat(body[..point], body[(point + 1)..]);
        ReadOnlySpan<char> unsigned = digits.AsSpan().TrimStart("+-");
        if (digits.Length - unsigned.Length > 1 || unsigned.IsEmpty || unsigned.ContainsAnyExceptInRange('0', '9'))
        {
            throw NotANumber(text);
        }

        BigInteger mantissa = BigInteger.Parse(unsigned, NumberStyles.None, CultureInfo.InvariantCulture);
        DynamoNumber number = new(digits[0] == '-' ? -mantissa : mantissa, exponent - (point < 0 ? 0 : body.Length - point - 1));
        return number.Checked();
    }

    public static DynamoNumber operator +(DynamoNumber left, DynamoNumber right)
    {
        int common = Math.Min(left.exponent, right.exponent);
        return new DynamoNumber(left.At(common) + right.At(common), common).Checked();
    }

    public static DynamoNumber operator -(DynamoNumber left, DynamoNumber right) => left + new DynamoNumber(-right.mantissa, right.exponent);

    public int CompareTo(DynamoNumber other)
    {
        int common = Math.Min(exponent, other.exponent);
        return At(common).CompareTo(other.At(common));
    }

    /// <summary>Plain decimal notation, as DynamoDB answers.</summary>
    public override string ToString()
    {
        string digits = BigInteger.Abs(mantissa).ToString(CultureInfo.InvariantCulture);
        string text = exponent >= 0
            ? digits + new string('0', exponent)
            : digits.Length > -exponent
                ? $"{digits.AsSpan(0, digits.Length + exponent)}.{digits.AsSpan(digits.Length + exponent)}"
                : $"0.{new string('0', -exponent - digits.Length)}{digits}";
        return mantissa.Sign < 0 ? "-" + text : text;
    }

    private static TableException NotANumber(string text) => TableException.Validation($"The parameter cannot be converted to a numeric value: {text}");

    private BigInteger At(int lowerExponent) => mantissa * BigInteger.Pow(10, exponent - lowerExponent);

    private DynamoNumber Checked()
    {
        if (mantissa.IsZero)
        {
            return this;
        }

        int digits = BigInteger.Abs(mantissa).ToString(CultureInfo.InvariantCulture).Length;
        return (digits, Magnitude: exponent + digits - 1) switch
        {
            ( > MaxDigits, _) => throw TableException.Validation("Attempting to store more than 38 significant digits in a Number"),
            (_, > MaxMagnitude) => throw TableException.Validation("Number overflow. Attempting to store a number with magnitude larger than supported range"),
            (_, < MinMagnitude) => throw TableException.Validation("Number underflow. Attempting to store a number with magnitude smaller than supported range"),
            _ => this,
        };
    }
}
