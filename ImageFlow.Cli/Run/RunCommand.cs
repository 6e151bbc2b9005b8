using ImageFlow.Asl.Values;
using ImageFlow.Cli.Documents;
using ImageFlow.Cli.Output;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Http;
using ImageFlow.LocalCloud.Mocks;

namespace ImageFlow.Cli.Run;

/// <summary><c>imageflow run FILE</c></summary>
internal sealed class RunCommand(Terminal terminal)
{
    /// <returns><see cref="ExitCode.Findings"/> where the flow has errors or the execution does not succeed.</returns>
    public async Task<int> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        FlowDocument document = await FlowDocument.LoadAsync(request.File, with: request.With);
        string definition = document.RequireDefinition();
        DiagnosticPrinter.Print(terminal.Error, request.File, document.Diagnostics);
        RunInput input = await RunInput.ReadAsync(request);

        await using LocalCloudHost cloud = await LocalCloudHost.OpenAsync(
            new LocalCloudOptions
            {
                DataDirectory = request.DataDirectory,
                TimeSkip = request.TimeSkip,
                Retention = null,
                Mocks = await MocksAsync(request.Mock, document.Name, cancellationToken),
                PrivateHttpHosts = HostList.Parse(request.PrivateHttp) ?? throw new UsageException($"--allow-private-http takes {HostList.Form}, not '{string.Join(", ", request.PrivateHttp)}'."),
                Faults = [.. request.Faults.Select(text => Fault.Parse(text) ?? throw new UsageException($"'{text}' is no fault; one looks like {Fault.Form}."))],
            },
            cancellationToken);
        string executionInput = (await input.UploadAsync(cloud.Objects, cancellationToken)).ToJson();
        foreach (string other in request.With)
        {
            FlowDocument called = await FlowDocument.LoadAsync(other, with: request.With);
            cloud.PutStateMachine(called.CalledName ?? called.Name, called.RequireDefinition());
        }

        string executionArn = await StartOrContinueAsync(cloud, document.Name, definition, executionInput);

        await ProgressPrinter.FollowAsync(cloud.Engine, executionArn, terminal.Progress, cancellationToken);
        ExecutionReport report = await ExecutionReport.ReadAsync(cloud, executionArn, cancellationToken);
        await report.WriteAsync(terminal.Out, request.Json);
        return report.Succeeded ? ExitCode.Ok : ExitCode.Findings;
    }

    /// <summary>
    /// Starts an execution, unless one of the same flow with the same input has not ended, because its process was killed: then
    /// that one goes on where it was. All other unfinished executions go on beside it.
    /// </summary>
    private async Task<string> StartOrContinueAsync(LocalCloudHost cloud, string name, string definition, string input)
    {
        IReadOnlyList<ExecutionDescription> unfinished = cloud.Engine.ListExecutions(status: "RUNNING", max: int.MaxValue);
        if (unfinished.Count > 0)
        {
            await terminal.Error.WriteLineAsync($"Resuming {Count(unfinished.Count)} that had not ended: {string.Join(", ", unfinished.Select(e => e.Name))}");
        }

        (string stateMachineArn, bool changed) = cloud.PutStateMachine(name, definition);
        JsonData wanted = JsonData.Parse(input);
        ExecutionDescription? same = changed
            ? null
            : unfinished.FirstOrDefault(e => e.StateMachineArn == stateMachineArn && e.Input is { } text && JsonData.Parse(text).Equals(wanted));
        if (same is null)
        {
            return (await cloud.Engine.StartExecutionAsync(stateMachineArn, null, input)).ExecutionArn;
        }

        await terminal.Error.WriteLineAsync($"{same.Name} is this flow with this input: it goes on where it was.");
        return same.ExecutionArn;
    }

    public static async Task<IReadOnlyDictionary<string, MockedResponse>> MocksAsync(string? option, string machine, CancellationToken cancellationToken)
    {
        if (option is null)
        {
            return new Dictionary<string, MockedResponse>();
        }

        int at = option.LastIndexOf('#');
        (string file, string? testCase) = at < 0 ? (option, null) : (option[..at], option[(at + 1)..]);
        return File.Exists(file)
            ? MockFile.Read(await File.ReadAllTextAsync(file, cancellationToken), file, machine, testCase)
            : throw new UsageException($"There is no mock file '{file}'.");
    }

    private static string Count(int executions) => executions == 1 ? "one execution" : $"{executions} executions";
}
