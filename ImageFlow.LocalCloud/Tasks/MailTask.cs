using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Mail;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>aws-sdk:sesv2:sendEmail</c>.</summary>
internal sealed class MailTask(CloudDatabase database, MailStore mails, TimeProvider clock)
{
    private static readonly ServiceAnswer Answer = new("SesV2", "SesV2", Optimised: false);

    public ValueTask<TaskResult> SendAsync(TaskInvocation task)
    {
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            request.RefuseOthers(MailRequest.Known);
            DateTimeOffset now = clock.GetUtcNow();
            string id = database.WriteOnce(task.TaskId, now, db =>
            {
                OutgoingMail mail = MailRequest.Read(request, Identifiers.Uuid(task.TaskId), now, task.ExecutionArn);
                mails.Add(db, mail);
                return mail.Id;
            });
            return new(Answer.Success(task, ObjectData.Of(("MessageId", id))));
        }
        catch (ParameterException refusal)
        {
            return new(ServiceAnswer.Refused(task, refusal));
        }
        catch (ServiceRefusal refusal)
        {
            string error = refusal.Code == "MessageRejected" ? "MessageRejectedException" : refusal.Code.EndsWith("Exception", StringComparison.Ordinal) ? refusal.Code : "SesV2Exception";
            return new(Answer.Failure(task, error, refusal.Code, refusal.Message, refusal.Status));
        }
    }
}
