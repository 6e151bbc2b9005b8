using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Running;

/// <summary><c>aws-sdk:sfn:…</c>: calls of a state machine to the engine that runs it.</summary>
internal sealed class OwnService(EngineCore core)
{
    private const string Prefix = "arn:aws:states:::aws-sdk:sfn:";

    public static bool Handles(string resource) => resource.StartsWith(Prefix, StringComparison.Ordinal)
        && resource[Prefix.Length..] is "sendTaskSuccess" or "sendTaskFailure" or "sendTaskHeartbeat" or "startExecution" or "stopExecution" or "describeExecution";

    public async Task<TaskResult> InvokeAsync(TaskInvocation invocation)
    {
        try
        {
            return new TaskResult.Success(await CallAsync(invocation.Resource[Prefix.Length..], invocation).ConfigureAwait(false));
        }
        catch (EngineException refusal)
        {
            return new TaskResult.Failure(
                $"Sfn.{refusal.Code}Exception",
                $"{refusal.Message} (Service: Sfn, Status Code: 400, Request ID: {Guid.Empty}) (SDK Attempt Count: 1)");
        }
    }

    private static string? Text(ObjectData input, string name) => input[name] switch
    {
        null => null,
        StringData text => text.Value,
        JsonData value => value.ToJson(),
    };

    private static string Require(ObjectData input, string name) =>
        Text(input, name) ?? throw new EngineException("Validation", $"The parameter {name} is missing.");

    private async Task<JsonData> CallAsync(string action, TaskInvocation invocation)
    {
        ObjectData input = invocation.Input as ObjectData ?? ObjectData.Empty;
        switch (action)
        {
            case "sendTaskSuccess":
                await core.Tokens.SucceedAsync(Require(input, "TaskToken"), Require(input, "Output")).ConfigureAwait(false);
                return ObjectData.Empty;
            case "sendTaskFailure":
                await core.Tokens.FailAsync(Require(input, "TaskToken"), Text(input, "Error"), Text(input, "Cause")).ConfigureAwait(false);
                return ObjectData.Empty;
            case "sendTaskHeartbeat":
                await core.Tokens.BeatAsync(Require(input, "TaskToken")).ConfigureAwait(false);
                return ObjectData.Empty;
            case "startExecution":
                string name = Text(input, "Name") ?? NestedExecutions.NameOf(invocation.TaskId);
                ExecutionDescription started = await core.StartAsync(Require(input, "StateMachineArn"), name, Text(input, "Input") ?? "{}", reuseEnded: input["Name"] is null).ConfigureAwait(false);
                return ObjectData.Of(("ExecutionArn", started.ExecutionArn), ("StartDate", ScopeBuilder.Format(started.StartDate)));
            case "stopExecution":
                string stopped = Require(input, "ExecutionArn");
                await core.StopAsync(stopped, Text(input, "Error"), Text(input, "Cause")).ConfigureAwait(false);
                return ObjectData.Of(("StopDate", ScopeBuilder.Format(core.Describe(stopped).StopDate!.Value)));
            default:
                return Show(core.Describe(Require(input, "ExecutionArn")));
        }
    }

    private static ObjectData Show(ExecutionDescription execution)
    {
        ObjectDataBuilder shown = new();
        shown.Set("ExecutionArn", execution.ExecutionArn)
            .Set("StateMachineArn", execution.StateMachineArn)
            .Set("Name", execution.Name)
            .Set("Status", execution.Status)
            .Set("StartDate", ScopeBuilder.Format(execution.StartDate))
            .SetIfPresent("StopDate", execution.StopDate is DateTimeOffset stop ? new StringData(ScopeBuilder.Format(stop)) : null)
            .SetIfPresent("Input", execution.Input is string input ? new StringData(input) : null)
            .SetIfPresent("Output", execution.Output is string output ? new StringData(output) : null)
            .SetIfPresent("Error", execution.Error is string error ? new StringData(error) : null)
            .SetIfPresent("Cause", execution.Cause is string cause ? new StringData(cause) : null);
        return shown.Build();
    }
}
