using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>The values of the fields that steer a state: times, limits, error names. In JSONPath states <c>scope.Input</c> is the input after <c>InputPath</c>.</summary>
public static class StateFields
{
    /// <summary>Seconds of a task without <c>TimeoutSeconds</c>, and the most that AWS allows.</summary>
    public const double MaxSeconds = 99_999_999;

    private static readonly NumericField Seconds = new("Seconds", MaxSeconds);
    private static readonly NumericField TimeoutSeconds = new("TimeoutSeconds", MaxSeconds);
    private static readonly NumericField HeartbeatSeconds = new("HeartbeatSeconds", MaxSeconds);

    /// <summary>When a Wait state ends; at or before <see cref="StateScope.Now"/> means at once.</summary>
    /// <exception cref="StatesException">The field's value is no time.</exception>
    public static DateTimeOffset WaitUntil(WaitState state, QueryLanguage language, StateScope scope)
    {
        if (state.Timestamp is { } timestamp)
        {
            return language == QueryLanguage.Jsonata ? ParseExpression(timestamp, scope) : Parse(timestamp, $"The Timestamp field cannot be parsed: {timestamp}");
        }

        if (state.TimestampPath is { } path)
        {
            return ParsePath(path, scope);
        }

        double seconds = Seconds.Resolve(state.Seconds, state.SecondsPath, language, scope) ?? 0;
        return scope.Now + TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
    }

    /// <summary>Seconds that one attempt of a task may take; <see langword="null"/> where the state sets none.</summary>
    public static double? Timeout(TaskState state, QueryLanguage language, StateScope scope) =>
        TimeoutSeconds.Resolve(state.TimeoutSeconds, state.TimeoutSecondsPath, language, scope);

    /// <summary>Seconds between two heartbeats of a task; <see langword="null"/> where the state sets none.</summary>
    public static double? Heartbeat(TaskState state, QueryLanguage language, StateScope scope) =>
        HeartbeatSeconds.Resolve(state.HeartbeatSeconds, state.HeartbeatSecondsPath, language, scope);

    /// <summary>The error name and the cause of a Fail state; each may be absent.</summary>
    public static (string? Error, string? Cause) Failure(FailState state, QueryLanguage language, StateScope scope) =>
        (Text(state.Error, state.ErrorPath, "Error", language, scope), Text(state.Cause, state.CausePath, "Cause", language, scope));

    private static string? Text(string? literal, string? path, string field, QueryLanguage language, StateScope scope)
    {
        if (path is not null)
        {
            JsonData value = PathFields.Resolve(path, field + "Path", scope);
            return value is StringData text
                ? text.Value
                : throw new StatesException(StateErrors.Runtime, $"The {field}Path parameter does not reference a string: {path} == {value.ToJson()}");
        }

        if (literal is null || language == QueryLanguage.JsonPath || !JsonataTemplate.IsExpression(literal))
        {
            return literal;
        }

        return ((StringData)TypedFields.Evaluate(JsonataTemplate.Cached(literal), scope, field, JsonDataKind.String)).Value;
    }

    private static DateTimeOffset ParseExpression(string timestamp, StateScope scope)
    {
        string text = JsonataTemplate.IsExpression(timestamp)
            ? ((StringData)TypedFields.Evaluate(JsonataTemplate.Cached(timestamp), scope, "Timestamp", JsonDataKind.String)).Value
            : timestamp;
        return Timestamp.TryParse(text, out Timestamp time)
            ? time.Time
            : throw new StatesException(
                StateErrors.QueryEvaluationError,
                $"The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}",
                "Timestamp");
    }

    private static DateTimeOffset ParsePath(string path, StateScope scope)
    {
        JsonData value;
        try
        {
            value = PathQueryCache.Get(path).Evaluate(scope);
        }
        catch (JsonPathException)
        {
            throw new StatesException(StateErrors.Runtime, $"The TimestampPath parameter does not reference an input value: {path}");
        }

        string text = value is StringData literal ? literal.Value : value.ToJson();
        return Parse(text, $"The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {path} == {text}");
    }

    private static DateTimeOffset Parse(string text, string cause) =>
        Timestamp.TryParse(text, out Timestamp time) ? time.Time : throw new StatesException(StateErrors.Runtime, cause);
}
