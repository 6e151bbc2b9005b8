namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>The generator of <c>java.util.Random</c> (a linear congruential one, documented with that class), which AWS seeds for <c>$random(seed)</c>.</summary>
internal static class JavaRandom
{
    private const long Multiplier = 0x5DEECE66D;
    private const long Increment = 0xB;
    private const long Mask = (1L << 48) - 1;

    /// <summary>What <c>new Random(seed).nextDouble()</c> gives.</summary>
    public static double FirstDouble(double seed)
    {
        long state = (ToLong(seed) ^ Multiplier) & Mask;
        long high = Next(ref state, 26) << 27;
        return (high + Next(ref state, 27)) * (1.0 / (1L << 53));
    }

    private static long Next(ref long state, int bits)
    {
        state = ((state * Multiplier) + Increment) & Mask;
        return state >> (48 - bits);
    }

    /// <summary>Java's narrowing of a double: truncated, and the nearest long where it does not fit.</summary>
    private static long ToLong(double value) => value switch
    {
        double.NaN => 0,
        >= long.MaxValue => long.MaxValue,
        <= long.MinValue => long.MinValue,
        _ => (long)value,
    };
}
