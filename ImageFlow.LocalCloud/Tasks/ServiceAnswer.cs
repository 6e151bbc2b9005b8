using System.Security.Cryptography;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary>
/// The two ways in which Step Functions calls a service, which differ in the answer and in how errors are named: its optimised
/// integrations (<c>dynamodb:putItem</c>) stem from the first Java SDK, the others (<c>aws-sdk:dynamodb:putItem</c>) from the second.
/// </summary>
/// <param name="ErrorPrefix">Before the dot in error names: <c>DynamoDB</c>, <c>S3</c> …</param>
/// <param name="ServiceName">In causes: <c>AmazonDynamoDBv2</c>, <c>S3</c> …</param>
/// <param name="Optimised">Which of the two ways.</param>
internal sealed record ServiceAnswer(string ErrorPrefix, string ServiceName, bool Optimised)
{
    private const string RequestIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The same task gets the same id, so that an answer does not change when the task comes again.</summary>
    public static string RequestId(string taskId) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(taskId)).Select(b => RequestIdAlphabet[b % RequestIdAlphabet.Length]));

    public TaskResult Success(TaskInvocation task, ObjectData answer)
    {
        if (!Optimised)
        {
            return new TaskResult.Success(answer);
        }

        ObjectDataBuilder full = answer.ToBuilder();
        full.Set("SdkHttpMetadata", ObjectData.Of(("HttpStatusCode", NumberData.Of(200))));
        full.Set("SdkResponseMetadata", ObjectData.Of(("RequestId", RequestId(task.TaskId))));
        return new TaskResult.Success(full.Build());
    }

    /// <param name="errorName">The error's name after the dot.</param>
    /// <param name="code">The service's own error code.</param>
    public TaskResult Failure(TaskInvocation task, string errorName, string code, string message, int status = 400)
    {
        string id = RequestId(task.TaskId);
        string detail = Optimised
            ? $"(Service: {ServiceName}; Status Code: {status}; Error Code: {code}; Request ID: {id}; Proxy: null)"
            : $"(Service: {ServiceName}, Status Code: {status}, Request ID: {id}) (SDK Attempt Count: 1)";
        return new TaskResult.Failure($"{ErrorPrefix}.{errorName}", $"{message} {detail}");
    }

    /// <summary>Step Functions refuses the parameters itself.</summary>
    public static TaskResult Refused(TaskInvocation task, ParameterException refusal) => new TaskResult.Failure(
        "States.Runtime",
        $"The Parameters '{task.Input.ToJson()}' could not be used to start the Task: [{refusal.Message}]");
}
