using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>The intrinsic functions over numbers.</summary>
internal static class MathFunctions
{
    public static IReadOnlyList<IntrinsicFunction> All { get; } =
    [
        new("States.MathAdd", [Accepts.Number, Accepts.Number], 2, false, (values, _) => Add(values)),
        new("States.MathRandom", [Accepts.Number, Accepts.Number, Accepts.Number], 2, false, Random),
    ];

    private static NumberData Add(JsonData[] values)
    {
        const string Name = "States.MathAdd";
        return NumberData.Of(WholeNumber.Check(WholeNumber.Round(values[0], Name) + WholeNumber.Round(values[1], Name), Name));
    }

    /// <summary>From the first number inclusive to the second exclusive; a seed makes it repeatable.</summary>
    private static NumberData Random(JsonData[] values, StateScope scope)
    {
        const string Name = "States.MathRandom";
        long first = WholeNumber.Truncate(values[0], Name);
        long span = WholeNumber.Truncate(values[1], Name) - first;
        if (span <= 0)
        {
            throw IntrinsicFunction.InvalidIn(Name);
        }

        double chance = values.Length == 3 ? JavaRandom.FirstDouble(((NumberData)values[2]).Value) : scope.Random.NextDouble();
        return NumberData.Of(first + (long)(chance * span));
    }
}
