using ImageFlow.Engine;

namespace ImageFlow.LocalCloud.Mocks;

/// <summary>Answers mocked states in the place of their services, and lets others go wrong as they are told to.</summary>
/// <param name="responses">For executions without a test case of their own.</param>
/// <param name="cases">For those that chose one.</param>
/// <param name="setupOf">What a single execution was started with, by its ARN.</param>
internal sealed class MockHandler(
    ITaskHandler inner, IReadOnlyDictionary<string, MockedResponse> responses, MockCases? cases, IReadOnlyList<Fault> faults, Func<string, TrialSetup?>? setupOf, TimeProvider time) : ITaskHandler
{
    /// <summary>Whether it answers itself, so that the engine must not carry the task out (nested executions, activities).</summary>
    public bool Answers(TaskInvocation invocation) =>
        ResponsesFor(invocation) is not { } known || known.ContainsKey(invocation.StateName) || FaultOf(invocation)?.Error is not null;

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

        if (ResponsesFor(invocation) is not { } known)
        {
            return new TaskResult.Failure(
                "States.Runtime",
                $"The execution was started with the test case '{invocation.TestCase}', which no mock file has any more; start the server with the file that has it, then redrive the execution.");
        }

        if (!known.TryGetValue(invocation.StateName, out MockedResponse? response))
        {
            return await inner.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
        }

        return invocation.RetryCount < response.Results.Count
            ? response.Results[invocation.RetryCount]
            : new TaskResult.Failure(
                "States.Runtime",
                $"The mocked response '{response.Name}' of the state '{invocation.StateName}' has no attempt {invocation.RetryCount}; add it to the mock file.");
    }

    /// <summary><see langword="null"/> where the execution's test case is gone: its real services must not be called in its place.</summary>
    private IReadOnlyDictionary<string, MockedResponse>? ResponsesFor(TaskInvocation invocation) =>
        invocation.TestCase is string testCase ? cases?.Find(MachineOf(invocation.ExecutionArn), testCase) : setupOf?.Invoke(invocation.ExecutionArn)?.Mocks ?? responses;

    /// <summary>From an execution's ARN; the iterations of a Map Run have its label behind the name.</summary>
    private static string MachineOf(string executionArn) => executionArn.Split(':')[6].Split('/')[0];

    private Fault? FaultOf(TaskInvocation invocation) =>
        (setupOf?.Invoke(invocation.ExecutionArn)?.Faults ?? []).Concat(faults).FirstOrDefault(fault => fault.State == invocation.StateName && (fault.Attempt is null || fault.Attempt == invocation.RetryCount));
}
