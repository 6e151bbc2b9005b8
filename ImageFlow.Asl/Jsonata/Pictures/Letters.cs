namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>Numbers as spreadsheets name their columns: a … z, aa, ab …</summary>
internal static class Letters
{
    private const int Count = 26;

    public static string Format(double value, char first)
    {
        Stack<char> letters = new();
        for (long rest = (long)value; rest > 0; rest = (rest - 1) / Count)
        {
            letters.Push((char)(((rest - 1) % Count) + first));
        }

        return new string([.. letters]);
    }

    public static double Parse(string text, char first)
    {
        double value = 0;
        foreach (char c in text)
        {
            value = (value * Count) + (c - first + 1);
        }

        return value;
    }
}
