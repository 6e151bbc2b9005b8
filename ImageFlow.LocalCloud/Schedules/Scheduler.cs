using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events;
using ImageFlow.LocalCloud.Events.Deliveries;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Schedules;

/// <summary>
/// Sends what schedules, and rules with a schedule expression, send when their time comes. The sending and the next time are written in one transaction, and what is started bears a name that derives from
/// schedule and time: nothing is sent twice, also not over a crash.
/// </summary>
/// <remarks>
/// Times that passed while nothing ran: the last of them is sent at the next start, unless it is older than the target's <c>MaximumEventAgeInSeconds</c> (a day by
/// default); the ones before it are left out.
/// </remarks>
internal sealed class Scheduler : IAsyncDisposable
{
    private const int DefaultMaxAge = 86400;
    private const int DefaultMaxRetries = 185;

    /// <summary>A clock that was set is noticed within this time.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly CloudDatabase database;
    private readonly DeliveryQueue deliveries;
    private readonly EventPublisher publisher;
    private readonly CloudNames names;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stop = new();
    private readonly BackgroundRest rest;
    private readonly Task running;

    public Scheduler(CloudDatabase database, DeliveryQueue deliveries, EventPublisher publisher, CloudNames names, TimeProvider clock)
    {
        (this.database, this.deliveries, this.publisher, this.names, this.clock) = (database, deliveries, publisher, names, clock);
        rest = new BackgroundRest(clock);
        running = Task.Run(RunAsync);
    }

    /// <summary>Looks again when the next schedule comes.</summary>
    public void Wake() => rest.Wake();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        rest.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            DateTimeOffset now = clock.GetUtcNow();
            DateTimeOffset? next = database.Write(db =>
            {
                foreach (Schedule schedule in Schedule.ToSend(db, now))
                {
                    Send(db, schedule, now);
                }

                foreach ((EventRule rule, DateTimeOffset due) in RuleTimes.Take(db, now))
                {
                    Send(db, rule, due);
                }

                return Earlier(Schedule.NextSend(db), RuleTimes.Earliest(db));
            });
            TimeSpan pause = next is { } time ? time - now : LongestRest;
            await rest.WaitAsync(pause < LongestRest ? pause : LongestRest, stop.Token);
        }
    }

    private void Send(SqliteConnection db, Schedule schedule, DateTimeOffset now)
    {
        DateTimeOffset due = schedule.Due!.Value;
        DateTimeOffset? next = schedule.Next(due);
        while (next is { } missed && schedule.SendAt(missed) <= now)
        {
            (due, next) = (missed, schedule.Next(missed));
        }

        ObjectData policy = schedule.Target["RetryPolicy"] as ObjectData ?? ObjectData.Empty;
        TimeSpan age = TimeSpan.FromSeconds((policy["MaximumEventAgeInSeconds"] as NumberData)?.Value ?? DefaultMaxAge);
        if (now - due <= age + schedule.Window)
        {
            deliveries.Add(db, Delivery(schedule, due, now + age, (int)((policy["MaximumRetryAttempts"] as NumberData)?.Value ?? DefaultMaxRetries)));
        }

        if (next is null && schedule.IsDeletedAfterwards)
        {
            Schedule.Delete(db, schedule.Group, schedule.Name);
        }
        else
        {
            (schedule with { Due = next }).Save(db);
        }
    }

    /// <summary>The event "Scheduled Event" to the targets of a rule.</summary>
    private void Send(SqliteConnection db, EventRule rule, DateTimeOffset due)
    {
        string arn = names.Rule(rule.Bus, rule.Name);
        string id = Identifiers.Uuid($"{arn}\n{due.ToUnixTimeSeconds()}");
        publisher.Deliver(db, rule, id, new SentEvent(rule.Bus, id, "aws.events", "Scheduled Event", due, ObjectData.Empty, [arn]).ToJson(names));
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    private Delivery Delivery(Schedule schedule, DateTimeOffset due, DateTimeOffset expires, int retries)
    {
        string arn = names.Schedule(schedule.Group, schedule.Name);
        string time = due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string id = Identifiers.Uuid($"{arn}\n{time}");
        ObjectData target = schedule.Target;
        string body = ((target["Input"] as StringData)?.Value ?? "{}")
            .Replace("<aws.scheduler.schedule-arn>", arn, StringComparison.Ordinal)
            .Replace("<aws.scheduler.scheduled-time>", time, StringComparison.Ordinal)
            .Replace("<aws.scheduler.execution-id>", id, StringComparison.Ordinal)
            .Replace("<aws.scheduler.attempt-number>", "1", StringComparison.Ordinal);
        ObjectData? put = target["EventBridgeParameters"] as ObjectData;
        return new Delivery
        {
            Name = id,
            Origin = arn,
            Target = ((StringData)target["Arn"]!).Value,
            Body = put is null ? body : ObjectData.Of(("id", id), ("source", put["Source"] ?? ""), ("detail-type", put["DetailType"] ?? ""), ("detail", JsonData.Parse(body))).ToJson(),
            MessageGroup = ((target["SqsParameters"] as ObjectData)?["MessageGroupId"] as StringData)?.Value,
            DeadLetter = ((target["DeadLetterConfig"] as ObjectData)?["Arn"] as StringData)?.Value,
            MaxAttempts = retries + 1,
            ExpiresAt = expires,
        };
    }
}
