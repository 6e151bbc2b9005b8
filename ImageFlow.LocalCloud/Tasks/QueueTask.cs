using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Approvals;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>sqs:sendMessage</c>, optimised or through <c>aws-sdk</c>; a message body that is no string is sent as JSON text. What goes to the queue for approvals waits for a person besides.</summary>
internal sealed class QueueTask(CloudDatabase database, MessageOperations messages, ApprovalStore approvals, TimeProvider clock)
{
    private static readonly ServiceAnswer Optimised = new("SQS", "AmazonSQS", Optimised: true);
    private static readonly ServiceAnswer Sdk = new("Sqs", "Sqs", Optimised: false);
    private static readonly string[] Known =
        ["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes", "MessageSystemAttributes", "MessageDeduplicationId", "MessageGroupId"];

    public ValueTask<TaskResult> SendAsync(TaskInvocation task, bool optimised)
    {
        ServiceAnswer answer = optimised ? Optimised : Sdk;
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            request.RefuseOthers(Known);
            request.Text("QueueUrl");
            JsonData body = request.Required("MessageBody");
            if (optimised && body is not StringData)
            {
                request = request.With("MessageBody", body.ToJson());
            }

            string result = database.WriteOnce(task.TaskId, clock.GetUtcNow(), db =>
            {
                string id = Identifiers.Uuid(task.TaskId);
                ObjectData sent = messages.Send(db, request, id);
                if (request.Text("QueueUrl").EndsWith("/" + LocalNames.ApprovalsQueue, StringComparison.Ordinal))
                {
                    approvals.Add(db, id, request.Text("MessageBody"), task);
                }

                return sent.ToJson();
            });
            return new(answer.Success(task, Names((ObjectData)JsonData.Parse(result), optimised)));
        }
        catch (ParameterException refusal)
        {
            return new(ServiceAnswer.Refused(task, refusal));
        }
        catch (ServiceRefusal refusal)
        {
            return new(answer.Failure(task, ErrorName(refusal, optimised), refusal.QueryCode ?? refusal.Code, refusal.Message, refusal.Status));
        }
    }

    /// <summary>Step Functions writes <c>Md5OfMessageBody</c> where the service writes <c>MD5OfMessageBody</c>.</summary>
    private static ObjectData Names(ObjectData answer, bool optimised) => ObjectData.Of(
        [.. answer.Select(member => (optimised || !member.Key.StartsWith("MD5", StringComparison.Ordinal) ? member.Key : "Md5" + member.Key[3..], member.Value))]);

    private static string ErrorName(ServiceRefusal refusal, bool optimised) => refusal.Code switch
    {
        "QueueDoesNotExist" => "QueueDoesNotExistException",
        _ => optimised ? "AmazonSQSException" : "SqsException",
    };
}
