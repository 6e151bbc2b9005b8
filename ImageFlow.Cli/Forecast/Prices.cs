namespace ImageFlow.Cli.Forecast;

/// <summary>
/// List prices in us-east-1, in US dollars (the pricing pages of AWS Step Functions and AWS Lambda, August 2026). Taxes, other services
/// and Lambda's free tier are left out.
/// </summary>
internal static class Prices
{
    public const decimal Transition = 0.025m / 1_000m;

    /// <summary>Transitions of Standard executions that cost nothing, each month.</summary>
    public const long FreeTransitions = 4_000;

    public const decimal ExpressRequest = 1.00m / 1_000_000m;
    public const decimal ExpressGigabyteSecond = 0.00001667m;
    public const decimal LambdaRequest = 0.20m / 1_000_000m;
    public const decimal LambdaGigabyteSecondIntel = 0.0000166667m;
    public const decimal LambdaGigabyteSecondArm = 0.0000133334m;

    private const decimal ExpressStep = 0.1m;
    private const decimal ExpressChunk = 64m;

    /// <summary>What an Express execution is taken to hold before any data, in MB.</summary>
    private const decimal ExpressBase = 50m;
    private const decimal BytesPerMegabyte = 1024m * 1024m;
    private const decimal MegabytesPerGigabyte = 1024m;

    /// <summary>A month's transitions of Standard executions, after the free ones.</summary>
    public static decimal Standard(decimal transitions) => Math.Max(0, transitions - FreeTransitions) * Transition;

    /// <summary>GB-seconds of an Express execution: its time in steps of 100 ms, its memory in chunks of 64 MB.</summary>
    /// <param name="heldBytes">Its definition and the data that it holds at once.</param>
    public static decimal ExpressGigabyteSeconds(TimeSpan duration, long heldBytes)
    {
        decimal seconds = Math.Max(1, Math.Ceiling((decimal)duration.TotalSeconds / ExpressStep)) * ExpressStep;
        decimal megabytes = Math.Ceiling((ExpressBase + (heldBytes / BytesPerMegabyte)) / ExpressChunk) * ExpressChunk;
        return seconds * megabytes / MegabytesPerGigabyte;
    }

    /// <summary>GB-seconds of a call, its time in whole milliseconds.</summary>
    public static decimal LambdaGigabyteSeconds(TimeSpan duration, int megabytes) =>
        Math.Max(1, Math.Ceiling((decimal)duration.TotalMilliseconds)) / 1_000m * megabytes / MegabytesPerGigabyte;
}
