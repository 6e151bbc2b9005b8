namespace ImageFlow.Benchmarks.Images;

/// <summary>Measured times by name, in the order in which they were first taken.</summary>
internal sealed class Samples
{
    private readonly List<(string Name, List<double> Times)> all = [];

    public void Add(string name, double? milliseconds)
    {
        if (milliseconds is not { } time)
        {
            return;
        }

        if (all.Find(s => s.Name == name).Times is { } times)
        {
            times.Add(time);
        }
        else
        {
            all.Add((name, [time]));
        }
    }

    public void Print()
    {
        foreach ((string name, List<double> times) in all)
        {
            Console.WriteLine($"{name,-20} {times.Min(),8:F1} ms CPU  (median {Median(times):F1}, {times.Count} rounds)");
        }
    }

    /// <summary>
    /// Prints the median of the rounds' ratios, beside it the ratio of the two least times, and whether the median reaches the target; what
    /// was not measured does not fail. Both times of a round were taken within seconds, so that a busy machine slows both.
    /// </summary>
    public bool Check(string title, string ours, string theirs, double target)
    {
        if (all.Find(s => s.Name == ours).Times is not { } mine || all.Find(s => s.Name == theirs).Times is not { } other)
        {
            Console.WriteLine($"{title,-42} not measured: the peer is not on this machine");
            return true;
        }

        double ratio = Median([.. mine.Zip(other, (a, b) => a / b)]);
        bool reached = ratio <= target;
        Console.WriteLine($"{title,-42} {ratio:F2}, of the least {mine.Min() / other.Min():F2} (target at most {target:F2}) {(reached ? "reached" : "MISSED")}");
        return reached;
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
