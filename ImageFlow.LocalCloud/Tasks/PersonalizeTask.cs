using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Recommendations;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>aws-sdk:personalize:…</c> and <c>aws-sdk:personalizeruntime:…</c>.</summary>
internal sealed class PersonalizeTask(CloudDatabase database, PersonalizeApi api, TimeProvider clock)
{
    private static readonly ServiceAnswer Management = new("Personalize", "Personalize", Optimised: false);
    private static readonly ServiceAnswer Runtime = new("PersonalizeRuntime", "PersonalizeRuntime", Optimised: false);

    /// <param name="operation">As the resource names it, such as <c>createCampaign</c>.</param>
    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation task, string operation, bool runtime, CancellationToken cancellationToken)
    {
        ServiceAnswer answer = runtime ? Runtime : Management;
        string name = char.ToUpperInvariant(operation[0]) + operation[1..];
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            IReadOnlyList<string> files = await api.FilesAsync(name, request, cancellationToken);
            PersonalizeApi.Work work = runtime ? api.Runtime[name] : api.Operations[name];
            string result = database.WriteOnce(task.TaskId, clock.GetUtcNow(), db => work(db, request, files).ToJson());
            return answer.Success(task, (ObjectData)JsonData.Parse(result));
        }
        catch (ParameterException refusal)
        {
            return ServiceAnswer.Refused(task, refusal);
        }
        catch (ServiceRefusal refusal)
        {
            return answer.Failure(task, refusal.Code, refusal.Code, refusal.Message, refusal.Status);
        }
    }
}
