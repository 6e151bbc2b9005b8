using System.CommandLine;
using ImageFlow.Deployment.Packages;

namespace ImageFlow.Cli.Forecast;

/// <summary>The arguments and options of <c>imageflow forecast</c>.</summary>
internal static class ForecastSyntax
{
    private const decimal StandardPerMonth = 100_000;
    private const double StandardPeak = 10;

    public static Command Build(Terminal terminal, Argument<string> file, Option<string?> image, Option<string?> input, Option<string?> mock, Option<bool> json)
    {
        Option<decimal> perMonth = new("--per-month") { Description = "Executions each month.", DefaultValueFactory = _ => StandardPerMonth, HelpName = "N" };
        Option<double> peak = new("--peak") { Description = "How many times the average rate the busiest second has.", DefaultValueFactory = _ => StandardPeak, HelpName = "FACTOR" };
        perMonth.Validators.Add(given => Positive(given.GetValueOrDefault<decimal>() > 0, "--per-month", given.AddError));
        peak.Validators.Add(given => Positive(given.GetValueOrDefault<double>() >= 1, "--peak", given.AddError));
        Option<string> architecture = new("--architecture") { Description = "The processor of the functions.", DefaultValueFactory = _ => LambdaPackage.Arm };
        architecture.AcceptOnlyFromAmong(LambdaPackage.Arm, LambdaPackage.Intel);
        Command forecast = new("forecast", "Run a flow here once and say what a month of it uses and costs on AWS, Standard against Express, and which quota is nearest.")
        {
            file, image, input, mock, perMonth, peak, architecture, json,
        };
        forecast.SetAction((line, cancel) => new ForecastCommand(terminal).RunAsync(
            new ForecastRequest
            {
                File = line.GetRequiredValue(file),
                Image = line.GetValue(image),
                Input = line.GetValue(input),
                Mock = line.GetValue(mock),
                PerMonth = line.GetValue(perMonth),
                Peak = line.GetValue(peak),
                IsIntel = line.GetValue(architecture) == LambdaPackage.Intel,
                Json = line.GetValue(json),
            },
            cancel));
        return forecast;
    }

    private static void Positive(bool holds, string option, Action<string> refuse)
    {
        if (!holds)
        {
            refuse($"{option} must be a number {(option == "--peak" ? "of at least 1" : "greater than 0")}.");
        }
    }
}
