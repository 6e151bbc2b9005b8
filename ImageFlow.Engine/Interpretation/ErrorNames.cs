namespace ImageFlow.Engine.Interpretation;

/// <summary>Which errors an <c>ErrorEquals</c> means (ASL, section "Errors").</summary>
internal static class ErrorNames
{
    public static bool Match(IReadOnlyList<string> names, string? error)
    {
        foreach (string name in names)
        {
            if (name == error || MatchWildcard(name, error))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MatchWildcard(string name, string? error) => name switch
    {
        "States.ALL" => error is not ("States.DataLimitExceeded" or "States.Runtime"),
        "States.TaskFailed" => error is not ("States.Timeout" or "States.HeartbeatTimeout" or "States.DataLimitExceeded" or "States.Runtime"),
        "States.Timeout" => error is "States.HeartbeatTimeout",
        _ => false,
    };
}
