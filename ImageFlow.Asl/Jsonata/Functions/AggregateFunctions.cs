using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions that make one value of the numbers in an array.</summary>
internal static class AggregateFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        new("sum", "<a<n>:n>", 1, (call, args) => args[0] is ArrayData numbers ? Numbers.Result(Sum(numbers), call.Run) : null),
        new("count", "<a:n>", 1, (_, args) => Numbers.Of(args[0] is ArrayData items ? items.Count : 0)),
        new("max", "<a<n>:n>", 1, (call, args) => Extreme(args[0], Math.Max, call.Run)),
        new("min", "<a<n>:n>", 1, (call, args) => Extreme(args[0], Math.Min, call.Run)),
        new("average", "<a<n>:n>", 1, (call, args) => args[0] is ArrayData { Count: > 0 } numbers
            ? Numbers.Result(Sum(numbers) / numbers.Count, call.Run)
            : null),
    ];

    private static double Sum(ArrayData numbers)
    {
        double total = 0;
        foreach (JsonData number in numbers.Span)
        {
            total += ((NumberData)number).Value;
        }

        return total;
    }

    private static NumberData? Extreme(JsonData? value, Func<double, double, double> better, Run run)
    {
        if (value is not ArrayData { Count: > 0 } numbers)
        {
            return null;
        }

        double best = ((NumberData)numbers[0]).Value;
        foreach (JsonData number in numbers.Span)
        {
            best = better(best, ((NumberData)number).Value);
        }

        return Numbers.Result(best, run);
    }
}
