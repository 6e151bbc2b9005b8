using System.Security.Cryptography;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Topics;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>sns:publish</c> and <c>aws-sdk:sns:publish</c>: the message is recorded, can be read, and goes to the topic's subscribers.</summary>
internal sealed class TopicTask(CloudDatabase database, TopicPublisher publisher, TimeProvider clock)
{
    private static readonly ServiceAnswer Optimised = new("SNS", "AmazonSNS", Optimised: true);
    private static readonly ServiceAnswer Sdk = new("Sns", "Sns", Optimised: false);

    public ValueTask<TaskResult> PublishAsync(TaskInvocation task, bool optimised)
    {
        ServiceAnswer answer = optimised ? Optimised : Sdk;
        try
        {
            PublishRequest request = PublishRequest.Read(Parameters.Of(task.Input));
            DateTimeOffset now = clock.GetUtcNow();
            string id = database.WriteOnce(task.TaskId, now, db =>
            {
                TopicMessage message = request.ToMessage(MessageId(task.TaskId), task.ExecutionArn, now);
                publisher.Publish(db, message);
                return message.Id;
            });
            return new(answer.Success(task, ObjectData.Of(("MessageId", id))));
        }
        catch (ParameterException refusal)
        {
            return new(ServiceAnswer.Refused(task, refusal));
        }
        catch (TopicException refusal)
        {
            return new(answer.Failure(task, refusal.Code + "Exception", refusal.Code, refusal.Message));
        }
    }

    private static string MessageId(string taskId) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(taskId)).AsSpan(0, 16)).ToString();
}
