using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Machines;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>State machines.</summary>
internal static class StateMachineOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("CreateStateMachine", Create),
        ("DescribeStateMachine", Describe),
        ("DescribeStateMachineForExecution", DescribeForExecution),
        ("ListStateMachines", List),
        ("UpdateStateMachine", Update),
        ("DeleteStateMachine", Delete),
    ];

    private static ValueTask<ObjectData> Create(ServiceCall call)
    {
        ServiceRequest request = call.Request;
        bool publishes = Publishes(request);
        call.RequireServed(request.RequiredText("definition"), request.RequiredText("name"));
        StateMachineDescription machine = call.Engine.StateMachines.Create(
            request.RequiredText("name"),
            request.RequiredText("definition"),
            request.Text("type") ?? "STANDARD",
            Settings(request),
            TagOperations.Read(request));
        ObjectDataBuilder answer = new();
        answer.Set("stateMachineArn", machine.Arn).Set("creationDate", Timestamps.Of(machine.CreationDate));
        return new(answer.SetIfPresent("stateMachineVersionArn", Published(call, machine, publishes)).Build());
    }

    private static ValueTask<ObjectData> Update(ServiceCall call)
    {
        ServiceRequest request = call.Request;
        bool publishes = Publishes(request);
        if (request.Text("definition") is { } definition)
            call.RequireServed(definition, request.RequiredText("stateMachineArn").Split(':')[^1]);
        StateMachineDescription machine = call.Engine.StateMachines.Update(request.RequiredText("stateMachineArn"), request.Text("definition"), Settings(request));
        ObjectDataBuilder answer = new();
        answer.Set("updateDate", Timestamps.Of(machine.UpdateDate)).SetIfPresent("revisionId", RevisionOf(machine));
        return new(answer.SetIfPresent("stateMachineVersionArn", Published(call, machine, publishes)).Build());
    }

    private static ValueTask<ObjectData> Describe(ServiceCall call)
    {
        StateMachineDescription machine = call.Engine.StateMachines.Describe(call.Request.RequiredText("stateMachineArn"));
        ObjectDataBuilder answer = new();
        answer.Set("stateMachineArn", machine.Arn)
            .Set("name", machine.Name)
            .Set("status", machine.Status)
            .Set("type", machine.Type)
            .Set("creationDate", Timestamps.Of(machine.CreationDate));
        return new(Common(answer, machine, call.Request).SetIfPresent("description", machine.Description is null ? null : new StringData(machine.Description)).Build());
    }

    private static ValueTask<ObjectData> DescribeForExecution(ServiceCall call)
    {
        StateMachineDescription machine = call.Engine.StateMachines.DescribeForExecution(call.Request.RequiredText("executionArn"));
        ObjectDataBuilder answer = new();
        answer.Set("stateMachineArn", machine.Arn).Set("name", machine.Name).Set("updateDate", Timestamps.Of(machine.UpdateDate))
            .SetIfPresent("mapRunArn", machine.MapRunArn is string run ? new StringData(run) : null)
            .SetIfPresent("label", machine.Label is string label ? new StringData(label) : null);
        return new(Common(answer, machine, call.Request).Build());
    }

    private static ObjectDataBuilder Common(ObjectDataBuilder answer, StateMachineDescription machine, ServiceRequest request)
    {
        bool hasData = request.Text("includedData") != "METADATA_ONLY";
        ObjectData references = hasData ? StateMachines.VariableReferencesOf(machine.Definition, machine.Type == "EXPRESS") : ObjectData.Empty;
        return answer
            .SetIfPresent("definition", hasData ? new StringData(machine.Definition) : null)
            .Set("roleArn", machine.RoleArn)
            .Set("loggingConfiguration", machine.LoggingConfiguration)
            .Set("tracingConfiguration", machine.TracingConfiguration)
            .Set("encryptionConfiguration", machine.EncryptionConfiguration)
            .SetIfPresent("revisionId", RevisionOf(machine))
            .SetIfPresent("variableReferences", references.Count == 0 ? null : references);
    }

    private static ValueTask<ObjectData> List(ServiceCall call)
    {
        Paging paging = new(call.Request, "machines");
        return new(paging.Answer("stateMachines", [.. call.Engine.StateMachines.Page(paging.After, paging.Size + 1).Select(entry => (entry.Key, (JsonData)Item(entry.Machine)))]));
    }

    private static ObjectData Item(StateMachineDescription machine) => ObjectData.Of(
        ("stateMachineArn", machine.Arn),
        ("name", machine.Name),
        ("type", machine.Type),
        ("creationDate", Timestamps.Of(machine.CreationDate)));

    private static ValueTask<ObjectData> Delete(ServiceCall call)
    {
        call.Engine.StateMachines.Delete(call.Request.RequiredText("stateMachineArn"));
        return new(ObjectData.Empty);
    }

    private static bool Publishes(ServiceRequest request)
    {
        bool publishes = request.Flag("publish") ?? false;
        return publishes || request.Text("versionDescription") is null
            ? publishes
            : throw new ServiceException("ValidationException", "Version description can only be set when publish is true");
    }

    private static StringData? Published(ServiceCall call, StateMachineDescription machine, bool publishes) =>
        publishes ? new StringData(call.Engine.Versions.Publish(machine.Arn, call.Request.Text("versionDescription"), null).Arn) : null;

    private static StringData? RevisionOf(StateMachineDescription machine) => machine.IsFirstRevision ? null : new StringData(machine.RevisionId);

    private static StateMachineSettings Settings(ServiceRequest request) => new()
    {
        RoleArn = request.Text("roleArn"),
        LoggingConfiguration = request.Section("loggingConfiguration")?.Members,
        TracingConfiguration = request.Section("tracingConfiguration")?.Members,
        EncryptionConfiguration = request.Section("encryptionConfiguration")?.Members,
    };
}
