using System.Globalization;
using System.Numerics;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Rounding, and digits of other bases.</summary>
internal static class Rounding
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Rounds half to even at a decimal place. The point is moved in the decimal text, so that 4.515 is what it looks like.</summary>
    public static double HalfEven(double value, double precision)
    {
        if (!double.IsFinite(value))
        {
            return value;
        }

        int places = (int)Math.Clamp(Math.Truncate(precision), -1000, 1000);
        double shifted = places == 0 ? value : Shift(value, places);
        if (!double.IsFinite(shifted))
        {
            return places > 0 ? value : shifted;
        }

        double rounded = Math.Round(shifted, MidpointRounding.ToEven);
        double result = places == 0 ? rounded : Shift(rounded, -places);
        return result == 0 ? 0 : result;
    }

    /// <summary>An integer in another base, as ECMAScript writes it.</summary>
    public static string ToRadix(double value, int radix)
    {
        BigInteger rest = new(Math.Abs(value));
        if (rest.IsZero)
        {
            return "0";
        }

        Stack<char> digits = new();
        for (; !rest.IsZero; rest /= radix)
        {
            digits.Push(Digits[(int)(rest % radix)]);
        }

        if (value < 0)
        {
            digits.Push('-');
        }

        return new string([.. digits]);
    }

    /// <summary>value × 10^places, by its decimal text.</summary>
    private static double Shift(double value, int places)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E');
        int exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        ReadOnlySpan<char> mantissa = e < 0 ? text : text.AsSpan(0, e);
        return double.Parse(string.Create(CultureInfo.InvariantCulture, $"{mantissa}E{exponent + places}"), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
