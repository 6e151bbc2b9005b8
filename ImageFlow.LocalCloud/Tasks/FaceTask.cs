using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Faces;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>aws-sdk:rekognition:…</c> on faces.</summary>
internal sealed class FaceTask(CloudDatabase database, FaceApi api, TimeProvider clock)
{
    private static readonly ServiceAnswer Answer = new("Rekognition", "Rekognition", Optimised: false);

    /// <summary>What needs a model that is not here; a mocked response answers it.</summary>
    public static readonly string[] WithoutModel = ["detectLabels", "detectModerationLabels"];

    /// <summary>Says what to do instead.</summary>
    public static TaskResult Refuse(TaskInvocation task, string operation) => new TaskResult.Failure(
        "States.Runtime",
        $"The state '{task.StateName}' calls rekognition:{operation}, which has no local implementation. Give it a mocked response " +
        "(imageflow run --mock, or --mock of the server), or run the flow on AWS.");

    /// <param name="operation">As the API names it, such as <c>DetectFaces</c>.</param>
    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation task, string operation, CancellationToken cancellationToken)
    {
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            return Answer.Success(task, await api.InvokeAsync(operation, request, task.TaskId, Once, cancellationToken));
        }
        catch (ParameterException refusal)
        {
            return ServiceAnswer.Refused(task, refusal);
        }
        catch (ServiceRefusal refusal)
        {
            return Answer.Failure(task, refusal.Code == "ValidationException" ? "InvalidParameterException" : refusal.Code, refusal.Code, refusal.Message, refusal.Status);
        }

        ObjectData Once(Func<SqliteConnection, ObjectData> work) =>
            (ObjectData)JsonData.Parse(database.WriteOnce(task.TaskId, clock.GetUtcNow(), db => work(db).ToJson()));
    }
}
