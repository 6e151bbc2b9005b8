using System.Diagnostics;

namespace ImageFlow.Server.Hosting;

/// <summary>Writes warnings and errors of the engine and of the embedded services (<see cref="Trace"/>) onto the standard error, a line each; what is only for a debugger it leaves out.</summary>
internal sealed class WarningLog(TextWriter output) : TraceListener
{
    public override void TraceEvent(TraceEventCache? eventCache, string source, TraceEventType eventType, int id, string? message)
    {
        if (eventType <= TraceEventType.Warning)
            output.WriteLine($"{eventType.ToString().ToLowerInvariant()}: {message}");
    }

    public override void TraceEvent(TraceEventCache? eventCache, string source, TraceEventType eventType, int id, string? format, params object?[]? args) =>
        TraceEvent(eventCache, source, eventType, id, args is null || format is null ? format : string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args));

    public override void Write(string? message)
    {
        // Chatter.
    }

    public override void WriteLine(string? message)
    {
        // Chatter.
    }
}
