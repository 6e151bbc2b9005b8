using System.Diagnostics;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;

namespace ImageFlow.Benchmarks.Jsonata;

/// <summary>
/// How fast are parsing and evaluating JSONata beside npm's jsonata on Node? The same expressions and data on both sides: ten that
/// workflows really use, and the non-error cases of the reference suite where that is beside the repository.
/// </summary>
internal static class JsonataComparison
{
    private const int Batches = 7;
    private const int AllocationRuns = 100;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(4);

    public static int Run()
    {
        JsonataBindings bindings = new() { Environment = new JsonataEnvironment(DateTimeOffset.UnixEpoch, new FixedRandom()) };
        Report("workflow expressions", WorkflowExpressions.All, bindings, showEach: true);
        IReadOnlyList<BenchmarkCase> suite = SuiteCases.Read(bindings);
        if (suite.Count > 0)
        {
            Report("reference suite", suite, bindings, showEach: false);
        }

        return 0;
    }

    private static void Report(string title, IReadOnlyList<BenchmarkCase> cases, JsonataBindings bindings, bool showEach)
    {
        List<Figures> ours = [.. cases.Select(c => Measure(c, bindings))];
        IReadOnlyList<Figures>? theirs = NodePeer.Measure(cases);
        Console.WriteLine($"{title}: {cases.Count} cases");
        for (int i = 0; showEach && i < cases.Count; i++)
        {
            string peer = theirs is null
                ? ""
                : $"  npm {theirs[i].Parse,9:0} {theirs[i].Evaluate,9:0}  ratio {theirs[i].Parse / ours[i].Parse,6:0.0} {theirs[i].Evaluate / ours[i].Evaluate,6:0.0}";
            Console.WriteLine($"  parse {ours[i].Parse,7:0} ns  eval {ours[i].Evaluate,7:0} ns {ours[i].Allocated,7:0} B{peer}  {Cut(cases[i].Expression)}");
        }

        Console.WriteLine($"  geometric mean: parse {Mean(ours, f => f.Parse):0} ns, evaluate {Mean(ours, f => f.Evaluate):0} ns; allocated {Mean(ours, f => f.Allocated + 1):0} B an evaluation");
        if (theirs is null)
        {
            Console.WriteLine("  npm's jsonata: not measured (Node.js is absent, or 'npm ci' was not run in ImageFlow.Tests/Asl/Jsonata/peer)");
            return;
        }

        Console.WriteLine($"  npm's jsonata:  parse {Mean(theirs, f => f.Parse):0} ns, evaluate {Mean(theirs, f => f.Evaluate):0} ns");
        Console.WriteLine($"  times faster:   parse {Mean(theirs, f => f.Parse) / Mean(ours, f => f.Parse):0.0}, evaluate {Mean(theirs, f => f.Evaluate) / Mean(ours, f => f.Evaluate):0.0}");
    }

    private static Figures Measure(BenchmarkCase item, JsonataBindings bindings)
    {
        JsonataExpression expression = JsonataExpression.Parse(item.Expression);
        double parse = Median(() => JsonataExpression.Parse(item.Expression));
        double evaluate = Median(() => expression.Evaluate(item.Data, bindings));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < AllocationRuns; i++)
        {
            expression.Evaluate(item.Data, bindings);
        }

        return new Figures(parse, evaluate, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)AllocationRuns);
    }

    /// <summary>Nanoseconds of one call: the median of several batches, after a warm-up of the same length.</summary>
    private static double Median(Func<object?> action)
    {
        int count = 1;
        while (count < 1_000_000 && Time(action, count) < BatchTime)
        {
            count *= 2;
        }

        double[] times = [.. Enumerable.Range(0, Batches).Select(_ => Time(action, count).TotalNanoseconds / count).Order()];
        return times[Batches / 2];
    }

    private static TimeSpan Time(Func<object?> action, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            GC.KeepAlive(action());
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static double Mean(IReadOnlyList<Figures> figures, Func<Figures, double> figure) => Math.Exp(figures.Average(f => Math.Log(figure(f))));

    private static string Cut(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private sealed class FixedRandom : IRandomSource
    {
        public double NextDouble() => 0.5;

        public void NextBytes(Span<byte> buffer) => buffer.Fill(1);
    }
}

internal sealed record BenchmarkCase(string Expression, JsonData? Data);

/// <param name="Parse">Nanoseconds.</param>
/// <param name="Evaluate">Nanoseconds.</param>
/// <param name="Allocated">Bytes of one evaluation.</param>
internal sealed record Figures(double Parse, double Evaluate, double Allocated);
