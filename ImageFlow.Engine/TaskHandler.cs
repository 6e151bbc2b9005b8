using ImageFlow.Asl.Values;

namespace ImageFlow.Engine;

/// <summary>
/// Does the work of Task states: a resource name and JSON in, JSON or an error out. That is all that the engine knows of the
/// world.
/// </summary>
public interface ITaskHandler
{
    /// <summary>
    /// Runs one attempt of one task. Called at least once for each attempt: after a crash the same attempt comes again with the
    /// same <see cref="TaskInvocation.TaskId"/>. An exception is a defect of the handler and fails the task with <c>States.Runtime</c>.
    /// </summary>
    ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken);
}

/// <summary>One attempt of one task.</summary>
public sealed record TaskInvocation
{
    /// <summary>The same for the same attempt, also after a crash; usable as an idempotency key.</summary>
    public required string TaskId { get; init; }

    public required string ExecutionArn { get; init; }

    public required string StateName { get; init; }

    /// <summary>The state's <c>Resource</c>, such as <c>arn:aws:states:::lambda:invoke</c>, with any <c>.sync</c> or <c>.waitForTaskToken</c> suffix.</summary>
    public required string Resource { get; init; }

    /// <summary>The effective <c>Parameters</c> or <c>Arguments</c>.</summary>
    public required JsonData Input { get; init; }

    /// <summary>The test case that the execution was started with (<c>stateMachineArn#TestCase</c>).</summary>
    public string? TestCase { get; init; }

    /// <summary>0 for the first attempt.</summary>
    public int RetryCount { get; init; }

    /// <summary>Where the handler tells of its way to the answer; <see langword="null"/> for all but tests of one state that ask for it.</summary>
    public TaskTrace? Trace { get; init; }
}

/// <summary>How an attempt ended.</summary>
public abstract record TaskResult
{
    private TaskResult()
    {
    }

    /// <param name="Output">The service's answer; for <c>lambda:invoke</c> the Invoke envelope (<c>Payload</c>, <c>StatusCode</c> …).</param>
    public sealed record Success(JsonData Output) : TaskResult
    {
        /// <summary>Whether it ends the task although its resource waits for a token, as a mock's answer does. Default <see langword="false"/>.</summary>
        public bool IsFinal { get; init; }
    }

    /// <param name="Error">The ASL error name.</param>
    /// <param name="Cause">A sentence or AWS's JSON <c>{errorType, errorMessage, stackTrace}</c>.</param>
    public sealed record Failure(string Error, string? Cause) : TaskResult;
}
