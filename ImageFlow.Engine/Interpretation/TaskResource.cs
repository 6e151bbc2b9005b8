using System.Collections.Concurrent;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Interpretation;

/// <summary>A Task state's <c>Resource</c> as histories show it.</summary>
internal sealed class TaskResource
{
    private const string Integration = ":states:::";

    private static readonly ConcurrentDictionary<string, TaskResource> Known = new(StringComparer.Ordinal);

    private TaskResource(string arn)
    {
        Arn = arn;
        IsLambdaFunction = arn.Contains(":lambda:", StringComparison.Ordinal) && arn.Contains(":function:", StringComparison.Ordinal);
        IsActivity = arn.Contains(":states:", StringComparison.Ordinal) && arn.Contains(":activity:", StringComparison.Ordinal);
        WaitsForToken = IsActivity || arn.EndsWith(".waitForTaskToken", StringComparison.Ordinal);
        int at = arn.IndexOf(Integration, StringComparison.Ordinal);
        string rest = at < 0 ? arn : arn[(at + Integration.Length)..];
        int from = rest.StartsWith("aws-sdk:", StringComparison.Ordinal) ? "aws-sdk:".Length : 0;
        int colon = rest.IndexOf(':', from);
        (Service, Action) = at < 0 || colon < 0 ? ("", arn) : (rest[..colon], rest[(colon + 1)..]);
    }

    public string Arn { get; }

    /// <summary><c>resourceType</c>: <c>lambda</c>, <c>aws-sdk:s3</c> …</summary>
    public string Service { get; }

    /// <summary><c>resource</c>: <c>invoke</c>, <c>startExecution.sync:2</c> …</summary>
    public string Action { get; }

    /// <summary>Whether it is a function's own ARN, whose events have names of their own.</summary>
    public bool IsLambdaFunction { get; }

    public bool IsActivity { get; }

    public bool WaitsForToken { get; }

    public EventType Scheduled => Of(EventType.TaskScheduled, EventType.LambdaFunctionScheduled, EventType.ActivityScheduled);

    public EventType Started => Of(EventType.TaskStarted, EventType.LambdaFunctionStarted, EventType.ActivityStarted);

    public EventType Succeeded => Of(EventType.TaskSucceeded, EventType.LambdaFunctionSucceeded, EventType.ActivitySucceeded);

    public EventType Failed => Of(EventType.TaskFailed, EventType.LambdaFunctionFailed, EventType.ActivityFailed);

    public EventType TimedOut => Of(EventType.TaskTimedOut, EventType.LambdaFunctionTimedOut, EventType.ActivityTimedOut);

    public static TaskResource Parse(string arn) => Known.GetOrAdd(arn, static arn => new TaskResource(arn));

    /// <summary>The members that the scheduled, started and submitted events share.</summary>
    public ObjectDataBuilder Details() => IsLambdaFunction || IsActivity
        ? new ObjectDataBuilder().Set("resource", Arn)
        : new ObjectDataBuilder().Set("resourceType", Service).Set("resource", Action);

    /// <summary>The members that the end events share; those of functions and activities do not repeat the resource.</summary>
    public ObjectDataBuilder EndDetails() => IsLambdaFunction || IsActivity ? new ObjectDataBuilder() : Details();

    private EventType Of(EventType integration, EventType function, EventType activity) =>
        IsLambdaFunction ? function : IsActivity ? activity : integration;
}
