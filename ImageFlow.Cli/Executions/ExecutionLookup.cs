using ImageFlow.Engine;

namespace ImageFlow.Cli.Executions;

/// <summary>Finds the execution that a person names.</summary>
internal static class ExecutionLookup
{
    /// <param name="id">An ARN, a name, or the beginning of a name.</param>
    /// <exception cref="UsageException">None or several fit.</exception>
    public static ExecutionDescription Find(StepFunctionsEngine engine, string id)
    {
        if (id.StartsWith("arn:", StringComparison.Ordinal))
        {
            return engine.DescribeExecution(id);
        }

        IReadOnlyList<ExecutionDescription> all = engine.ListExecutions(max: int.MaxValue);
        ExecutionDescription[] fitting = [.. all.Where(e => e.Name == id)];
        if (fitting.Length == 0)
        {
            fitting = [.. all.Where(e => e.Name.StartsWith(id, StringComparison.Ordinal))];
        }

        return fitting switch
        {
            [var one] => one,
            [] => throw new UsageException($"There is no execution '{id}' in this data folder; 'imageflow executions' lists them."),
            _ => throw new UsageException($"'{id}' fits {fitting.Length} executions: {string.Join(", ", fitting.Take(5).Select(e => e.ExecutionArn))}"),
        };
    }
}
