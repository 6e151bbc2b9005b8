using System.Buffers.Text;
using System.Text;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Histories;

namespace ImageFlow.Engine.Interpretation;

/// <summary>Task states.</summary>
internal sealed partial class Interpreter
{
    private void ScheduleTask(ExecutionThread thread)
    {
        TaskState task = (TaskState)thread.Node.State;
        TaskResource resource = TaskResource.Parse(task.Resource);
        if (resource.IsActivity && identity.HasActivity?.Invoke(task.Resource) == false)
        {
            throw new StatesException(RuntimeError, $"The activity {task.Resource} does not exist.");
        }

        string? token = resource.WaitsForToken ? NewToken(thread) : null;
        JsonData input;
        StateScope scope;
        if (thread.Node.IsJsonata)
        {
            scope = Scope(thread, thread.Input, token: token);
            input = task.Arguments is null ? thread.Input : Expressions.Template(thread.Node, task.Arguments, scope, "Arguments");
            inspection?.Note("afterArguments", input);
        }
        else
        {
            JsonData selected = Inputs.Selected(task, thread, this);
            scope = Scope(thread, selected, token: token);
            inspection?.Note("afterInputPath", selected);
            input = task.Parameters is null ? selected : Expressions.Template(thread.Node, task.Parameters, scope, "Parameters");
            inspection?.Note("afterParameters", input);
        }

        long? timeout = (long?)StateFields.Timeout(task, thread.Node.Language, scope);
        long? heartbeat = (long?)StateFields.Heartbeat(task, thread.Node.Language, scope);
        JsonData? credentials = task.Credentials is null ? null : Expressions.Template(thread.Node, task.Credentials, scope, "Credentials");
        Limits.CheckPayload(thread.Node.Name, thread.Input, input);
        Emit(thread, resource.Scheduled, ScheduledDetails(resource, input, timeout, heartbeat, credentials));
        long scheduledId = thread.Previous;
        if (!resource.IsActivity)
        {
            Emit(thread, resource.Started, resource.IsLambdaFunction ? null : resource.Details().Build());
        }

        thread.Phase = ThreadPhase.Task;
        thread.Due = timeout is null ? null : now.AddSeconds(timeout.Value);

        // Nobody could send the heartbeats of a task that has no token.
        TimeSpan? beat = heartbeat is null || token is null ? null : TimeSpan.FromSeconds(heartbeat.Value);
        // An activity's heartbeats count from when a worker has the task (API reference, GetActivityTask).
        thread.Task = new PendingTask(scheduledId, task.Resource, input, token, false, beat, resource.IsActivity ? null : now + beat);
        commands.Add(StartOf(identity, thread));
    }

    /// <summary>The command for a thread's pending task, the same each time.</summary>
    public static StartTask StartOf(ExecutionIdentity identity, ExecutionThread thread) => new(
        thread.Id,
        thread.Task!.ScheduledId,
        new TaskInvocation
        {
            TaskId = TaskId(identity, thread),
            ExecutionArn = identity.Arn,
            StateName = thread.Node.Name,
            Resource = thread.Task.Resource,
            Input = thread.Task.Input,
            TestCase = identity.TestCase,
            RetryCount = thread.RetryCount,
        });

    /// <summary>For what no event numbers: one of the thread numbers, shifted, so that it is no event's number.</summary>
    private long NewStepId() => (long)++state.LastThreadId << 24;

    private static string TaskId(ExecutionIdentity identity, ExecutionThread thread) => $"{identity.Arn}#{thread.Task!.ScheduledId}";

    private ObjectData ScheduledDetails(TaskResource resource, JsonData input, long? timeout, long? heartbeat, JsonData? credentials)
    {
        ObjectDataBuilder details = resource.Details();
        if (resource.IsLambdaFunction || resource.IsActivity)
        {
            EventRecord.WithPayload(details, "input", input);
        }
        else
        {
            details.Set("parameters", input.ToJson()).Set("region", identity.Region);
        }

        if (timeout is long seconds)
        {
            details.Set("timeoutInSeconds", NumberData.Of(seconds));
        }

        if (heartbeat is long beat)
        {
            details.Set("heartbeatInSeconds", NumberData.Of(beat));
        }

        return details.SetIfPresent("taskCredentials", credentials).Build();
    }

    /// <summary>A token names its execution and thread, so that it is found without an index; the rest is chance.</summary>
    private string NewToken(ExecutionThread thread)
    {
        Span<byte> secret = stackalloc byte[24];
        random.NextBytes(secret);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{identity.Id}.{thread.Id}.{Convert.ToHexStringLower(secret)}"));
    }

