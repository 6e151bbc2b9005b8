using System.Diagnostics.CodeAnalysis;

namespace ImageFlow.Activities;

/// <summary>Runs an activity as the Lambda of its name would: the same output, and the same error document.</summary>
public static class ActivityInvoker
{
    /// <param name="activityName">The bare name, such as <c>ResizeImage</c>.</param>
    /// <param name="inputJson">The payload, UTF-8.</param>
    /// <exception cref="ArgumentException">There is no such activity, or a service carries it out and not our code.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "This is the edge at which every failure becomes Error and Cause, as in Lambda's runtime.")]
    public static async Task<ActivityResult> InvokeAsync(
        string activityName,
        ReadOnlyMemory<byte> inputJson,
        ActivityContext context,
        CancellationToken cancellationToken = default)
    {
        ActivityHandler handler = Find(activityName);
        try
        {
            return ActivityResult.Succeeded(await handler(inputJson, context, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            return ActivityResult.Failed(ActivityError.From(exception));
        }
    }

    /// <summary>Runs an activity and lets its failure through, for a host that reports exceptions by itself.</summary>
    /// <returns>The output, UTF-8 JSON.</returns>
    /// <exception cref="ArgumentException">There is no such activity, or a service carries it out and not our code.</exception>
    /// <exception cref="ActivityException">The activity fails in a way that a flow can catch; the type's name is the error's name.</exception>
    public static Task<ReadOnlyMemory<byte>> RunAsync(
        string activityName,
        ReadOnlyMemory<byte> inputJson,
        ActivityContext context,
        CancellationToken cancellationToken = default) =>
        Find(activityName)(inputJson, context, cancellationToken);

    private static ActivityHandler Find(string activityName) => ActivityCatalog.Find(activityName)?.Handler
        ?? throw new ArgumentException($"There is no Lambda activity named '{activityName}'.", nameof(activityName));
}
