using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>Numbers as text, by ECMAScript's rules.</summary>
internal static class NumberText
{
    /// <summary>Digits that <c>$string</c> keeps, so that 0.1 + 0.2 shows as 0.3.</summary>
    private const int Precision = 15;

    /// <summary>Integers below this have no more digits than are kept.</summary>
    private const double SmallestRounded = 1e15;

    /// <summary>Digits looked at to tell a tie; a double of at most <see cref="Precision"/> + 1 digits is exact in them.</summary>
    private const int ExactDigits = 30;

    /// <param name="integersToo">See <see cref="Dialect.RoundsIntegers"/>.</param>
    public static string Rounded(double value, bool integersToo)
    {
        if (Numbers.IsInteger(value) && (!integersToo || Math.Abs(value) < SmallestRounded))
        {
            return NumberData.Format(value);
        }

        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Length <= Precision && !shortest.Contains('E')
            ? NumberData.Format(value)
            : NumberData.Format(RoundToPrecision(value));
    }

    /// <summary><c>Number(value.toPrecision(15))</c>; of two equally near candidates the larger.</summary>
    private static double RoundToPrecision(double value)
    {
        string exact = Math.Abs(value).ToString($"E{ExactDigits}", CultureInfo.InvariantCulture);
        ReadOnlySpan<char> tail = exact.AsSpan(Precision + 1, ExactDigits + 1 - Precision);
        string text = tail[0] == '5' && tail[1..].TrimEnd('0').IsEmpty
            ? RoundUp(exact)
            : Math.Abs(value).ToString($"E{Precision - 1}", CultureInfo.InvariantCulture);
        double rounded = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value < 0 ? -rounded : rounded;
    }

    private static string RoundUp(string exact)
    {
        // "d.ddd…E+xxx": the digits as one integer, plus one in the last place kept.
        int e = exact.IndexOf('E');
        long digits = long.Parse($"{exact[0]}{exact.AsSpan(2, Precision - 1)}", CultureInfo.InvariantCulture) + 1;
        int exponent = int.Parse(exact.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) - (Precision - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{digits}E{exponent}");
    }
}
