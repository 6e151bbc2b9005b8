namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>Whether grouping separators repeat at equal distances.</summary>
internal static class Grouping
{
    /// <returns>The distance, or zero where it is not the same everywhere.</returns>
    public static int Regular(IReadOnlyList<int> positions)
    {
        if (positions.Count == 0)
        {
            return 0;
        }

        int factor = positions.Aggregate(GreatestCommonDivisor);
        for (int i = 1; i <= positions.Count; i++)
        {
            if (!positions.Contains(i * factor))
            {
                return 0;
            }
        }

        return factor;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
