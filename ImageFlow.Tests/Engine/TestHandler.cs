using System.Collections.Concurrent;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>A task handler whose resources are functions of the test. It counts the calls of each task id.</summary>
internal sealed class TestHandler : ITaskHandler
{
    private readonly Dictionary<string, Func<TaskInvocation, CancellationToken, Task<TaskResult>>> functions = new(StringComparer.Ordinal);

    public ConcurrentQueue<TaskInvocation> Invocations { get; } = new();

    /// <summary>The ARN of a function's direct resource.</summary>
    public static string Arn(string function) => $"arn:aws:lambda:us-east-1:123456789012:function:{function}";

    public TestHandler On(string function, Func<TaskInvocation, TaskResult> answer) =>
        OnAsync(function, (invocation, _) => Task.FromResult(answer(invocation)));

    public TestHandler OnAsync(string function, Func<TaskInvocation, CancellationToken, Task<TaskResult>> answer)
    {
        functions[function] = answer;
        return this;
    }

    public TestHandler Returns(string function, string json) => On(function, _ => new TaskResult.Success(JsonData.Parse(json)));

    public TestHandler Fails(string function, string error, string cause) => On(function, _ => new TaskResult.Failure(error, cause));

    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken)
    {
        Invocations.Enqueue(invocation);
        string name = functions.Keys.FirstOrDefault(key => invocation.Resource == key || invocation.Resource == Arn(key))
            ?? throw new InvalidOperationException($"The test has no function for {invocation.Resource}.");
        return await functions[name](invocation, cancellationToken);
    }
}
