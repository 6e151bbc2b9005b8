using System.Text.Json;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Objects;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary>
/// Lambda functions: <c>arn:aws:states:::lambda:invoke</c> and a function's ARN as the resource. Functions named
/// <c>imageflow-&lt;Activity&gt;</c> run here; all others go to the Lambda endpoint that is configured.
/// </summary>
internal sealed class LambdaTask(IObjectStore objects, IRecordTables tables, ProducedObjects produced, RemoteLambda? remote)
{
    /// <summary>
    /// So many of our functions work at a time, in the whole process: they are work for the processor, so that more would not be done sooner, but each holds a picture in memory.
    /// </summary>
    private static readonly SemaphoreSlim Places = new(Math.Max(2, Environment.ProcessorCount));

    private static readonly string[] Known = ["FunctionName", "Payload", "InvocationType", "LogType", "Qualifier", "ClientContext"];

    /// <summary>Answers with the Invoke envelope, the function's answer in <c>Payload</c>.</summary>
    public async ValueTask<TaskResult> InvokeAsync(TaskInvocation task, CancellationToken cancellationToken)
    {
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            request.RefuseOthers(Known);
            FunctionName function = FunctionName.Read(request.Text("FunctionName"));
            TaskResult result = await RunAsync(task, function, request["Payload"] ?? ObjectData.Empty, cancellationToken);
            return result is TaskResult.Success success ? new TaskResult.Success(Envelope(task, success.Output)) : result;
        }
        catch (ParameterException refusal)
        {
            return ServiceAnswer.Refused(task, refusal);
        }
    }

    /// <summary>The function's ARN is the resource: input and output are the function's own.</summary>
    public ValueTask<TaskResult> InvokeDirectAsync(TaskInvocation task, CancellationToken cancellationToken) =>
        RunAsync(task, FunctionName.Read(task.Resource), task.Input, cancellationToken);

    private async ValueTask<TaskResult> RunAsync(TaskInvocation task, FunctionName function, JsonData payload, CancellationToken cancellationToken)
    {
        if (function.Activity is not { } activity)
        {
            return remote is null ? NotFound(function) : await remote.InvokeAsync(function, payload, cancellationToken);
        }

        ActivityContext context = new() { Objects = new RecordingObjectStore(objects, produced, task.ExecutionArn), Tables = tables };
        ActivityResult result;
        await Places.WaitAsync(cancellationToken);
        try
        {
            result = await ActivityInvoker.InvokeAsync(activity, payload.ToUtf8Json(), context, cancellationToken);
        }
        finally
        {
            Places.Release();
        }

        switch (result)
        {
            case { Error: { } error }:
                return new TaskResult.Failure(error.ErrorType, error.ToJson());
            case { Output: { } output }:
                JsonData answer = JsonData.Parse(output.Span);
                produced.Describe(task.ExecutionArn, answer);
                return new TaskResult.Success(answer);
            default:
                throw new JsonException($"The activity {activity} gave neither an output nor an error.");
        }
    }

    private static TaskResult.Failure NotFound(FunctionName function) => new(
        "Lambda.ResourceNotFoundException",
        $"The function '{function.Name}' is none of ImageFlow's activities. Name one of {string.Join(", ", FunctionName.Ours)}, " +
        $"or set {RemoteLambda.EndpointVariable} to a Lambda endpoint that has the function.");

    private static ObjectData Envelope(TaskInvocation task, JsonData payload) => ObjectData.Of(
        ("ExecutedVersion", "$LATEST"),
        ("Payload", payload),
        ("SdkHttpMetadata", ObjectData.Of(("HttpStatusCode", NumberData.Of(200)))),
        ("SdkResponseMetadata", ObjectData.Of(("RequestId", ServiceAnswer.RequestId(task.TaskId)))),
        ("StatusCode", NumberData.Of(200)));
}
