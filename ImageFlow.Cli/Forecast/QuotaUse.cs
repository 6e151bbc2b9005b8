namespace ImageFlow.Cli.Forecast;

/// <summary>How near a quota of AWS comes.</summary>
/// <param name="Name">What is limited.</param>
/// <param name="Used">In the quota's own unit.</param>
/// <param name="Where">The state that uses most, where it is one.</param>
/// <param name="GrowsWithExecutions">Whether more executions use more of it; otherwise larger inputs do.</param>
internal sealed record QuotaUse(string Name, double Used, double Limit, string Unit, string? Where, bool GrowsWithExecutions)
{
    private const double SecondsPerMonth = 30d * 24 * 60 * 60;

    public double Share => Used / Limit;

    /// <summary>The quotas of a Standard state machine and of its functions, the nearest first (quota pages of Step Functions and Lambda; new accounts have less).</summary>
    /// <param name="peak">How many times the average rate the busiest second has.</param>
    public static IReadOnlyList<QuotaUse> Of(RunForecast run, decimal perMonth, double peak)
    {
        double rate = (double)perMonth / SecondsPerMonth * peak;
        ExecutionMeasures largest = run.Executions.MaxBy(execution => execution.Measures.Events)!.Measures;
        PayloadMark payload = run.Executions.Select(execution => execution.Measures.Payload).MaxBy(mark => mark.Bytes)!;
        double longest = run.Executions.Max(execution => execution.Measures.Duration.TotalSeconds);
        double lambdaSeconds = run.Functions.Sum(function => function.Seconds);
        QuotaUse[] all =
        [
            new("events of one history", largest.Events, 25_000, "events", null, false),
            new("payload between states", payload.Bytes, 262_144, "bytes", payload.State, false),
            new("duration of an execution", longest, 365d * 24 * 60 * 60, "s", null, false),
            new("transitions per second", rate * run.StandardTransitions, 4_000, "/s", null, true),
            new("starts of executions per second", rate * run.Executions.Count(execution => !execution.IsExpress), 2_000, "/s", null, true),
            new("open executions", rate * run.Executions.Where(execution => !execution.IsExpress).Sum(execution => execution.Measures.Duration.TotalSeconds), 1_000_000, "", null, true),
            new("Lambda calls at once", rate * lambdaSeconds, 1_000, "", null, true),
        ];
        return [.. all.OrderByDescending(quota => quota.Share)];
    }
}
