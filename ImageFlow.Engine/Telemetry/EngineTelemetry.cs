using System.Diagnostics;

namespace ImageFlow.Engine.Telemetry;

/// <summary>The names under which the engine tells of its work to whoever listens (<see cref="ActivitySource"/>, <see cref="System.Diagnostics.Metrics.Meter"/>).</summary>
public static class EngineTelemetry
{
    /// <summary>Of the source of spans and of the meter.</summary>
    public const string Name = "ImageFlow.Engine";

    internal static ActivitySource Source { get; } = new(Name);
}
