using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Forecast;

/// <summary>What a forecast says, for people and as JSON.</summary>
internal sealed record ForecastReport(string Flow, ExecutionDescription Execution, RunForecast Run, ForecastRequest Request)
{
    /// <summary>What the figures rest on; none of it is known from a run here.</summary>
    private static readonly string[] Assumptions =
    [
        "prices of us-east-1, without taxes, without the prices of other services, and without Lambda's free tier",
        "functions last on AWS as long as they did here, without cold starts",
        "a state entered and a repetition of it are a transition each; AWS's examples also count the start and the end",
        "an Express execution holds 50 MB, its definition and the largest payload of each task that runs at once",
        "default quotas; new accounts have smaller ones",
    ];

    private IReadOnlyList<QuotaUse> Quotas => field ??= QuotaUse.Of(Run, Request.PerMonth, Request.Peak);

    /// <summary>Money in US dollars, rounded to cents.</summary>
    public ObjectData ToJson() => ObjectData.Of(
        ("flow", Flow),
        ("status", Execution.Status),
        ("perExecution", ObjectData.Of(
            ("executions", NumberData.Of(Run.Executions.Count)),
            ("transitions", NumberData.Of(Run.StandardTransitions)),
            ("retries", NumberData.Of(Run.Executions.Sum(execution => execution.Measures.Retries))),
            ("events", NumberData.Of(Run.Root.Events)),
            ("durationSeconds", Number((decimal)Run.Root.Duration.TotalSeconds, 3)),
            ("payloadBytes", NumberData.Of(Run.Root.Payload.Bytes)),
            ("payloadState", Run.Root.Payload.State is { } state ? new StringData(state) : NullData.Instance),
            ("functions", new ArrayData([.. Run.Functions.Select(ToJson)])))),
        ("perMonth", ObjectData.Of(
            ("executions", Number(Request.PerMonth, 0)),
            ("standardDollars", Number(Run.StandardPrice(Request.PerMonth), 2)),
            ("expressDollars", Number(Run.ExpressPrice(Request.PerMonth), 2)),
            ("expressObstacles", new ArrayData([.. Run.ExpressObstacles.Select(obstacle => new StringData(obstacle))])),
            ("lambdaGigabyteSeconds", Number(Request.PerMonth * Run.LambdaGigabyteSeconds, 3)),
            ("lambdaDollars", Number(Lambda, 2)))),
        ("quotas", new ArrayData([.. Quotas.Select(ToJson)])),
        ("assumptions", new ArrayData([.. Assumptions.Select(assumption => new StringData(assumption))])));

    public string ToText()
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"{Flow}: one run ended {Execution.Status} after {Run.Root.Duration.TotalSeconds:0.000} s{Reason}");
        text.WriteLine();
        text.WriteLine("per execution");
        text.WriteLine($"  transitions          {Run.StandardTransitions:N0}{Retried}{Among}");
        text.WriteLine($"  events               {Run.Root.Events:N0} of 25,000");
        text.WriteLine($"  largest payload      {Run.Root.Payload.Bytes:N0} of 262,144 bytes{(Run.Root.Payload.State is { } state ? $", at '{state}'" : "")}");
        foreach (FunctionUse function in Run.Functions)
        {
            string cost = function.Megabytes is { } memory ? $"{function.GigabyteSeconds:0.000} GB-s with {memory:N0} MB" : "none of ours: its memory and price are not known";
            text.WriteLine($"  {function.FunctionName,-26} {function.Calls:N0} × {function.Seconds / function.Calls:0.000} s, {cost}");
        }

        text.WriteLine();
        text.WriteLine($"{Request.PerMonth:N0} executions a month, in US dollars");
        text.WriteLine($"  Standard             {Run.StandardPrice(Request.PerMonth),12:N2}");
        text.WriteLine(Run.ExpressObstacles.Count == 0
            ? $"  Express              {Run.ExpressPrice(Request.PerMonth),12:N2}"
            : $"  Express              is not possible: {string.Join("; ", Run.ExpressObstacles)}");
        text.WriteLine($"  Lambda ({(Request.IsIntel ? "x86_64" : "arm64")})       {Lambda,12:N2}  {Request.PerMonth * Run.LambdaGigabyteSeconds:N0} GB-s");
        text.WriteLine();
        text.WriteLine($"quotas, the nearest first, with {Request.Peak:0.#} times the average rate in the busiest second");
        foreach (QuotaUse quota in Quotas)
        {
            string used = string.Create(CultureInfo.InvariantCulture, $"{quota.Used:#,0.##} of {quota.Limit:#,0} {quota.Unit}").TrimEnd();
            text.WriteLine($"  {quota.Share,8:0.00%}  {quota.Name}: {used}{(quota.Where is { } where ? $", at '{where}'" : "")}");
        }

        text.WriteLine($"The first that breaks: {Quotas[0].Name}, {Growth(Quotas[0])}.");
        text.WriteLine();
        text.WriteLine($"Assumed: {string.Join("; ", Assumptions)}.");
        return text.ToString();
    }

    private decimal Lambda => Run.LambdaPrice(Request.PerMonth, !Request.IsIntel);

    private string Reason => Execution.Error is { } error ? $" ({error})" : "";

    private string Retried => Run.Executions.Sum(execution => execution.Measures.Retries) is > 0 and var retries ? $", {retries:N0} of them repetitions" : "";

    private string Among => Run.Executions.Count > 1 ? $", in {Run.Executions.Count:N0} executions" : "";

    private string Growth(QuotaUse quota) => quota switch
    {
        { Share: >= 1 } => "which is passed already",
        { GrowsWithExecutions: true, Used: > 0 } => string.Create(CultureInfo.InvariantCulture, $"at {(double)Request.PerMonth / quota.Share:#,0} executions a month"),
        { Used: > 0 } => string.Create(CultureInfo.InvariantCulture, $"where an execution uses {1 / quota.Share:#,0.#} times as much as this one"),
        _ => "which this run does not touch",
    };

    private static ObjectData ToJson(FunctionUse function) => ObjectData.Of(
        ("functionName", function.FunctionName),
        ("calls", NumberData.Of(function.Calls)),
        ("seconds", Number((decimal)function.Seconds, 3)),
        ("memoryMegabytes", function.Megabytes is { } memory ? NumberData.Of(memory) : NullData.Instance),
        ("gigabyteSeconds", Number(function.GigabyteSeconds, 6)));

    private static ObjectData ToJson(QuotaUse quota) => ObjectData.Of(
        ("name", quota.Name),
        ("used", Number((decimal)quota.Used, 6)),
        ("limit", Number((decimal)quota.Limit, 0)),
        ("share", Number((decimal)quota.Share, 9)),
        ("state", quota.Where is { } where ? new StringData(where) : NullData.Instance));

    private static JsonData Number(decimal value, int digits) => JsonData.Parse(decimal.Round(value, digits).ToString(CultureInfo.InvariantCulture));
}
