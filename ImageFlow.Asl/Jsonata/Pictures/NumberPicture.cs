using System.Globalization;
using System.Text;
using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary><c>$formatNumber</c>: numbers by a picture such as <c>#,##0.00</c> (XPath functions 3.1, section 4.7).</summary>
internal static class NumberPicture
{
    /// <exception cref="JsonataException">D3080 to D3093: the picture is wrong.</exception>
    public static string Format(double value, string picture, ObjectData? options, Run run)
    {
        run.ChargeString(picture.Length * 4L);
        NumberSymbols symbols = NumberSymbols.From(options);
        string[] halves = symbols.PatternSeparator.Length == 0 ? [picture] : picture.Split(symbols.PatternSeparator);
        if (halves.Length > 2)
        {
            throw new JsonataException("D3080", value: picture);
        }

        SubPicture positive = SubPicture.Parse(halves[0], symbols);
        SubPicture? negative = halves.Length > 1 ? SubPicture.Parse(halves[1], symbols) : null;
        SubPicture used = value >= 0 ? positive : negative ?? positive;
        string prefix = value >= 0 || negative is not null ? used.Prefix : symbols.MinusSign + used.Prefix;
        return prefix + Body(value, used, symbols) + used.Suffix;
    }

    private static string Body(double value, SubPicture picture, NumberSymbols symbols)
    {
        double adjusted = Contains(picture, symbols.Percent) ? value * 100 : Contains(picture, symbols.PerMille) ? value * 1000 : value;
        int exponent = 0;
        if (picture.MinimumExponent > 0 && double.IsFinite(adjusted))
        {
            adjusted = Scale(adjusted, picture.ScalingFactor, out exponent);
        }

        double rounded = Rounding.HalfEven(adjusted, picture.MaximumFraction);
        string digits = Math.Abs(rounded).ToString("F" + picture.MaximumFraction.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        int point = digits.IndexOf('.');
        StringBuilder integer = new(WithDigits((point < 0 ? digits : digits[..point]).TrimStart('0'), symbols));
        StringBuilder fraction = new(WithDigits((point < 0 ? "" : digits[(point + 1)..]).TrimEnd('0'), symbols));
        char zero = symbols.ZeroDigit[0];
        integer.Insert(0, new string(zero, Math.Max(picture.MinimumInteger - integer.Length, 0)));
        fraction.Append(zero, Math.Max(picture.MinimumFraction - fraction.Length, 0));
        Group(integer, picture, symbols.GroupingSeparator);
        foreach (int position in picture.FractionGroups)
        {
            fraction.Insert(Math.Min(position, fraction.Length), symbols.GroupingSeparator);
        }

        string result = integer.ToString();
        if (Contains(picture, symbols.DecimalSeparator) && fraction.Length > 0)
        {
            result += symbols.DecimalSeparator + fraction;
        }

        return picture.MinimumExponent == 0 ? result : result + Exponent(exponent, picture, symbols);
    }

    private static bool Contains(SubPicture picture, string symbol) => symbol.Length > 0 && picture.Text.Contains(symbol, StringComparison.Ordinal);

    /// <summary>Moves the point so that as many digits stand before it as the picture has.</summary>
    private static double Scale(double value, int scalingFactor, out int exponent)
    {
        exponent = 0;
        if (value == 0)
        {
            return 0;
        }

        double most = Math.Pow(10, scalingFactor);
        double least = Math.Pow(10, scalingFactor - 1);
        while (Math.Abs(value) < least)
        {
            value *= 10;
            exponent--;
        }

        while (Math.Abs(value) > most)
        {
            value /= 10;
            exponent++;
        }

        return value;
    }

    private static void Group(StringBuilder integer, SubPicture picture, string separator)
    {
        if (picture.RegularGrouping > 0)
        {
            for (int at = integer.Length - picture.RegularGrouping; at > 0; at -= picture.RegularGrouping)
            {
                integer.Insert(at, separator);
            }

            return;
        }

        // Positions count digits from the point, from the left; separators inserted before lie further left.
        int digits = integer.Length;
        foreach (int position in picture.IntegerGroups)
        {
            if (digits > position)
            {
                integer.Insert(integer.Length - position, separator);
            }
        }
    }

    private static string Exponent(int exponent, SubPicture picture, NumberSymbols symbols)
    {
        string digits = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(picture.MinimumExponent, '0');
        return symbols.ExponentSeparator + (exponent < 0 ? symbols.MinusSign : "") + WithDigits(digits, symbols);
    }

    /// <summary>The digits in the decimal digit family of the picture.</summary>
    private static string WithDigits(string digits, NumberSymbols symbols) => symbols.ZeroDigit == "0"
        ? digits
        : string.Concat(digits.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + symbols.ZeroDigit[0]) : c));
}
