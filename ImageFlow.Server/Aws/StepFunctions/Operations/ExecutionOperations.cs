using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Executions.</summary>
internal static class ExecutionOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("StartExecution", StartAsync),
        ("StartSyncExecution", StartSyncAsync),
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
            call.Request.Text("input") ?? "{}",
            call.Request.Text("traceHeader"));
        return ObjectData.Of(("executionArn", started.ExecutionArn), ("startDate", Timestamps.Of(started.StartDate)));
    }

    /// <summary>Runs an Express execution to its end.</summary>
    private static async ValueTask<ObjectData> StartSyncAsync(ServiceCall call)
    {
        string machineArn = call.Request.RequiredText("stateMachineArn");
        if (call.Engine.StateMachines.Describe(machineArn.Split('#')[0]).Type != "EXPRESS")
        {
            throw new ServiceException("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
        }

        ExecutionDescription started = await call.Engine.StartExecutionAsync(machineArn, call.Request.Text("name"), call.Request.Text("input") ?? "{}", call.Request.Text("traceHeader"));
        ExecutionDescription ended = await call.Engine.WaitForCompletionAsync(started.ExecutionArn, call.Cancellation);
        bool hasData = call.Request.Text("includedData") != "METADATA_ONLY";
        double milliseconds = (ended.StopDate!.Value - ended.StartDate).TotalMilliseconds;
        ObjectDataBuilder answer = new();
        return answer.Set("executionArn", ended.ExecutionArn)
            .Set("stateMachineArn", ended.StateMachineArn)
            .Set("name", ended.Name)
            .Set("startDate", Timestamps.Of(ended.StartDate))
            .Set("stopDate", Timestamps.Of(ended.StopDate.Value))
            .Set("status", ended.Status)
            .SetIfPresent("error", TextOf(ended.Error))
            .SetIfPresent("cause", TextOf(ended.Cause))
            .SetIfPresent("input", hasData ? TextOf(ended.Input) : null)
            .Set("inputDetails", ObjectData.Of(("included", hasData)))
            .SetIfPresent("output", hasData ? TextOf(ended.Output) : null)
            .SetIfPresent("outputDetails", ended.Output is null ? null : ObjectData.Of(("included", hasData)))
            .SetIfPresent("traceHeader", TextOf(call.Request.Text("traceHeader")))
            .Set("billingDetails", ObjectData.Of(("billedMemoryUsedInMB", NumberData.Of(64)), ("billedDurationInMilliseconds", NumberData.Of((long)Math.Ceiling(Math.Max(1, milliseconds) / 100) * 100))))
            .Build();
    }

    /// <summary>Express executions are known by their logs alone; the API does not find them.</summary>
    public static string StandardArn(ServiceCall call)
    {
        string arn = call.Request.RequiredText("executionArn");
        return arn.Split(':') is [_, _, _, _, _, "express", ..]
            ? throw new ServiceException("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'")
            : arn;
    }

    private static async ValueTask<ObjectData> StopAsync(ServiceCall call)
    {
        string arn = StandardArn(call);
        await call.Engine.StopExecutionAsync(arn, call.Request.Text("error"), call.Request.Text("cause"));
        return ObjectData.Of(("stopDate", Timestamps.Of(call.Engine.DescribeExecution(arn).StopDate!.Value)));
    }

    private static ValueTask<ObjectData> Describe(ServiceCall call)
    {
        ExecutionDescription execution = call.Engine.DescribeExecution(StandardArn(call));
        bool hasData = call.Request.Text("includedData") != "METADATA_ONLY";
        JsonData included = ObjectData.Of(("included", hasData));
        ObjectDataBuilder answer = new();
        answer.Set("executionArn", execution.ExecutionArn)
            .Set("stateMachineArn", execution.StateMachineArn)
            .Set("name", execution.Name)
            .Set("status", execution.Status)
            .Set("startDate", Timestamps.Of(execution.StartDate))
            .SetIfPresent("stopDate", Timestamps.Of(execution.StopDate))
            .SetIfPresent("input", hasData ? TextOf(execution.Input) : null)
            .Set("inputDetails", included)
            .SetIfPresent("output", hasData ? TextOf(execution.Output) : null)
            .SetIfPresent("outputDetails", execution.Output is null ? null : included)
            .SetIfPresent("traceHeader", TextOf(execution.TraceHeader))
            .SetIfPresent("error", hasData ? TextOf(execution.Error) : null)
            .SetIfPresent("cause", hasData ? TextOf(execution.Cause) : null)
            .SetIfPresent("stateMachineVersionArn", TextOf(execution.StateMachineVersionArn))
            .SetIfPresent("stateMachineAliasArn", TextOf(execution.StateMachineAliasArn))
            .SetIfPresent("mapRunArn", TextOf(execution.MapRunArn))
            .Set("redriveCount", NumberData.Of(execution.RedriveCount))
            .SetIfPresent("redriveDate", Timestamps.Of(execution.RedriveDate))
            .Set("redriveStatus", execution.RedriveStatus)
            .SetIfPresent("redriveStatusReason", TextOf(execution.RedriveStatusReason));
        return new(answer.Build());
    }

    private static JsonData? TextOf(string? text) => text is null ? null : new StringData(text);

    private static ValueTask<ObjectData> List(ServiceCall call)
    {
        string? status = call.Request.Text("statusFilter");
        string? mapRun = call.Request.Text("mapRunArn");
        string? machine = call.Request.Text("stateMachineArn");
        string? redriven = call.Request.Text("redriveFilter");
        bool? isRedriven = redriven is null ? null : redriven == "REDRIVEN";
        if (machine is null == mapRun is null)
        {
            throw new ServiceException("ValidationException", "Must provide either a state machine ARN or a Map Run ARN, but not both");
        }

        if (mapRun is not null)
        {
            Paging pages = new(call.Request, $"iterations {mapRun} {status} {redriven}");
            return new(pages.Answer("executions", [.. call.Engine.MapRuns.Iterations(mapRun, status, pages.After, pages.Size + 1, isRedriven).Select(entry => (entry.Key, (JsonData)Item(entry.Execution)))]));
        }

        if (status == "PENDING_REDRIVE")
        {
            throw new ServiceException("ValidationException", "The status filter PENDING_REDRIVE needs a Map Run ARN");
        }

        if (call.Engine.StateMachines.Describe(machine!).Type == "EXPRESS")
        {
            throw new ServiceException("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
        }

        Paging paging = new(call.Request, $"executions {machine} {status} {redriven}");
        return new(paging.Answer("executions", [.. call.Engine.PageExecutions(machine, status, isRedriven, paging.After, paging.Size + 1).Select(entry => (entry.Key, (JsonData)Item(entry.Execution)))]));
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
            .SetIfPresent("mapRunArn", TextOf(execution.MapRunArn))
            .SetIfPresent("itemCount", execution.ItemCount is int items ? NumberData.Of(items) : null)
            .SetIfPresent("stateMachineVersionArn", TextOf(execution.StateMachineVersionArn))
            .SetIfPresent("stateMachineAliasArn", TextOf(execution.StateMachineAliasArn))
            .Set("redriveCount", NumberData.Of(execution.RedriveCount))
            .SetIfPresent("redriveDate", Timestamps.Of(execution.RedriveDate))
            .Build();
    }

    private static async ValueTask<ObjectData> RedriveAsync(ServiceCall call)
    {
        DateTimeOffset date = await call.Engine.RedriveExecutionAsync(StandardArn(call), call.Request.Text("clientToken"));
        return ObjectData.Of(("redriveDate", Timestamps.Of(date)));
    }
}
