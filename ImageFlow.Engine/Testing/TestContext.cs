using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Testing;

/// <summary>The context object of a test: the one that was given, checked as AWS does, or one that is made.</summary>
internal static class TestContext
{
    private static readonly Dictionary<string, Dictionary<string, JsonDataKind?>> Fields = new(StringComparer.Ordinal)
    {
        ["Execution"] = new(StringComparer.Ordinal)
        {
            ["Id"] = JsonDataKind.String,
            ["Input"] = null,
            ["Name"] = JsonDataKind.String,
            ["RoleArn"] = JsonDataKind.String,
            ["StartTime"] = JsonDataKind.String,
            ["RedriveCount"] = JsonDataKind.Number,
            ["RedriveTime"] = JsonDataKind.String,
        },
        ["State"] = new(StringComparer.Ordinal) { ["EnteredTime"] = JsonDataKind.String, ["Name"] = JsonDataKind.String, ["RetryCount"] = JsonDataKind.Number },
        ["StateMachine"] = new(StringComparer.Ordinal) { ["Id"] = JsonDataKind.String, ["Name"] = JsonDataKind.String },
        ["Task"] = new(StringComparer.Ordinal) { ["Token"] = JsonDataKind.String },
    };

    /// <exception cref="EngineException"><c>ValidationException</c></exception>
    public static ObjectData Read(string json, Node node)
    {
        ObjectData context = Parse(json) ?? throw Invalid("Context object must be a valid JSON object");
        foreach ((string section, JsonData value) in context)
        {
            if (section == "Map")
            {
                throw Invalid("'Map' field is not supported when mocking a Context object");
            }

            if (!Fields.TryGetValue(section, out Dictionary<string, JsonDataKind?>? allowed))
            {
                throw Invalid($"Field '{section}' is not allowed");
            }

            if (section == "Task" && !TaskMocks.HasJob(node))
            {
                throw Invalid("Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern");
            }

            Check(section, value as ObjectData ?? throw Invalid($"{section} must be an object"), allowed);
        }

        return context;
    }

    public static ObjectData Make(ExecutionIdentity identity, Node node, string? token, int retries)
    {
        ObjectDataBuilder context = new();
        context.Set("Execution", ObjectData.Of(
                ("Id", identity.Arn),
                ("Input", identity.Input),
                ("Name", identity.Name),
                ("RoleArn", identity.RoleArn),
                ("StartTime", ScopeBuilder.Format(identity.StartTime))))
            .Set("StateMachine", ObjectData.Of(("Id", identity.StateMachineArn), ("Name", identity.StateMachineName)))
            .Set("State", ObjectData.Of(("Name", node.Name), ("EnteredTime", ScopeBuilder.Format(identity.StartTime)), ("RetryCount", NumberData.Of(retries))));
        return context.SetIfPresent("Task", token is null ? null : ObjectData.Of(("Token", token))).Build();
    }

    private static void Check(string section, ObjectData members, Dictionary<string, JsonDataKind?> allowed)
    {
        foreach ((string name, JsonData value) in members)
        {
            if (!allowed.TryGetValue(name, out JsonDataKind? kind))
            {
                throw Invalid($"Field '{name}' is not allowed");
            }

            if (kind is not null && value.Kind != kind)
            {
                throw Invalid($"{section}.{name} must be a {(kind == JsonDataKind.String ? "string" : "number")}");
            }
        }
    }

    private static ObjectData? Parse(string json)
    {
        try
        {
            return JsonData.Parse(json) as ObjectData;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static EngineException Invalid(string what) => new("ValidationException", $"Invalid Context object provided: {what}");
}
