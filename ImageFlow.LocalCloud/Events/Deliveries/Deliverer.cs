using System.Collections.Concurrent;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Queues;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Events.Deliveries;

/// <summary>
/// Brings deliveries to their targets until it is disposed: several at a time, again after a growing pause where a target fails, to the dead-letter queue in the
/// end. What a stop interrupts is delivered again after the next start.
/// </summary>
internal sealed class Deliverer : IAsyncDisposable
{
    private const int AtOnce = 16;

    /// <summary>Pauses double from the first to the longest.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly CloudDatabase database;
    private readonly DeliveryQueue queue;
    private readonly Targets targets;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stop = new();
    private readonly BackgroundRest rest;
    private readonly ConcurrentDictionary<long, Task> inFlight = new();
    private readonly Task running;

    public Deliverer(CloudDatabase database, DeliveryQueue queue, Targets targets, TimeProvider clock)
    {
        this.database = database;
        this.queue = queue;
        this.targets = targets;
        this.clock = clock;
        rest = new BackgroundRest(clock);
        queue.Added += Wake;
        running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Added -= Wake;
        await stop.CancelAsync();
        await running;
        await Task.WhenAll(inFlight.Values);
        stop.Dispose();
        rest.Dispose();
    }

    private void Wake() => rest.Wake();

    /// <summary>A slow target holds up nothing but its own delivery, as long as there are fewer of them than go at once.</summary>
    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            DateTimeOffset now = clock.GetUtcNow();

            // Taken before the rows are read: what ends in between has left them by then, or is left out here.
            HashSet<long> busy = [.. inFlight.Keys];
            (IReadOnlyList<Delivery> due, DateTimeOffset? next) = database.Read(db => (DeliveryQueue.Due(db, now, AtOnce), DeliveryQueue.NextDue(db, now)));
            foreach (Delivery delivery in due.Where(delivery => !busy.Contains(delivery.Number)).Take(AtOnce - busy.Count))
            {
                // Known as under way before it can end.
                TaskCompletionSource known = new();
                inFlight[delivery.Number] = DeliverAsync(delivery, known.Task);
                known.SetResult();
            }

            await rest.WaitAsync(next is { } time ? time - now : Timeout.InfiniteTimeSpan, stop.Token);
        }
    }

    private async Task DeliverAsync(Delivery delivery, Task known)
    {
        await known.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await targets.DeliverAsync(delivery, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It is delivered again after the next start.
            return;
        }
        catch (DeliveryException failure)
        {
            database.Write(db => Fail(db, delivery, failure));
        }
        catch (Exception defect)
        {
            // A defect with one delivery must not end the others; it is written down beside it and tried again.
            database.Write(db => Fail(db, delivery, new DeliveryException("InternalError", defect.Message, retry: true)));
        }
        finally
        {
            inFlight.TryRemove(delivery.Number, out _);
            Wake();
        }
    }

    private bool Fail(SqliteConnection db, Delivery delivery, DeliveryException failure)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int attempts = delivery.Attempts + 1;
        DateTimeOffset due = now + TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempts - 1, 20)));
        string? exhausted = !failure.Retry ? "NotRetriable"
            : attempts >= delivery.MaxAttempts ? "MaximumRetryAttempts"
            : due > delivery.ExpiresAt ? "MaximumEventAgeInSeconds"
            : null;
        if (exhausted is not null && delivery.DeadLetter is { } deadLetter && QueueStore.FindByArn(db, deadLetter) is { } letters)
        {
            ObjectData attributes = ObjectData.Of(
                ("RULE_ARN", Attribute(delivery.Origin)),
                ("TARGET_ARN", Attribute(delivery.Target)),
                ("ERROR_CODE", Attribute(failure.Code)),
                ("ERROR_MESSAGE", Attribute(failure.Message)),
                ("EXHAUSTED_RETRY_CONDITION", Attribute(exhausted)),
                ("RETRY_ATTEMPTS", Attribute((attempts - 1).ToString(System.Globalization.CultureInfo.InvariantCulture))));
            targets.Queues.Send(db, letters, new OutgoingMessage(delivery.Body) { Attributes = attributes, Group = delivery.Name, Deduplication = delivery.Name });
            DeliveryQueue.Remove(db, delivery);
            return true;
        }

        DeliveryQueue.Postpone(db, delivery, exhausted is null ? due : null, $"{failure.Code}: {failure.Message}");
        return true;
    }

    private static ObjectData Attribute(string value) => ObjectData.Of(("DataType", "String"), ("StringValue", value));
}