    private ExecutionThread? TaskThread(int threadId, long scheduledId) =>
        state.Find(threadId) is { Phase: ThreadPhase.Task } thread && thread.Task!.ScheduledId == scheduledId ? thread : null;

    private void Answer(HandlerAnswered answered)
    {
        if (TaskThread(answered.ThreadId, answered.ScheduledId) is not ExecutionThread thread)
        {
            return;
        }

        if (answered.Result is TaskResult.Success { IsFinal: false } success && thread.Task!.Token is not null)
        {
            MarkSubmitted(thread, success.Output);
            return;
        }

        EndTask(thread, answered.Result);
    }

    private void Submit(JobSubmitted submitted)
    {
        if (TaskThread(submitted.ThreadId, submitted.ScheduledId) is ExecutionThread { Task.IsSubmitted: false } thread)
        {
            MarkSubmitted(thread, submitted.Output);
        }
    }

    private void MarkSubmitted(ExecutionThread thread, JsonData output)
    {
        TaskResource resource = TaskResource.Parse(thread.Task!.Resource);
        if (!resource.IsActivity)
        {
            Emit(thread, EventType.TaskSubmitted, EventRecord.WithPayload(resource.Details(), "output", output).Build());
        }

        thread.Task = thread.Task with { IsSubmitted = true };
        TakeKeptEvent(thread);
    }

    private void Take(ActivityTaken taken)
    {
        if (TaskThread(taken.ThreadId, taken.ScheduledId) is ExecutionThread { Task.IsSubmitted: false } thread)
        {
            ObjectDataBuilder details = new();
            Emit(thread, EventType.ActivityStarted, details.SetIfPresent("workerName", taken.WorkerName is null ? null : new StringData(taken.WorkerName)).Build());
            thread.Task = thread.Task with { IsSubmitted = true, HeartbeatDue = now + thread.Task.Heartbeat };
        }
    }

    private void Return(TokenReturned returned)
    {
        if (state.Find(returned.ThreadId) is { Phase: ThreadPhase.Task } thread && thread.Task!.Token == returned.Token)
        {
            EndTask(thread, returned.Result);
        }
    }

    private void Beat(HeartbeatReceived heartbeat)
    {
        if (state.Find(heartbeat.ThreadId) is { Phase: ThreadPhase.Task } thread && thread.Task!.Token == heartbeat.Token)
        {
            thread.Task = thread.Task with { HeartbeatDue = now + thread.Task.Heartbeat };
        }
    }

    private void EndTask(ExecutionThread thread, TaskResult result)
    {
        TaskResource resource = TaskResource.Parse(thread.Task!.Resource);
        if (result is TaskResult.Success success && Limits.Exceeds(success.Output))
        {
            result = new TaskResult.Failure(
                "States.DataLimitExceeded",
                $"The state/task '{thread.Task.Resource}' returned a result with a size exceeding the maximum number of bytes service limit.");
        }

        switch (result)
        {
            case TaskResult.Failure failure:
                ObjectDataBuilder details = resource.EndDetails().Set("error", failure.Error);
                details.SetIfPresent("cause", failure.Cause is null ? null : new StringData(failure.Cause));
                Emit(thread, resource.Failed, details.Build());
                DropTask(thread);
                Fail(thread, failure.Error, failure.Cause);
                break;
            case TaskResult.Success answer:
                Emit(thread, resource.Succeeded, EventRecord.WithPayload(resource.EndDetails(), "output", answer.Output).Build());
                DropTask(thread);
                inspection?.Note("result", answer.Output);
                FinishWith(thread, answer.Output);
                break;
        }
    }

    private void TimeOutTask(ExecutionThread thread, bool isHeartbeat)
    {
        TaskResource resource = TaskResource.Parse(thread.Task!.Resource);
        string error = isHeartbeat ? "States.HeartbeatTimeout" : "States.Timeout";
        Emit(thread, resource.TimedOut, resource.EndDetails().Set("error", error).Build());
        commands.Add(new CancelTask(TaskId(identity, thread)));
        DropTask(thread);
        Fail(thread, error, null);
    }

    /// <summary>What a Task, Parallel or Map state has brought forth goes through its output fields.</summary>
    private void FinishWith(ExecutionThread thread, JsonData result) => Guarded(thread, (interpreter, thread) =>
    {
        State finished = thread.Node.State;
        if (thread.Node.IsJsonata)
        {
            interpreter.FinishJsonata(thread, result, result, finished.Output, finished.Assign);
        }
        else
        {
            interpreter.FinishJsonPath(thread, result);
        }
    });

    private static void DropTask(ExecutionThread thread)
    {
        thread.Task = null;
        thread.Due = null;
    }
}
