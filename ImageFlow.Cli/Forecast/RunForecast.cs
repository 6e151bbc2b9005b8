namespace ImageFlow.Cli.Forecast;

/// <summary>An execution of the run: the flow itself, one that it started, or an iteration of a distributed Map.</summary>
/// <param name="DefinitionBytes">Of its definition, UTF-8.</param>
internal sealed record MeasuredExecution(string Name, bool IsExpress, long DefinitionBytes, ExecutionMeasures Measures)
{
    /// <summary>What it costs as an Express execution.</summary>
    public decimal ExpressGigabyteSeconds => Prices.ExpressGigabyteSeconds(Measures.Duration, DefinitionBytes + (Measures.Payload.Bytes * Math.Max(1, Measures.OpenTasks)));
}

/// <summary>All calls of a function in the run.</summary>
/// <param name="Megabytes">Its memory; <see langword="null"/> where the function is none of ours, so that its cost is not known.</param>
internal sealed record FunctionUse(string FunctionName, int Calls, double Seconds, int? Megabytes, decimal GigabyteSeconds);

/// <summary>What one run of the flow used, with everything that it started.</summary>
/// <param name="Executions">The flow's own execution first.</param>
/// <param name="ExpressObstacles">Why the flow cannot be an Express state machine; empty where it can.</param>
internal sealed record RunForecast(IReadOnlyList<MeasuredExecution> Executions, IReadOnlyList<FunctionUse> Functions, IReadOnlyList<string> ExpressObstacles)
{
    public ExecutionMeasures Root => Executions[0].Measures;

    public long StandardTransitions => Executions.Where(execution => !execution.IsExpress).Sum(execution => execution.Measures.Transitions);

    public decimal LambdaGigabyteSeconds => Functions.Sum(function => function.GigabyteSeconds);

    public int LambdaCalls => Functions.Sum(function => function.Calls);

    /// <summary>A month of the flow as a Standard state machine, without its functions.</summary>
    public decimal StandardPrice(decimal perMonth) => Prices.Standard(perMonth * StandardTransitions) + Express(perMonth, Executions.Where(execution => execution.IsExpress));

    /// <summary>A month of the flow as an Express state machine, without its functions.</summary>
    public decimal ExpressPrice(decimal perMonth) => Express(perMonth, Executions);

    public decimal LambdaPrice(decimal perMonth, bool isArm) =>
        perMonth * ((LambdaCalls * Prices.LambdaRequest) + (LambdaGigabyteSeconds * (isArm ? Prices.LambdaGigabyteSecondArm : Prices.LambdaGigabyteSecondIntel)));

    /// <param name="memory">Of a function by its name.</param>
    public static IReadOnlyList<FunctionUse> Sum(IEnumerable<LambdaCall> calls, IReadOnlyDictionary<string, int> memory) =>
        [.. calls.GroupBy(call => call.FunctionName).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            int? megabytes = memory.TryGetValue(group.Key, out int known) ? known : null;
            return new FunctionUse(
                group.Key, group.Count(), group.Sum(call => call.Duration.TotalSeconds), megabytes, megabytes is { } size ? group.Sum(call => Prices.LambdaGigabyteSeconds(call.Duration, size)) : 0);
        })];

    private static decimal Express(decimal perMonth, IEnumerable<MeasuredExecution> executions) =>
        executions.Sum(execution => perMonth * (Prices.ExpressRequest + (execution.ExpressGigabyteSeconds * Prices.ExpressGigabyteSecond)));
}
