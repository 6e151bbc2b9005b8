using System.Text.RegularExpressions;

namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>Integers in English words, cardinal and ordinal.</summary>
internal static partial class NumberWords
{
    private const int Thousand = 1000;

    private static readonly string[] Small =
    [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen",
        "Sixteen", "Seventeen", "Eighteen", "Nineteen",
    ];

    private static readonly string[] SmallOrdinals =
    [
        "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth", "Thirteenth",
        "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth",
    ];

    private static readonly string[] Tens = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];

    private static readonly string[] Magnitudes = ["Thousand", "Million", "Billion", "Trillion"];

    private static readonly Dictionary<string, double> Values = MakeValues();

    /// <summary>A regular expression of one or more number words. Longer words stand before those they begin with.</summary>
    public static string Pattern { get; } = $"(?:{string.Join('|', Values.Keys.OrderByDescending(word => word.Length))}|and|[\\-, ])+";

    public static string Format(double value, bool ordinal) => value < 1e300 ? Format(value, "", ordinal) : "Infinity";

    /// <summary>NaN where some word is none of a number.</summary>
    public static double Parse(string text)
    {
        Stack<double> segments = new([0]);
        foreach (string word in Separators().Split(text))
        {
            double value = Values.GetValueOrDefault(word, double.NaN);
            if (value < 100)
            {
                double top = segments.Pop();
                if (top >= Thousand)
                {
                    segments.Push(top);
                    top = 0;
                }

                segments.Push(top + value);
            }
            else
            {
                segments.Push(segments.Pop() * value);
            }
        }

        return segments.Sum();
    }

    /// <param name="joint">What stands before the words: nothing, a comma, or "and" where they are below a hundred.</param>
    private static string Format(double value, string joint, bool ordinal)
    {
        string lead = joint.Length == 0 ? "" : value < 100 ? " and " : ", ";
        if (value < Small.Length)
        {
            return lead + (ordinal ? SmallOrdinals : Small)[(int)value];
        }

        if (value < 100)
        {
            string tens = Tens[((int)value / 10) - 2];
            double ones = value % 10;
            return lead + (ones > 0 ? $"{tens}-{Format(ones, "", ordinal)}" : ordinal ? tens[..^1] + "ieth" : tens);
        }

        (double unit, string name) = value < Thousand ? (100, "Hundred") : Magnitude(value);
        double count = Math.Floor(value / unit);
        double rest = value - (count * unit);
        string words = $"{lead}{Format(count, "", false)} {name}";
        return rest > 0 ? words + Format(rest, "and", ordinal) : ordinal ? words + "th" : words;
    }

    private static (double Unit, string Name) Magnitude(double value)
    {
        int magnitude = Math.Min((int)Math.Floor(Math.Log10(value) / 3), Magnitudes.Length);
        return (Math.Pow(10, magnitude * 3), Magnitudes[magnitude - 1]);
    }

    private static Dictionary<string, double> MakeValues()
    {
        Dictionary<string, double> values = new(StringComparer.Ordinal);
        for (int i = 0; i < Small.Length; i++)
        {
            values[Small[i].ToLowerInvariant()] = i;
            values[SmallOrdinals[i].ToLowerInvariant()] = i;
        }

        for (int i = 0; i < Tens.Length; i++)
        {
            string tens = Tens[i].ToLowerInvariant();
            values[tens] = (i + 2) * 10;
            values[tens[..^1] + "ieth"] = (i + 2) * 10;
        }

        values["hundred"] = 100;
        values["hundredth"] = 100;
        for (int i = 0; i < Magnitudes.Length; i++)
        {
            string name = Magnitudes[i].ToLowerInvariant();
            values[name] = Math.Pow(Thousand, i + 1);
            values[name + "th"] = Math.Pow(Thousand, i + 1);
        }

        return values;
    }

    [GeneratedRegex(@",\s|\sand\s|[\s\\-]")]
    private static partial Regex Separators();
}
