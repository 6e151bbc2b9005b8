using System.Text.Json;

namespace ImageFlow.Cli.Forecast;

/// <summary>
/// List prices in us-east-1, in US dollars. They stand in <c>prices.json</c>, which the web page's forecast reads as well, with their source and date.
/// </summary>
internal static class Prices
{
    private static readonly JsonElement Listed = Read();

    public static readonly decimal Transition = Price("transition");

    /// <summary>Transitions of Standard executions that cost nothing, each month.</summary>
    public static readonly decimal FreeTransitions = Price("freeTransitions");

    public static readonly decimal ExpressRequest = Price("expressRequest");
    public static readonly decimal ExpressGigabyteSecond = Price("expressGigabyteSecond");
    public static readonly decimal LambdaRequest = Price("lambdaRequest");
    public static readonly decimal LambdaGigabyteSecondIntel = Price("lambdaGigabyteSecondIntel");
    public static readonly decimal LambdaGigabyteSecondArm = Price("lambdaGigabyteSecondArm");

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

    private static decimal Price(string name) => Listed.GetProperty(name).GetDecimal();

    private static JsonElement Read()
    {
        using Stream stream = typeof(Prices).Assembly.GetManifestResourceStream("prices.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
