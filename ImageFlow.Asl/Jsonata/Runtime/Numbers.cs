using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>Numbers as JSONata treats them: doubles of which infinity is an error wherever it is looked at.</summary>
internal static class Numbers
{
    private const int SmallestCached = -1;
    private const int LargestCached = 256;

    public static NumberData Of(double value)
    {
        int integer = (int)value;
        return integer == value && integer is >= SmallestCached and <= LargestCached ? NumberData.Of(integer) : new NumberData(value);
    }

    /// <summary>The result of a computation. Infinity is no error until somebody looks at it, the caller of the evaluation at the latest.</summary>
    public static NumberData Result(double value, Run run)
    {
        run.MustTidy |= !double.IsFinite(value);
        return Of(value);
    }

    /// <summary>Whether the value counts as a number; NaN does not.</summary>
    /// <exception cref="JsonataException">D1001: it is infinite.</exception>
    public static bool IsNumeric(JsonData? value, out double number)
    {
        if (value is NumberData data)
        {
            number = data.Value;
            return double.IsFinite(number) || (double.IsInfinity(number) ? throw OutOfRange(value) : false);
        }

        number = 0;
        return false;
    }

    public static bool IsInteger(double value) => Math.Floor(value) == value && double.IsFinite(value);

    public static JsonataException OutOfRange(JsonData value) => new("D1001", value: value);
}
