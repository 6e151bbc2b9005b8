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

    /// <param name="operation">As the API names it, such as <c>DetectFaces</c>.</param>
    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation task, string operation, CancellationToken cancellationToken)
    {
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            request.RefuseOthers(FaceRequests.Parameters(operation));
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
