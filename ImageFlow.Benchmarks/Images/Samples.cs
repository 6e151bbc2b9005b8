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
            Console.WriteLine($"{name,-16} {Median(times),8:F1} ms CPU  ({times.Min():F1} to {times.Max():F1}, {times.Count} rounds)");
        }
    }

    /// <summary>Prints the ratio of two medians and whether it reaches the target; what was not measured does not fail.</summary>
    public bool Check(string title, string ours, string theirs, double target)
    {
        if (all.Find(s => s.Name == ours).Times is not { } mine || all.Find(s => s.Name == theirs).Times is not { } other)
        {
            Console.WriteLine($"{title,-42} not measured: the peer is not on this machine");
            return true;
        }

        double ratio = Median(mine) / Median(other);
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
