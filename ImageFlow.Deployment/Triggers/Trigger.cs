namespace ImageFlow.Deployment.Triggers;

/// <summary>What starts an execution of the flow.</summary>
public abstract record Trigger
{
    /// <summary>An object appears in the upload bucket; the input is <c>{bucket, key, size}</c>.</summary>
    public sealed record Upload : Trigger;

    /// <summary>A POST on a REST API; the input is the request's body.</summary>
    /// <param name="Path">Without slashes at its ends, as in <c>images</c>.</param>
    public sealed record HttpRequest(string Path) : Trigger;

    /// <summary>An event of the custom bus; the input is its detail.</summary>
    /// <param name="Name">The event's detail type.</param>
    public sealed record BusEvent(string Name) : Trigger;

    /// <summary>Times; the input is <c>{}</c>.</summary>
    /// <param name="Expression">In the Scheduler's form: <c>cron(…)</c> or <c>rate(…)</c>.</param>
    public sealed record Times(string Expression) : Trigger;

    /// <summary>A message of the queue of jobs; the input is its body, which is a JSON object.</summary>
    public sealed record QueueMessage : Trigger;
}
