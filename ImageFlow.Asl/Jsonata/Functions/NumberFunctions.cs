using System.Globalization;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Jsonata.Pictures;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions on numbers, and between numbers and text.</summary>
internal static partial class NumberFunctions
{
    private const int SmallestRadix = 2;
    private const int LargestRadix = 36;

    public static BuiltinFunction[] All { get; } =
    [
        new("number", "<(nsb)-:n>", 1, (call, args) => args[0] is { } value ? Cast(value, call.Run) : null),
        new("abs", "<n-:n>", 1, (call, args) => Map(args[0], Math.Abs, call)),
        new("floor", "<n-:n>", 1, (call, args) => Map(args[0], Math.Floor, call)),
        new("ceil", "<n-:n>", 1, (call, args) => Map(args[0], Math.Ceiling, call)),
        new("round", "<n-n?:n>", 2, (call, args) => args[0] is NumberData number
            ? Numbers.Result(Rounding.HalfEven(number.Value, args[1] is NumberData precision ? precision.Value : 0), call.Run)
            : null),
        new("sqrt", "<n-:n>", 1, (call, args) => args[0] is NumberData { Value: < 0 } negative
            ? throw new JsonataException("D3060", value: negative)
            : Map(args[0], Math.Sqrt, call)),
        new("power", "<n-n:n>", 2, (_, args) => args[0] is NumberData number ? Power(number, args[1]) : null),
        new("random", "<:n>", 0, (call, _) => new NumberData(call.Run.Environment.Random.NextDouble())),
        new("formatNumber", "<n-so?:s>", 3, (call, args) => args[0] is NumberData number
            ? new StringData(NumberPicture.Format(number.Value, Text(args[1]), args[2] as ObjectData, call.Run))
            : null),
        new("formatBase", "<n-n?:s>", 2, (_, args) => args[0] is NumberData number ? FormatBase(number.Value, args[1]) : null),
        new("formatInteger", "<n-s:s>", 2, (call, args) => args[0] is NumberData number
            ? new StringData(IntegerPicture.Parse(Text(args[1])).Format(Math.Floor(number.Value), call.Run))
            : null),
        new("parseInteger", "<s-s:n>", 2, (call, args) => args[0] is StringData text
            ? Numbers.Result(IntegerPicture.Parse(Text(args[1])).ToParser().Parse(text.Value), call.Run)
            : null),
    ];

    private static string Text(JsonData? argument) => argument is StringData text ? text.Value : "";

    private static NumberData? Map(JsonData? argument, Func<double, double> function, CallContext call) =>
        argument is NumberData number ? Numbers.Result(function(number.Value), call.Run) : null;

    private static JsonData Cast(JsonData value, Run run)
    {
        switch (value)
        {
            case NumberData:
                return value;
            case BooleanData boolean:
                return Numbers.Of(boolean.Value ? 1 : 0);
            case StringData { Value: var text } when Decimal().IsMatch(text):
                double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                return double.IsFinite(number) ? Numbers.Of(number) : throw new JsonataException("D3030", value: value);
            case StringData { Value: var text } when WithRadix().IsMatch(text):
                return Numbers.Result(FromRadix(text), run);
            default:
                throw new JsonataException("D3030", value: value);
        }
    }

    /// <summary>Digits of another base behind <c>0x</c>, <c>0o</c> or <c>0b</c>; NaN where something else is among them.</summary>
    private static double FromRadix(string text)
    {
        if (!WholeWithRadix().IsMatch(text))
        {
            return double.NaN;
        }

        int radix = char.ToLowerInvariant(text[1]) switch
        {
            'x' => 16,
            'o' => 8,
            _ => 2,
        };
        double value = 0;
        foreach (char c in text.AsSpan(2))
        {
            value = (value * radix) + (char.IsAsciiDigit(c) ? c - '0' : char.ToLowerInvariant(c) - 'a' + 10);
        }

        return value;
    }

    private static NumberData Power(NumberData number, JsonData? exponent)
    {
        double power = exponent is NumberData data ? data.Value : double.NaN;
        double result = double.IsNaN(power) || (double.IsInfinity(power) && Math.Abs(number.Value) == 1) ? double.NaN : Math.Pow(number.Value, power);
        return double.IsFinite(result)
            ? Numbers.Of(result)
            : throw new JsonataException("D3061", value: number) { SecondValue = exponent };
    }

    private static StringData FormatBase(double value, JsonData? radixArgument)
    {
        double radix = radixArgument is NumberData data ? Rounding.HalfEven(data.Value, 0) : 10;
        if (!(radix >= SmallestRadix && radix <= LargestRadix))
        {
            throw new JsonataException("D3100", value: new NumberData(radix));
        }

        double whole = Rounding.HalfEven(value, 0);
        return new StringData(radix == 10 ? NumberData.Format(whole) : Rounding.ToRadix(whole, (int)radix));
    }

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    /// <summary>As loose as the reference: anchored to the start only, or the end only.</summary>
    [GeneratedRegex(@"^(0[xX][0-9A-Fa-f]+)|(0[oO][0-7]+)|(0[bB][0-1]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WithRadix();

    [GeneratedRegex(@"^(0[xX][0-9A-Fa-f]+|0[oO][0-7]+|0[bB][0-1]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeWithRadix();
}
