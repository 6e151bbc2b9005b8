using ImageFlow.Engine;

namespace ImageFlow.LocalCloud.Mocks;

/// <summary>Answers mocked states in the place of their services, and lets others go wrong as they are told to.</summary>
internal sealed class MockHandler(ITaskHandler inner, IReadOnlyDictionary<string, MockedResponse> responses, IReadOnlyList<Fault> faults, TimeProvider time) : ITaskHandler
{
    /// <summary>Whether it answers itself, so that the engine must not carry the task out (nested executions, activities).</summary>
    public bool Answers(TaskInvocation invocation) => responses.ContainsKey(invocation.StateName) || FaultOf(invocation)?.Error is not null;

    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken)
    {
        if (FaultOf(invocation) is Fault fault)
        {
            if (fault.Error is string error)
            {
                return new TaskResult.Failure(error, $"This fault was asked for: {invocation.StateName}, attempt {invocation.RetryCount}.");
            }

            await Task.Delay(fault.Delay, time, cancellationToken).ConfigureAwait(false);
        }

        if (!responses.TryGetValue(invocation.StateName, out MockedResponse? response))
        {
            return await inner.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }

        return invocation.RetryCount < response.Results.Count
            ? response.Results[invocation.RetryCount]
            : new TaskResult.Failure(
                "States.Runtime",
                $"The mocked response '{response.Name}' of the state '{invocation.StateName}' has no attempt {invocation.RetryCount}; add it to the mock file.");
    }

    private Fault? FaultOf(TaskInvocation invocation) =>
        faults.FirstOrDefault(fault => fault.State == invocation.StateName && (fault.Attempt is null || fault.Attempt == invocation.RetryCount));
}
