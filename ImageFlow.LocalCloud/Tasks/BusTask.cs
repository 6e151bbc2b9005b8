using System.Security.Cryptography;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Buses;
using ImageFlow.LocalCloud.Events;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>events:putEvents</c>: the events are recorded, and go to the rules of their bus. With one that is refused the task fails, as on AWS.</summary>
internal sealed class BusTask(CloudDatabase database, EventPublisher publisher, TimeProvider clock)
{
    private const int MaxEntries = 10;

    private static readonly ServiceAnswer Optimised = new("EventBridge", "AmazonCloudWatchEvents", Optimised: true);
    private static readonly ServiceAnswer Sdk = new("EventBridge", "EventBridge", Optimised: false);

    public ValueTask<TaskResult> PutAsync(TaskInvocation task, bool optimised)
    {
        ServiceAnswer answer = optimised ? Optimised : Sdk;
        try
        {
            ObjectData parameters = Parameters.Of(task.Input);
            parameters.RefuseOthers(["Entries"]);
            ArrayData entries = parameters.Required("Entries") as ArrayData ?? throw ParameterException.WrongType("Entries", "an ARRAY");
            if (entries.Count is 0 or > MaxEntries)
            {
                return new(answer.Failure(
                    task,
                    "ValidationException",
                    "ValidationException",
                    $"1 validation error detected: Value '[PutEventsRequestEntry]' at 'entries' failed to satisfy constraint: Member must have length {(entries.Count == 0 ? "greater than or equal to 1" : $"less than or equal to {MaxEntries}")}"));
            }

            BusEntry[] read = [.. entries.Select(BusEntry.Read)];
            DateTimeOffset now = clock.GetUtcNow();
            string ids = database.WriteOnce(task.TaskId, now, db => string.Join(' ', read.Select((entry, i) =>
            {
                string id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{task.TaskId}/{i}")).AsSpan(0, 16)).ToString();
                BusStore.Add(db, new BusEvent(id, entry.Bus, entry.Source, entry.DetailType, entry.Detail, task.ExecutionArn, now));
                if (EventRules.BusExists(db, entry.Bus))
                {
                    IReadOnlyList<string> resources = optimised ? [.. entry.Resources, task.ExecutionArn] : entry.Resources;
                    publisher.Publish(db, new SentEvent(entry.Bus, id, entry.Source, entry.DetailType, now, JsonData.Parse(entry.Detail), resources));
                }

                return id;
            }).ToArray()));
            ArrayData answers = new([.. ids.Split(' ').Select(id => (JsonData)ObjectData.Of(("EventId", id)))]);
            return new(answer.Success(task, ObjectData.Of(("Entries", answers), ("FailedEntryCount", NumberData.Of(0)))));
        }
        catch (ParameterException refusal)
        {
            return new(ServiceAnswer.Refused(task, refusal));
        }
        catch (BusEntryException refusal)
        {
            ObjectData failed = ObjectData.Of(("ErrorCode", refusal.Code), ("ErrorMessage", refusal.Message));
            return new(new TaskResult.Failure("EventBridge.FailedEntry", ObjectData.Of(("Entries", new ArrayData(failed)), ("FailedEntryCount", NumberData.Of(1))).ToJson()));
        }
    }
}
