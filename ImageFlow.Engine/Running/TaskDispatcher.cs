using System.Collections.Concurrent;
using System.Threading.Channels;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Running;

/// <summary>Runs the handler for tasks, a bounded number at a time, and brings the answers to the executions.</summary>
internal sealed class TaskDispatcher
{
    private readonly EngineCore core;
    private readonly Channel<(ExecutionRun Run, StartTask Command)> queue = Channel.CreateUnbounded<(ExecutionRun, StartTask)>();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly Task[] workers;
    private volatile bool isClosing;

    /// <summary>How many tasks wait for a free place.</summary>
    public int Waiting => queue.Reader.Count;

    public TaskDispatcher(EngineCore core)
    {
        this.core = core;
        workers = [.. Enumerable.Range(0, Math.Max(1, core.Options.MaxConcurrentTasks)).Select(_ => Task.Run(WorkAsync))];
    }

    public void Start(ExecutionRun run, StartTask command)
    {
        running.TryAdd(command.Invocation.TaskId, new CancellationTokenSource());
        queue.Writer.TryWrite((run, command));
    }

    public void Cancel(string taskId)
    {
        if (running.TryRemove(taskId, out CancellationTokenSource? task))
        {
            task.Cancel();
        }
    }

    /// <summary>Starts nothing more, tells the handlers to stop, and waits for them, but no longer than <paramref name="patience"/>.</summary>
    public async Task CloseAsync(TimeSpan patience)
    {
        queue.Writer.TryComplete();
        isClosing = true;
        await Task.WhenAll(running.Values.Select(task => task.CancelAsync())).ConfigureAwait(false);
        Task all = Task.WhenAll(workers);
        await Task.WhenAny(all, Task.Delay(patience, core.Options.TimeProvider)).ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        await foreach ((ExecutionRun run, StartTask command) in queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (!isClosing && running.TryGetValue(command.Invocation.TaskId, out CancellationTokenSource? task))
            {
                await InvokeAsync(run, command, task.Token).ConfigureAwait(false);
                running.TryRemove(command.Invocation.TaskId, out _);
            }
        }
    }

    private async Task InvokeAsync(ExecutionRun run, StartTask command, CancellationToken cancellation)
    {
        TaskResult result;
        long began = core.Options.TimeProvider.GetTimestamp();
        try
        {
            result = OwnService.Handles(command.Invocation.Resource) && core.Options.Intercepts?.Invoke(command.Invocation) != true
                ? await core.Own.InvokeAsync(command.Invocation).ConfigureAwait(false)
                : await core.Options.TaskHandler.InvokeAsync(command.Invocation, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellation.IsCancellationRequested)
        {
            // Nobody waits for the answer any more; or the engine closes, and the task runs again at the next open. That a
            // handler that is told to stop ends in another exception than the usual one must not fail the execution.
            if (e is not OperationCanceledException)
            {
                core.ReportDefect(command.Invocation.ExecutionArn, e);
            }

            return;
        }
        catch (Exception e)
        {
            core.ReportDefect(command.Invocation.ExecutionArn, e);
            result = new TaskResult.Failure("States.Runtime", $"The task handler failed with {e.GetType().Name}: {e.Message}");
        }

        core.Meters.TaskDone(command.Invocation.Resource, result is TaskResult.Success, core.Options.TimeProvider.GetElapsedTime(began));
        if (cancellation.IsCancellationRequested && result is TaskResult.Failure)
        {
            // Very likely it failed because it was told to stop.
            return;
        }

        run.Post(new Happening(new HandlerAnswered(default, 0, command.ThreadId, command.ScheduledId, result)));
    }
}
