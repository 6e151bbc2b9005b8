using System.Collections.Frozen;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Logs;

/// <summary>Where the executions of a state machine are logged and what of them, by its <c>loggingConfiguration</c>.</summary>
/// <param name="Folder">Below the folder of all logs: the log group, then the machine.</param>
/// <param name="HasData">Whether inputs, outputs and the like are in the lines (<c>includeExecutionData</c>).</param>
internal sealed record LogTarget(string Folder, string Level, bool HasData)
{
    /// <summary>The events that end an execution other than well.</summary>
    private static readonly FrozenSet<EventType> Fatal = Enum.GetValues<EventType>()
        .Where(type => type is EventType.ExecutionAborted or EventType.ExecutionFailed or EventType.ExecutionTimedOut).ToFrozenSet();

    /// <summary>Those, and all that tell of something that failed, timed out or was aborted on the way.</summary>
    private static readonly FrozenSet<EventType> Errors = Enum.GetValues<EventType>()
        .Where(type => type.ToString() is var name && (name == "FailStateEntered" || name.EndsWith("Failed", StringComparison.Ordinal) || name.EndsWith("TimedOut", StringComparison.Ordinal) || name.EndsWith("Aborted", StringComparison.Ordinal)))
        .ToFrozenSet();

    /// <returns><see langword="null"/> where nothing is logged.</returns>
    public static LogTarget? Of(ObjectData? configuration, string machine)
    {
        string level = (configuration?["level"] as StringData)?.Value ?? "OFF";
        return level == "OFF" || GroupOf(configuration!) is not string group
            ? null
            : new LogTarget(Path.Combine([.. group.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Safe), "states", machine]), level, configuration!["includeExecutionData"] is BooleanData { Value: true });
    }

    /// <summary>The log group's name; <see langword="null"/> where the configuration has no ARN of a log group.</summary>
    public static string? GroupOf(ObjectData configuration) =>
        (configuration["destinations"] as ArrayData)?.FirstOrDefault() is ObjectData destination
            && destination["cloudWatchLogsLogGroup"] is ObjectData group
            && group["logGroupArn"] is StringData arn
            && arn.Value.Split(':') is ["arn", _, "logs", _, _, "log-group", { Length: > 0 } name, ..]
            ? name
            : null;

    public bool Takes(EventType type) => Level switch
    {
        "FATAL" => Fatal.Contains(type),
        "ERROR" => Errors.Contains(type),
        _ => true,
    };

    /// <summary>A part of a log group's name that cannot lead out of the folder.</summary>
    private static string Safe(string part) =>
        part.Trim('.').Length == 0 ? "_" : string.Concat(part.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '#' ? c : '_'));
}
