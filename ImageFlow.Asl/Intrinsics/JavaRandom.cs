namespace ImageFlow.Asl.Intrinsics;

/// <summary>The generator of <c>java.util.Random</c> (a 48-bit linear congruence), which AWS's seeded functions use.</summary>
internal static class JavaRandom
{
    private const long Multiplier = 0x5DEECE66DL;
    private const long Mask = (1L << 48) - 1;

    /// <summary>What <c>new Random(seed).nextDouble()</c> gives.</summary>
    public static double FirstDouble(long seed)
    {
        long state = (seed ^ Multiplier) & Mask;
        state = Next(state);
        long high = state >>> (48 - 26);
        state = Next(state);
        long low = state >>> (48 - 27);
        return ((high << 27) + low) * (1.0 / (1L << 53));
    }

    private static long Next(long state) => ((state * Multiplier) + 0xBL) & Mask;
}
