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
    /// Prints the ratio of the two least times and whether it reaches the target; what was not measured does not fail. What else runs on
    /// the machine only ever adds to CPU time, so that the least is nearest to the work itself.
    /// </summary>
    public bool Check(string title, string ours, string theirs, double target)
    {
        if (all.Find(s => s.Name == ours).Times is not { } mine || all.Find(s => s.Name == theirs).Times is not { } other)
        {
            Console.WriteLine($"{title,-42} not measured: the peer is not on this machine");
            return true;
        }

        double ratio = mine.Min() / other.Min();
        bool reached = ratio <= target;
        Console.WriteLine($"{title,-42} {ratio:F2} (target at most {target:F2}) {(reached ? "reached" : "MISSED")}");
        return reached;
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
