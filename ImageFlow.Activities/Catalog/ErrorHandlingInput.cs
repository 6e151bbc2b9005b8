namespace ImageFlow.Activities;

/// <summary>The inputs that every activity has beside its own; the compiler turns them into ASL, no handler sees them.</summary>
internal sealed record ErrorHandlingInput
{
    private const string Tab = "Error handling";

    [Input("Retries", "How often a failed attempt is repeated. Unset or 0: never.", Category = Tab)]
    public int? MaxAttempts { get; init; }

    [Input("First wait", "Seconds before the first retry. Unset: 1.", Category = Tab)]
    public int? Interval { get; init; }

    [Input("Back-off rate", "By what each further wait is longer than the one before. Unset: 2.", Category = Tab)]
    public double? BackoffRate { get; init; }

    [Input("Longest wait", "The greatest wait between two attempts, in seconds. Unset: no bound.", Category = Tab)]
    public int? MaxDelay { get; init; }

    [Input("Jitter", "Wait a random part of the time, so that many failed runs do not all come back at once.", Category = Tab)]
    public bool Jitter { get; init; }

    [Input("Timeout", "Seconds after which an attempt fails with States.Timeout. Unset: no bound.", Category = Tab)]
    public int? Timeout { get; init; }

    [Input("Heartbeat", "Seconds without a sign of life after which an attempt fails with States.HeartbeatTimeout. Unset: no bound.", Category = Tab)]
    public int? Heartbeat { get; init; }
}
