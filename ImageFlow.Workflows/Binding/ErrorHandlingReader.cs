using System.Globalization;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Binding;

/// <summary>
/// Reads the inputs of the category "Error handling", or <c>customProperties["imageflow:retry"]</c> of Elsa's own activities.
/// Declared errors are the activity's answer, not an accident, and a flow that calls wrongly does so again, so neither is ever
/// retried; everything else is.
/// </summary>
internal static class ErrorHandlingReader
{
    /// <summary>What AWS raises where a state's own expressions fail (ASL, "Predefined error codes"); those of a language are never retried.</summary>
    public static IReadOnlyList<string> EvaluationErrors(QueryLanguage language) => language == QueryLanguage.Jsonata
        ? ["States.QueryEvaluationError"]
        : ["States.ParameterPathFailure", "States.IntrinsicFailure"];

    /// <param name="never">The errors that are not retried.</param>
    public static ErrorHandling Read(ActivityNode node, IReadOnlyList<string> never, Findings findings)
    {
        long? attempts = Whole(node, "maxAttempts", 0, findings);
        long? interval = Whole(node, "interval", 1, findings);
        long? maxDelay = Whole(node, "maxDelay", 1, findings);
        double? rate = Number(node, "backoffRate", 1, findings);
        List<Retrier> retry = [];
        if (attempts > 0)
        {
            if (maxDelay <= (interval ?? 1))
            {
                Invalid(node, "maxDelay", "It must be greater than the first wait.", findings);
                maxDelay = null;
            }

            retry.Add(new() { ErrorEquals = [.. never.Distinct()], MaxAttempts = 0 });
            retry.Add(new()
            {
                ErrorEquals = ["States.ALL"],
                IntervalSeconds = interval,
                MaxAttempts = attempts,
                BackoffRate = rate,
                MaxDelaySeconds = maxDelay,
                JitterStrategy = Value(node, "jitter") is BooleanData { Value: true } or StringData { Value: "True" or "true" or "FULL" } ? "FULL" : null,
            });
        }

        long? timeout = Whole(node, "timeout", 1, findings);
        long? heartbeat = Whole(node, "heartbeat", 1, findings);
        if (heartbeat >= (timeout ?? long.MaxValue))
        {
            Invalid(node, "heartbeat", "It must be less than the timeout.", findings);
            heartbeat = null;
        }

        return new(retry, timeout, heartbeat);
    }

    private static JsonData? Value(ActivityNode node, string name)
    {
        if (Inputs.Find(node, name) is { } input)
        {
            return input.Language is "Literal" or "Object" ? input.Value : new StringData($"an expression in {input.Language}");
        }

        return (node.CustomProperties["imageflow:retry"] as ObjectData)?[name] ?? node.CustomProperties["imageflow:" + name];
    }

    private static long? Whole(ActivityNode node, string name, long least, Findings findings)
    {
        double? value = Number(node, name, least, findings);
        if (value is { } number && number != Math.Truncate(number))
        {
            Invalid(node, name, "It must be a whole number.", findings);
            return null;
        }

        return (long?)value;
    }

    private static double? Number(ActivityNode node, string name, double least, Findings findings)
    {
        JsonData? value = Value(node, name);
        if (value is null or NullData or StringData { Value.Length: 0 })
        {
            return null;
        }

        double number = value switch
        {
            NumberData data => data.Value,
            StringData text when double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) => parsed,
            StringData text when TimeSpan.TryParse(text.Value, CultureInfo.InvariantCulture, out TimeSpan span) => Math.Ceiling(span.TotalSeconds),
            _ => double.NaN,
        };
        if (number >= least)
        {
            return number;
        }

        Invalid(node, name, string.Create(CultureInfo.InvariantCulture, $"It must be a number of {least} or more, written out."), findings);
        return null;
    }

    private static void Invalid(ActivityNode node, string name, string rule, Findings findings) =>
        findings.Error("FLOW0126", node, $"The setting '{name}' of '{node.DisplayName}' is not valid. {rule}", "Correct the setting under \"Error handling\".");
}
