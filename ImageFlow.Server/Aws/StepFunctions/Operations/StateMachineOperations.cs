using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>State machines.</summary>
internal static class StateMachineOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("CreateStateMachine", Create),
        ("DescribeStateMachine", Describe),
        ("ListStateMachines", List),
        ("UpdateStateMachine", Update),
    ];

    private static ValueTask<ObjectData> Create(ServiceCall call)
    {
        StateMachineDescription machine = call.Engine.CreateStateMachine(
            call.Request.RequiredText("name"),
            call.Request.RequiredText("definition"),
            call.Request.Text("type") ?? "STANDARD");
        return new(ObjectData.Of(("stateMachineArn", machine.Arn), ("creationDate", Timestamps.Of(machine.CreationDate))));
    }

    private static ValueTask<ObjectData> Describe(ServiceCall call)
    {
        StateMachineDescription machine = call.Engine.DescribeStateMachine(call.Request.RequiredText("stateMachineArn"));
        return new(ObjectData.Of(
            ("stateMachineArn", machine.Arn),
            ("name", machine.Name),
            ("status", "ACTIVE"),
            ("definition", machine.Definition),
            ("type", machine.Type),
            ("creationDate", Timestamps.Of(machine.CreationDate)),
            ("revisionId", machine.RevisionId)));
    }

    private static ValueTask<ObjectData> List(ServiceCall call)
    {
        Paging paging = new(call.Request, "machines");
        (long, JsonData)[] found = [.. call.Engine.ListStateMachines().Select((machine, i) => ((long)i + 1, (JsonData)Item(machine)))];
        return new(paging.Answer("stateMachines", [.. found.Skip((int)paging.After).Take(paging.Size + 1)]));
    }

    private static ObjectData Item(StateMachineDescription machine) => ObjectData.Of(
        ("stateMachineArn", machine.Arn),
        ("name", machine.Name),
        ("type", machine.Type),
        ("creationDate", Timestamps.Of(machine.CreationDate)));

    private static ValueTask<ObjectData> Update(ServiceCall call)
    {
        StateMachineDescription machine = call.Engine.UpdateStateMachine(call.Request.RequiredText("stateMachineArn"), call.Request.RequiredText("definition"));
        return new(ObjectData.Of(("updateDate", Timestamps.Of(TimeProvider.System.GetUtcNow())), ("revisionId", machine.RevisionId)));
    }
}
