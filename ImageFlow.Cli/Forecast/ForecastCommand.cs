using System.Text;
using ImageFlow.Activities;
using ImageFlow.Cli.Documents;
using ImageFlow.Cli.Run;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;

namespace ImageFlow.Cli.Forecast;

/// <summary><c>imageflow forecast FILE</c>: one run in a folder of its own, which goes afterwards, and what it says about a month on AWS.</summary>
internal sealed class ForecastCommand(Terminal terminal)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <returns><see cref="ExitCode.Findings"/> where the flow has errors or the run does not succeed; the forecast is of what it did until then.</returns>
    public async Task<int> RunAsync(ForecastRequest request, CancellationToken cancellationToken)
    {
        FlowDocument document = await FlowDocument.LoadAsync(request.File);
        string definition = document.RequireDefinition();
        RunRequest run = new() { File = request.File, Image = request.Image, Input = request.Input, Mock = request.Mock, DataDirectory = "" };
        RunInput input = await RunInput.ReadAsync(run);
        string folder = Directory.CreateTempSubdirectory("imageflow-forecast-").FullName;
        try
        {
            await using LocalCloudHost cloud = await LocalCloudHost.OpenAsync(
                new LocalCloudOptions
                {
                    DataDirectory = folder,
                    TimeSkip = true,
                    Synchronous = false,
                    Mocks = await RunCommand.MocksAsync(request.Mock, document.Name, cancellationToken),
                },
                cancellationToken);
            string text = (await input.UploadAsync(cloud.Objects, cancellationToken)).ToJson();
            (string machineArn, _) = cloud.PutStateMachine(document.Name, definition);
            ExecutionDescription ended = await EndAsync(cloud.Engine, (await cloud.Engine.StartExecutionAsync(machineArn, null, text)).ExecutionArn, cancellationToken);
            RunForecast forecast = Measure(cloud.Engine, ended, document);
            ForecastReport report = new(document.Name, ended, forecast, request);
            await (request.Json ? terminal.Out.WriteLineAsync(report.ToJson().ToJson(indented: true)) : terminal.Out.WriteAsync(report.ToText()));
            return ended.Status == "SUCCEEDED" ? ExitCode.Ok : ExitCode.Findings;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ExecutionDescription> EndAsync(StepFunctionsEngine engine, string arn, CancellationToken cancellationToken)
    {
        ExecutionDescription execution = engine.DescribeExecution(arn);
        while (execution.Status == "RUNNING")
        {
            await Task.Delay(PollInterval, cancellationToken);
            execution = engine.DescribeExecution(arn);
        }

        return execution;
    }

    /// <summary>The folder is the run's own: every execution in it belongs to the run.</summary>
    private static RunForecast Measure(StepFunctionsEngine engine, ExecutionDescription root, FlowDocument document)
    {
        IEnumerable<ExecutionDescription> others = engine.ListExecutions(max: int.MaxValue).Where(execution => execution.ExecutionArn != root.ExecutionArn);
        IEnumerable<ExecutionDescription> started = [root, .. others.OrderBy(execution => execution.StartDate)];
        MeasuredExecution[] measured = [.. started.SelectMany(execution => Measured(engine, execution)).DistinctBy(found => found.Arn).Select(found => found.Execution)];
        Dictionary<string, int> memory = ActivityCatalog.All.Select(activity => activity.Aws).OfType<LambdaBinding>().ToDictionary(lambda => lambda.FunctionName, lambda => lambda.Memory);
        return new RunForecast(
            measured,
            RunForecast.Sum(measured.SelectMany(execution => execution.Measures.Calls), memory),
            ExpressObstacles.Of(document.Machine!, measured[0].Measures.Duration));
    }

    /// <summary>An execution and the iterations of its distributed Maps, whose definition is a part of its own.</summary>
    private static IEnumerable<(string Arn, MeasuredExecution Execution)> Measured(StepFunctionsEngine engine, ExecutionDescription execution)
    {
        int definition = Encoding.UTF8.GetByteCount(engine.DescribeStateMachine(execution.StateMachineArn).Definition);
        return Iterations(engine, execution.ExecutionArn).Prepend(execution).Select(each => (
            each.ExecutionArn,
            new MeasuredExecution(
                each.Name, each.ExecutionArn.Contains(":express:", StringComparison.Ordinal), definition, ExecutionMeasures.Of(engine.GetExecutionHistory(each.ExecutionArn)))));
    }

    private static IEnumerable<ExecutionDescription> Iterations(StepFunctionsEngine engine, string executionArn) =>
        from run in engine.MapRuns.List(executionArn, max: int.MaxValue)
        from iteration in engine.MapRuns.Iterations(run.MapRun.MapRunArn, max: int.MaxValue)
        from inner in Iterations(engine, iteration.Execution.ExecutionArn).Prepend(iteration.Execution)
        select inner;
}
