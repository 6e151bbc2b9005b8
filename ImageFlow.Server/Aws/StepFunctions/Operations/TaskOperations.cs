using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Answers to tasks that wait for their token.</summary>
internal static class TaskOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("SendTaskSuccess", async call =>
        {
            await call.Engine.SendTaskSuccessAsync(call.Request.RequiredText("taskToken"), call.Request.RequiredText("output"));
            return ObjectData.Empty;
        }),
        ("SendTaskFailure", async call =>
        {
            await call.Engine.SendTaskFailureAsync(call.Request.RequiredText("taskToken"), call.Request.Text("error"), call.Request.Text("cause"));
            return ObjectData.Empty;
        }),
        ("SendTaskHeartbeat", async call =>
        {
            await call.Engine.SendTaskHeartbeatAsync(call.Request.RequiredText("taskToken"));
            return ObjectData.Empty;
        }),
    ];
}
