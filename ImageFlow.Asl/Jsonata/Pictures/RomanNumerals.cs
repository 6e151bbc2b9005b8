using System.Text;

namespace ImageFlow.Asl.Jsonata.Pictures;

internal static class RomanNumerals
{
    private static readonly (int Value, string Text)[] Table =
    [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ];

    public static string Format(double value)
    {
        StringBuilder result = new();
        foreach ((int unit, string text) in Table)
        {
            for (; value >= unit; value -= unit)
            {
                result.Append(text);
            }
        }

        return result.ToString();
    }

    /// <summary>A digit before a larger one is subtracted. NaN where a character is no Roman digit.</summary>
    public static double Parse(string text)
    {
        double total = 0;
        double largest = 1;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            double value = text[i] switch
            {
                'M' => 1000,
                'D' => 500,
                'C' => 100,
                'L' => 50,
                'X' => 10,
                'V' => 5,
                'I' => 1,
                _ => double.NaN,
            };
            if (value < largest)
            {
                total -= value;
            }
            else
            {
                largest = value;
                total += value;
            }
        }

        return total;
    }
}
