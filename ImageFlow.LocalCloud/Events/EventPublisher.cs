using System.Collections.Concurrent;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Events.Patterns;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Events;

/// <summary>Finds the rules that an event matches and writes down what their targets are to get, in the transaction of the event.</summary>
internal sealed class EventPublisher(CloudNames names, TimeProvider clock, DeliveryQueue deliveries)
{
    private readonly ConcurrentDictionary<string, EventPattern> patterns = new(StringComparer.Ordinal);

    /// <summary>Whether any rule of the bus could get an event.</summary>
    public static bool HasRules(SqliteConnection db, string bus) =>
        db.Scalar("SELECT 1 FROM event_rules WHERE bus = $1 AND enabled = 1 AND pattern IS NOT NULL LIMIT 1", bus) is not null;

    public void Publish(SqliteConnection db, SentEvent sent)
    {
        ObjectData json = sent.ToJson(names);
        EventFields fields = EventFields.Of(json);
        foreach (EventRule rule in EventRules.Rules(db, sent.Bus))
        {
            if (rule is { Enabled: true, Pattern: { } pattern } && patterns.GetOrAdd(pattern, EventPattern.Parse).Matches(fields))
            {
                Deliver(db, rule, sent.Id, json);
            }
        }
    }

    /// <summary>Sends an event to all targets of a rule.</summary>
    public void Deliver(SqliteConnection db, EventRule rule, string id, ObjectData json)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string arn = names.Rule(rule.Bus, rule.Name);
        foreach (EventTarget target in EventRules.Targets(db, rule.Bus, rule.Name))
        {
            deliveries.Add(db, new Delivery
            {
                Name = $"{id}-{Identifiers.Hash($"{arn}\n{target.Id}", 8)}",
                Origin = arn,
                Target = target.Arn,
                Body = InputTransform.Apply(target, json, rule, names, now),
                MessageGroup = target.MessageGroup,
                DeadLetter = target.DeadLetterArn,
                MaxAttempts = target.MaxAttempts,
                ExpiresAt = now + target.MaxAge,
            });
        }
    }
}
