using ImageFlow.Asl.Values;
using ImageFlow.Engine.Workers;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>Activities.</summary>
internal static class ActivityOperations
{
    /// <summary>How long GetActivityTask holds the connection open, as AWS does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<(string Name, Operation Run)> All { get; } =
    [
        ("CreateActivity", call => new(Short(call.Engine.Activities.Create(
            call.Request.RequiredText("name"),
            TagOperations.Read(call.Request),
            call.Request.Section("encryptionConfiguration")?.Members)))),
        ("DescribeActivity", Describe),
        ("ListActivities", List),
        ("DeleteActivity", Delete),
        ("GetActivityTask", GetTaskAsync),
    ];

    private static ObjectData Short(Activity activity) => ObjectData.Of(("activityArn", activity.Arn), ("creationDate", Timestamps.Of(activity.CreationDate)));

    private static ValueTask<ObjectData> Describe(ServiceCall call)
    {
        Activity activity = call.Engine.Activities.Describe(call.Request.RequiredText("activityArn"));
        return new(Short(activity).With("name", activity.Name).With("encryptionConfiguration", activity.Encryption));
    }

    private static ValueTask<ObjectData> List(ServiceCall call)
    {
        Paging paging = new(call.Request, "activities");
        return new(paging.Answer("activities", [.. call.Engine.Activities.Page(paging.After, paging.Size + 1).Select(entry => (entry.Key, (JsonData)Short(entry.Activity).With("name", entry.Activity.Name)))]));
    }

    private static ValueTask<ObjectData> Delete(ServiceCall call)
    {
        call.Engine.Activities.Delete(call.Request.RequiredText("activityArn"));
        return new(ObjectData.Empty);
    }

    private static async ValueTask<ObjectData> GetTaskAsync(ServiceCall call)
    {
        ActivityTask? task = await call.Engine.Activities.GetTaskAsync(call.Request.RequiredText("activityArn"), call.Request.Text("workerName"), Patience, call.Cancellation);
        return task is null ? ObjectData.Empty : ObjectData.Of(("taskToken", task.Token), ("input", task.Input));
    }
}
