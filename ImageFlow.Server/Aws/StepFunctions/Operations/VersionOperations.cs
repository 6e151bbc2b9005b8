using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.Engine.Machines;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Versions and aliases.</summary>
internal static class VersionOperations
{
    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("PublishStateMachineVersion", Publish),
        ("ListStateMachineVersions", ListVersions),
        ("DeleteStateMachineVersion", DeleteVersion),
        ("CreateStateMachineAlias", CreateAlias),
        ("UpdateStateMachineAlias", UpdateAlias),
        ("DescribeStateMachineAlias", DescribeAlias),
        ("DeleteStateMachineAlias", DeleteAlias),
        ("ListStateMachineAliases", ListAliases),
    ];

    private static ValueTask<ObjectData> Publish(ServiceCall call)
    {
        // A machine may stem from a server that had a mock file or a real service for it.
        StateMachineDescription machine = call.Engine.StateMachines.Describe(call.Request.RequiredText("stateMachineArn"));
        call.RequireServed(machine.Definition, machine.Name);
        return new(Show(call.Engine.Versions.Publish(call.Request.RequiredText("stateMachineArn"), call.Request.Text("description"), call.Request.Text("revisionId"))));
    }

    private static ValueTask<ObjectData> ListVersions(ServiceCall call)
    {
        string arn = call.Request.RequiredText("stateMachineArn");
        return new(Page(call, "stateMachineVersions", arn, call.Engine.Versions.List(arn).Select(Show)));
    }

    private static ObjectData Show(StateMachineVersion version) => ObjectData.Of(("stateMachineVersionArn", version.Arn), ("creationDate", Timestamps.Of(version.CreationDate)));

    private static ValueTask<ObjectData> DeleteVersion(ServiceCall call)
    {
        call.Engine.Versions.Delete(call.Request.RequiredText("stateMachineVersionArn"));
        return new(ObjectData.Empty);
    }

    private static ValueTask<ObjectData> CreateAlias(ServiceCall call)
    {
        StateMachineAlias alias = call.Engine.Versions.CreateAlias(call.Request.RequiredText("name"), call.Request.Text("description"), Routes(call.Request)!);
        return new(Short(alias));
    }

    private static ValueTask<ObjectData> UpdateAlias(ServiceCall call)
    {
        StateMachineAlias alias = call.Engine.Versions.UpdateAlias(call.Request.RequiredText("stateMachineAliasArn"), call.Request.Text("description"), Routes(call.Request));
        return new(ObjectData.Of(("updateDate", Timestamps.Of(alias.UpdateDate))));
    }

    private static ValueTask<ObjectData> DescribeAlias(ServiceCall call)
    {
        StateMachineAlias alias = call.Engine.Versions.DescribeAlias(call.Request.RequiredText("stateMachineAliasArn"));
        ArrayData routes = new([.. alias.Routes.Select(route => (JsonData)ObjectData.Of(("stateMachineVersionArn", route.VersionArn), ("weight", NumberData.Of(route.Weight))))]);
        ObjectDataBuilder answer = new();
        return new(answer.Set("stateMachineAliasArn", alias.Arn)
            .Set("name", alias.Name)
            .SetIfPresent("description", alias.Description is null ? null : new StringData(alias.Description))
            .Set("routingConfiguration", routes)
            .Set("creationDate", Timestamps.Of(alias.CreationDate))
            .Set("updateDate", Timestamps.Of(alias.UpdateDate))
            .Build());
    }

    private static ValueTask<ObjectData> DeleteAlias(ServiceCall call)
    {
        call.Engine.Versions.DeleteAlias(call.Request.RequiredText("stateMachineAliasArn"));
        return new(ObjectData.Empty);
    }

    private static ValueTask<ObjectData> ListAliases(ServiceCall call)
    {
        string arn = call.Request.RequiredText("stateMachineArn");
        return new(Page(call, "stateMachineAliases", arn, call.Engine.Versions.ListAliases(arn).Select(Short)));
    }

    private static ObjectData Short(StateMachineAlias alias) => ObjectData.Of(("stateMachineAliasArn", alias.Arn), ("creationDate", Timestamps.Of(alias.CreationDate)));

    private static ObjectData Page(ServiceCall call, string member, string arn, IEnumerable<ObjectData> entries)
    {
        Paging paging = new(call.Request, $"{member} {arn}");
        (long, JsonData)[] found = [.. entries.Select((entry, i) => ((long)i + 1, (JsonData)entry))];
        return paging.Answer(member, [.. found.Skip((int)paging.After).Take(paging.Size + 1)]);
    }

    private static IReadOnlyList<StateMachineRoute>? Routes(ServiceRequest request)
    {
        if (request["routingConfiguration"] is not JsonData given)
        {
            return null;
        }

        ArrayData routes = given as ArrayData ?? throw new ServiceException("SerializationException", "The member 'routingConfiguration' is not an array.");
        return [.. routes.Select(route => new ServiceRequest(route as ObjectData ?? throw new ServiceException("SerializationException", "A route is not an object.")))
            .Select(route => new StateMachineRoute(route.RequiredText("stateMachineVersionArn"), route.Number("weight") ?? 0))];
    }
}
