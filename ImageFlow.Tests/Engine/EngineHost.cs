using ImageFlow.Engine;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Tests.Engine;

/// <summary>A folder of its own for an engine, which can be opened again and again; deleted at the end.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private StepFunctionsEngine? engine;

    public string Folder { get; } = Directory.CreateTempSubdirectory("imageflow-engine-").FullName;

    public TestHandler Handler { get; init; } = new();

    public bool TimeSkip { get; init; } = true;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public int MaxConcurrentTasks { get; init; } = 16;

    public bool IsOpen => engine is not null;

    public StepFunctionsEngine Engine => engine ?? throw new InvalidOperationException("The engine is not open.");

    public async Task<StepFunctionsEngine> OpenAsync(JournalFault? fault = null, Func<bool>? flush = null)
    {
        await CloseAsync();
        return engine = await StepFunctionsEngine.OpenAsync(new EngineOptions
        {
            DataDirectory = Folder,
            TaskHandler = Handler,
            TimeSkip = TimeSkip,
            TimeProvider = Clock,
            MaxConcurrentTasks = MaxConcurrentTasks,
            Synchronous = false,
            Fault = fault,
            FlushTraces = flush,
        });
    }

    public async Task CloseAsync()
    {
        if (engine is not null)
        {
            await engine.DisposeAsync();
            engine = null;
        }
    }

    /// <summary>Runs a machine to its end. In the definition <c>fn:Name</c> stands for the ARN of the handler's function of that name.</summary>
    public async Task<(ExecutionDescription Execution, IReadOnlyList<HistoryEvent> History)> RunAsync(string definition, string input = "{}", string name = "machine")
    {
        StepFunctionsEngine open = engine ?? await OpenAsync();
        StateMachineDescription machine = open.CreateStateMachine(name, Expand(definition));
        ExecutionDescription execution = await open.StartExecutionAsync(machine.Arn, null, input);
        execution = await EndAsync(execution.ExecutionArn);
        return (execution, open.GetExecutionHistory(execution.ExecutionArn));
    }

    public static string Expand(string definition) => definition.Replace("fn:", TestHandler.Arn(""), StringComparison.Ordinal);

    public async Task<ExecutionDescription> EndAsync(string arn)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        return await Engine.WaitForCompletionAsync(arn, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
