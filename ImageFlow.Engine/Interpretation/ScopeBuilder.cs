using System.Globalization;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Builds what the expressions of a state can see, with AWS's context object.</summary>
/// <param name="given">A context object that a test gives instead.</param>
internal sealed class ScopeBuilder(ExecutionIdentity identity, ExecutionState state, IRandomSource random, ObjectData? given = null)
{
    private ObjectData? machine;
    private ObjectData? execution;

    public StateScope Scope(ExecutionThread thread, DateTimeOffset now, JsonData input, JsonData? result, JsonData? errorOutput, string? token, ObjectData? mapItem = null) => new()
    {
        Input = input,
        ContextSource = () => given ?? Context(thread, token, mapItem),
        Variables = thread.Variables,
        Result = result,
        ErrorOutput = errorOutput,
        Now = now,
        Random = random,
    };

    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private ObjectData Context(ExecutionThread thread, string? token, ObjectData? mapItem)
    {
        ObjectDataBuilder current = new();
        current.Set("Name", thread.Node.Name).Set("EnteredTime", Format(thread.EnteredTime));
        if (thread.Node.Kind == StateKind.Task)
        {
            current.Set("RetryCount", NumberData.Of(thread.RetryCount));
        }

        ObjectDataBuilder context = new();
        context.Set("Execution", execution ??= Execution()).Set("StateMachine", machine ??= ObjectData.Of(("Id", identity.StateMachineArn), ("Name", identity.StateMachineName))).Set("State", current.Build());
        if ((mapItem ?? thread.MapItem) is ObjectData item)
        {
            context.Set("Map", ObjectData.Of(("Item", item)));
        }

        if (token is not null)
        {
            context.Set("Task", ObjectData.Of(("Token", token)));
        }

        return context.Build();
    }

    private ObjectData Execution()
    {
        ObjectDataBuilder members = new();
        members.Set("Id", identity.Arn)
            .Set("Input", identity.Input)
            .Set("StartTime", Format(identity.StartTime))
            .Set("Name", identity.Name)
            .Set("RoleArn", identity.RoleArn);
        if (!identity.IsExpress)
        {
            members.Set("RedriveCount", NumberData.Of(state.RedriveCount));
        }

        if (state.RedriveTime is DateTimeOffset redriven)
        {
            members.Set("RedriveTime", Format(redriven));
        }

        return members.Build();
    }
}
