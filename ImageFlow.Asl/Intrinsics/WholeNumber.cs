using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>Whole numbers as the intrinsic functions take them: 32-bit, or the call fails.</summary>
internal static class WholeNumber
{
    /// <summary>Cuts the fraction off.</summary>
    public static long Truncate(JsonData value, string function) => Check(Math.Truncate(((NumberData)value).Value), function);

    /// <summary>Rounds half up (toward positive infinity), as Java's <c>Math.round</c> does.</summary>
    public static long Round(JsonData value, string function) => Check(Math.Floor(((NumberData)value).Value + 0.5), function);

    /// <exception cref="IntrinsicFailure">The number is not within 32 bits.</exception>
    public static long Check(double number, string function) =>
        number is >= int.MinValue and <= int.MaxValue ? (long)number : throw IntrinsicFunction.InvalidIn(function);
}
