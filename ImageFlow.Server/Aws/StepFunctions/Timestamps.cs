using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>Times in the protocol: seconds since 1970, UTC, with three decimals.</summary>
internal static class Timestamps
{
    public static JsonData Of(DateTimeOffset time) => new NumberData(time.ToUnixTimeMilliseconds() / 1000.0);

    public static JsonData? Of(DateTimeOffset? time) => time is DateTimeOffset given ? Of(given) : null;
}
