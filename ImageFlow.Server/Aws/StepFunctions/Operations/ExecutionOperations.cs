using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Executions.</summary>
internal static class ExecutionOperations
{
    private static readonly JsonData Included = ObjectData.Of(("included", true));

    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("StartExecution", StartAsync),
        ("StopExecution", StopAsync),
        ("DescribeExecution", Describe),
        ("ListExecutions", List),
        ("RedriveExecution", RedriveAsync),
    ];

    private static async ValueTask<ObjectData> StartAsync(ServiceCall call)
    {
        ExecutionDescription started = await call.Engine.StartExecutionAsync(
            call.Request.RequiredText("stateMachineArn"),
            call.Request.Text("name"),
            call.Request.Text("input") ?? "{}");
        return ObjectData.Of(("executionArn", started.ExecutionArn), ("startDate", Timestamps.Of(started.StartDate)));
    }

    private static async ValueTask<ObjectData> StopAsync(ServiceCall call)
    {
        string arn = call.Request.RequiredText("executionArn");
        await call.Engine.StopExecutionAsync(arn, call.Request.Text("error"), call.Request.Text("cause"));
        return ObjectData.Of(("stopDate", Timestamps.Of(call.Engine.DescribeExecution(arn).StopDate!.Value)));
    }

    private static ValueTask<ObjectData> Describe(ServiceCall call)
    {
        ExecutionDescription execution = call.Engine.DescribeExecution(call.Request.RequiredText("executionArn"));
        ObjectDataBuilder answer = new();
        answer.Set("executionArn", execution.ExecutionArn)
            .Set("stateMachineArn", execution.StateMachineArn)
            .Set("name", execution.Name)
            .Set("status", execution.Status)
            .Set("startDate", Timestamps.Of(execution.StartDate))
            .SetIfPresent("stopDate", Timestamps.Of(execution.StopDate))
            .SetIfPresent("input", TextOf(execution.Input))
            .Set("inputDetails", Included)
            .SetIfPresent("output", TextOf(execution.Output))
            .SetIfPresent("outputDetails", execution.Output is null ? null : Included)
            .SetIfPresent("error", TextOf(execution.Error))
            .SetIfPresent("cause", TextOf(execution.Cause))
            .SetIfPresent("stateMachineVersionArn", TextOf(execution.StateMachineVersionArn))
            .SetIfPresent("stateMachineAliasArn", TextOf(execution.StateMachineAliasArn))
            .Set("redriveCount", NumberData.Of(execution.RedriveCount));
        if (execution.Status is "RUNNING" or "SUCCEEDED")
        {
            answer.Set("redriveStatus", "NOT_REDRIVABLE").Set("redriveStatusReason", $"Execution is {execution.Status} and cannot be redriven");
        }
        else
        {
            answer.Set("redriveStatus", "REDRIVABLE");
        }

        return new(answer.Build());
    }

    private static JsonData? TextOf(string? text) => text is null ? null : new StringData(text);

    private static ValueTask<ObjectData> List(ServiceCall call)
    {
        string machine = call.Request.RequiredText("stateMachineArn");
        string? status = call.Request.Text("statusFilter");
        Paging paging = new(call.Request, $"executions {machine} {status}");
        IReadOnlyList<ExecutionDescription> listed = call.Engine.ListExecutions(machine, status, (int)paging.After + paging.Size + 1);
        (long, JsonData)[] found = [.. listed.Select((execution, i) => ((long)i + 1, (JsonData)Item(execution)))];
        return new(paging.Answer("executions", [.. found.Skip((int)paging.After)]));
    }

    private static ObjectData Item(ExecutionDescription execution)
    {
        ObjectDataBuilder item = new();
        return item.Set("executionArn", execution.ExecutionArn)
            .Set("stateMachineArn", execution.StateMachineArn)
            .Set("name", execution.Name)
            .Set("status", execution.Status)
            .Set("startDate", Timestamps.Of(execution.StartDate))
            .SetIfPresent("stopDate", Timestamps.Of(execution.StopDate))
            .SetIfPresent("stateMachineVersionArn", TextOf(execution.StateMachineVersionArn))
            .SetIfPresent("stateMachineAliasArn", TextOf(execution.StateMachineAliasArn))
            .Set("redriveCount", NumberData.Of(execution.RedriveCount))
            .Build();
    }

    private static async ValueTask<ObjectData> RedriveAsync(ServiceCall call)
    {
        await call.Engine.RedriveExecutionAsync(call.Request.RequiredText("executionArn"));
        return ObjectData.Of(("redriveDate", Timestamps.Of(TimeProvider.System.GetUtcNow())));
    }
}
