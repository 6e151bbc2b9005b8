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

    /// <summary>Events of a bus that match a pattern.</summary>
    /// <param name="Bus">The bus's name; the template makes it.</param>
    /// <param name="Pattern">EventBridge's pattern, JSON.</param>
    /// <param name="InputPaths">What the template takes from the event, JSON; <see langword="null"/> where the input is the whole event.</param>
    /// <param name="InputTemplate">The input with <c>&lt;name&gt;</c> for what was taken.</param>
    public sealed record Rule(string Bus, string Pattern, string? InputPaths, string? InputTemplate) : Trigger;

    /// <summary>Times.</summary>
    /// <param name="Expression">In the Scheduler's form: <c>cron(…)</c> or <c>rate(…)</c>.</param>
    public sealed record Times(string Expression) : Trigger
    {
        /// <summary>A name of the time zone database. Default UTC.</summary>
        public string TimeZone { get; init; } = "UTC";

        /// <summary>Minutes within which it may start, 1 to 1440. Default 0: at once.</summary>
        public int FlexibleMinutes { get; init; }

        /// <summary>The input, JSON. Default <c>{}</c>.</summary>
        public string Input { get; init; } = "{}";
    }

    /// <summary>
    /// Messages of a queue in a list, which an Express state machine works through while the queue waits; a message whose execution fails comes again, and in the end
    /// the flow gets it from the queue's dead letters.
    /// </summary>
    /// <param name="Queue">The queue's name.</param>
    public sealed record QueueBatch(string Queue) : Trigger;

    /// <summary>A message of the queue of jobs; the input is its body, which is a JSON object.</summary>
    public sealed record QueueMessage : Trigger;
}
