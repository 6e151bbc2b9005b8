using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Running;

/// <summary>AWS's names of the statuses.</summary>
internal static class StatusNames
{
    private static readonly string[] Names = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

    public static string Of(ExecutionStatus status) => Names[(int)status];

    /// <exception cref="EngineException">There is no such status.</exception>
    public static int? Parse(string? name)
    {
        if (name is null)
        {
            return null;
        }

        int at = Array.IndexOf(Names, name);
        return at >= 0 ? at : throw new EngineException("ValidationException", $"The status '{name}' is none of {string.Join(", ", Names)}.");
    }
}
