using System.Text.Json;

namespace ImageFlow.Activities;

/// <summary>How an invocation ended: exactly one of the two is set.</summary>
public sealed record ActivityResult
{
    private ActivityResult()
    {
    }

    /// <summary>The output as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte>? Output { get; private init; }

    public ActivityError? Error { get; private init; }

    public static ActivityResult Succeeded(ReadOnlyMemory<byte> output) => new() { Output = output };

    public static ActivityResult Failed(ActivityError error) => new() { Error = error };
}

/// <summary>A failed invocation in the shape that Lambda's .NET runtime gives it.</summary>
/// <param name="ErrorType">The exception's type name; Step Functions makes it the task's <c>Error</c>.</param>
/// <param name="ErrorMessage">One sentence that names the file and the reason.</param>
public sealed record ActivityError(string ErrorType, string ErrorMessage, IReadOnlyList<string> StackTrace)
{
    /// <summary>The document <c>{errorType, errorMessage, stackTrace}</c>; Step Functions makes it the task's <c>Cause</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ActivityJson.Options);

    internal static ActivityError From(Exception exception) => new(
        exception.GetType().Name,
        exception.Message,
        exception.StackTrace?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
}
