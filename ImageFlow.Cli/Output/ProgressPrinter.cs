using System.Globalization;
using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using Spectre.Console;

namespace ImageFlow.Cli.Output;

/// <summary>Shows an execution's steps as they happen, a line each.</summary>
internal sealed class ProgressPrinter(IAnsiConsole console)
{
    /// <summary>What each event belongs to: the state that its branch is in.</summary>
    private readonly Dictionary<long, StateVisit> visits = [];

    /// <summary>Prints what has happened so far and what happens until the execution ends.</summary>
    public static async Task FollowAsync(StepFunctionsEngine engine, string executionArn, IAnsiConsole console, CancellationToken cancellationToken)
    {
        ProgressPrinter printer = new(console);
        await foreach (HistoryEvent happened in engine.WatchHistoryAsync(executionArn, 0, cancellationToken))
        {
            printer.Print(happened);
        }
    }

    public void Print(HistoryEvent happened)
    {
        if (happened.Type.EndsWith("StateEntered", StringComparison.Ordinal))
        {
            StateVisit entered = new(Detail(happened, "name") ?? "?", happened.Timestamp);
            visits[happened.Id] = entered;
            Line("grey", "▸", $"{entered.Name} ({happened.Type[..^"StateEntered".Length]})");
            return;
        }

        StateVisit? visit = visits.GetValueOrDefault(happened.PreviousEventId);
        if (visit is null)
        {
            return;
        }

        visits[happened.Id] = visit;
        PrintInside(happened, visit);
    }

    /// <summary>The sentence in a cause that is Lambda's error document, else the cause.</summary>
    public static string Sentence(string? cause)
    {
        if (cause is null || !cause.StartsWith('{'))
        {
            return cause ?? "";
        }

        try
        {
            return (JsonData.Parse(cause) as ObjectData)?["errorMessage"] is StringData message ? message.Value : cause;
        }
        catch (JsonException)
        {
            return cause;
        }
    }

    private static string? Detail(HistoryEvent happened, string name) => (happened.Details?[name] as StringData)?.Value;

    private static string Duration(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private void PrintInside(HistoryEvent happened, StateVisit visit)
    {
        switch (happened.Type)
        {
            case "TaskSucceeded" or "LambdaFunctionSucceeded" or "ActivitySucceeded":
                visit.Failed = false;
                break;
            case "TaskScheduled" or "LambdaFunctionScheduled" or "ActivityScheduled" when ++visit.Attempts > 1:
                Line("yellow", "↻", $"{visit.Name}: attempt {visit.Attempts}");
                break;
            case "TaskFailed" or "LambdaFunctionFailed" or "ActivityFailed" or "TaskTimedOut" or "TaskSubmitFailed" or "EvaluationFailed":
                visit.Failed = true;
                Line("red", "✗", $"{visit.Name}: {Detail(happened, "error")} {Sentence(Detail(happened, "cause"))}".TrimEnd());
                break;
            case "TaskStateExited" or "WaitStateExited" or "ParallelStateExited" or "MapStateExited":
                string name = Detail(happened, "name") ?? visit.Name;
                DateTimeOffset since = visits.Values.LastOrDefault(v => v.Name == name)?.Entered ?? visit.Entered;
                Line(visit.Failed ? "yellow" : "green", visit.Failed ? "↪" : "✓", $"{name}{(visit.Failed ? ", caught after" : "")} {Duration(happened.Timestamp - since)}");
                break;
        }
    }

    private void Line(string colour, string mark, string text) => console.MarkupLineInterpolated($"[{colour}]{mark}[/] {text}");

    private sealed record StateVisit(string Name, DateTimeOffset Entered)
    {
        public int Attempts { get; set; }

        /// <summary>Whether the last attempt failed.</summary>
        public bool Failed { get; set; }
    }
}
