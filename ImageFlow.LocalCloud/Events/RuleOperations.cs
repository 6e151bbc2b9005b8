using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Events;

/// <summary>Rules and their targets of the EventBridge API.</summary>
internal sealed partial class RuleOperations(CloudDatabase database, CloudNames names, TimeProvider clock)
{
    private const int MaxTargets = 5;

    /// <summary>Called after rules changed.</summary>
    public Action? Changed { get; init; }

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        new("AWSEvents.PutRule", (request, _) => new(Told(PutRule(request)))),
        new("AWSEvents.DescribeRule", (request, _) => new(DescribeRule(request))),
        new("AWSEvents.ListRules", (request, _) => new(ListRules(request))),
        new("AWSEvents.DeleteRule", (request, _) => new(DeleteRule(request))),
        new("AWSEvents.EnableRule", (request, _) => new(Told(Enable(request, true)))),
        new("AWSEvents.DisableRule", (request, _) => new(Told(Enable(request, false)))),
        new("AWSEvents.PutTargets", (request, _) => new(PutTargets(request))),
        new("AWSEvents.RemoveTargets", (request, _) => new(RemoveTargets(request))),
        new("AWSEvents.ListTargetsByRule", (request, _) => new(ListTargets(request))),
        new("AWSEvents.ListRuleNamesByTarget", (request, _) => new(ListRuleNames(request))),
    ];

    private ObjectData Told(ObjectData answer)
    {
        Changed?.Invoke();
        return answer;
    }

    private ObjectData PutRule(ObjectData request) => database.Write(db =>
    {
        string name = request.NeededText("Name");
        string bus = BusOperations.Require(db, BusNames.Read(request.TextMember("EventBusName")));
        string? pattern = request.TextMember("EventPattern") is { Length: > 0 } given ? given : null;
        string? schedule = request.TextMember("ScheduleExpression") is { Length: > 0 } expression ? expression : null;
        if (!Name().IsMatch(name))
        {
            throw ServiceRefusal.Validation($"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
        }

        if (pattern is null && schedule is null)
        {
            throw ServiceRefusal.Validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }

        if (schedule is not null && (bus == EventRules.DefaultBus ? RuleTimes.Check(schedule) : "ScheduleExpression is supported only on the default event bus.") is { } finding)
        {
            throw ServiceRefusal.Validation(finding);
        }

        if (pattern is not null)
        {
            BusNames.ParsePattern(pattern);
        }

        bool enabled = request.TextMember("State") switch
        {
            null or "ENABLED" => true,
            "DISABLED" => false,
            { } other => throw ServiceRefusal.Validation($"1 validation error detected: Value '{other}' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]"),
        };
        DateTimeOffset created = EventRules.Find(db, bus, name)?.CreatedAt ?? clock.GetUtcNow();
        Save(db, new EventRule(bus, name, pattern, schedule, request.TextMember("Description"), request.TextMember("RoleArn"), enabled, created));
        return ObjectData.Of(("RuleArn", names.Rule(bus, name)));
    });

    private void Save(SqliteConnection db, EventRule rule)
    {
        EventRules.Save(db, rule);
        RuleTimes.Restart(db, rule, clock.GetUtcNow());
    }

    private ObjectData DescribeRule(ObjectData request) => database.Read(db => Body(Require(db, request, "Name")));

    private ObjectData ListRules(ObjectData request) => database.Read(db =>
    {
        string bus = BusOperations.Require(db, BusNames.Read(request.TextMember("EventBusName")));
        string prefix = request.TextMember("NamePrefix") ?? "";
        return ObjectData.Of(("Rules", new ArrayData(
            [.. EventRules.Rules(db, bus).Where(rule => rule.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(rule => (JsonData)Body(rule))])));
    });

    private ObjectData DeleteRule(ObjectData request) => database.Write(db =>
    {
        string bus = BusOperations.Require(db, BusNames.Read(request.TextMember("EventBusName")));
        string name = request.NeededText("Name");
        if (EventRules.Targets(db, bus, name).Count > 0)
        {
            throw ServiceRefusal.Validation("Rule can't be deleted since it has targets.");
        }

        EventRules.Remove(db, bus, name);
        return ObjectData.Empty;
    });

    private ObjectData Enable(ObjectData request, bool enabled) => database.Write(db =>
    {
        Save(db, Require(db, request, "Name") with { Enabled = enabled });
        return ObjectData.Empty;
    });

    private ObjectData PutTargets(ObjectData request) => database.Write(db =>
    {
        EventRule rule = Require(db, request, "Rule");
        IReadOnlyList<ObjectData> targets = request.Sections("Targets");
        if (targets.Count == 0)
        {
            throw ServiceRefusal.Missing("targets");
        }

        foreach (ObjectData target in targets)
        {
            CheckTarget(target);
        }

        if (EventRules.Targets(db, rule.Bus, rule.Name).Select(target => target.Id).Union(targets.Select(target => target.NeededText("Id"))).Count() > MaxTargets)
        {
            throw new ServiceRefusal("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
        }

        foreach (ObjectData target in targets)
        {
            EventRules.SaveTarget(db, rule.Bus, rule.Name, new EventTarget(target));
        }

        return ObjectData.Of(("FailedEntryCount", NumberData.Of(0)), ("FailedEntries", ArrayData.Empty));
    });

    private static void CheckTarget(ObjectData target)
    {
        string id = target.NeededText("Id");
        string arn = target.NeededText("Arn");
        if (CloudNames.ServiceOf(arn).Length == 0)
        {
            throw ServiceRefusal.Validation($"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.");
        }

        if (!Targets.CanDeliver(arn))
        {
            throw ServiceRefusal.Validation($"Parameter {arn} is not valid. Reason: The target '{id}' is of a kind that nothing delivers to here; there are {Targets.Supported}.");
        }

        if (InputTransform.Check(target) is { } finding)
        {
            throw ServiceRefusal.Validation($"{finding} (target {id})");
        }
    }

    private ObjectData RemoveTargets(ObjectData request) => database.Write(db =>
    {
        EventRule rule = Require(db, request, "Rule");
        JsonData[] failed =
        [
            .. request.Texts("Ids").Where(id => !EventRules.RemoveTarget(db, rule.Bus, rule.Name, id)).Select(id => (JsonData)ObjectData.Of(
                ("TargetId", id), ("ErrorCode", "ResourceNotFoundException"), ("ErrorMessage", $"Target {id} does not exist on rule {rule.Name}."))),
        ];
        return ObjectData.Of(("FailedEntryCount", NumberData.Of(failed.Length)), ("FailedEntries", new ArrayData(failed)));
    });

    private ObjectData ListTargets(ObjectData request) => database.Read(db =>
    {
        EventRule rule = Require(db, request, "Rule");
        return ObjectData.Of(("Targets", new ArrayData([.. EventRules.Targets(db, rule.Bus, rule.Name).Select(target => (JsonData)target.Json)])));
    });

    private ObjectData ListRuleNames(ObjectData request) => database.Read(db =>
    {
        string bus = BusOperations.Require(db, BusNames.Read(request.TextMember("EventBusName")));
        string arn = request.NeededText("TargetArn");
        return ObjectData.Of(("RuleNames", new ArrayData(
            [.. EventRules.Rules(db, bus).Where(rule => EventRules.Targets(db, bus, rule.Name).Any(target => target.Arn == arn)).Select(rule => (JsonData)rule.Name)])));
    });

    private static EventRule Require(SqliteConnection db, ObjectData request, string member)
    {
        string bus = BusOperations.Require(db, BusNames.Read(request.TextMember("EventBusName")));
        string name = request.NeededText(member);
        return EventRules.Find(db, bus, name) ?? throw new ServiceRefusal("ResourceNotFoundException", $"Rule {name} does not exist on EventBus {bus}.");
    }

    private ObjectData Body(EventRule rule)
    {
        ObjectDataBuilder body = new();
        body.Set("Name", rule.Name);
        body.Set("Arn", names.Rule(rule.Bus, rule.Name));
        Add("EventPattern", rule.Pattern);
        Add("ScheduleExpression", rule.Schedule);
        body.Set("State", rule.Enabled ? "ENABLED" : "DISABLED");
        Add("Description", rule.Description);
        Add("RoleArn", rule.Role);
        body.Set("EventBusName", rule.Bus);
        return body.Build();

        void Add(string name, string? value) => body.SetIfPresent(name, value is null ? null : new StringData(value));
    }

    [GeneratedRegex(@"^[.\-_A-Za-z0-9]{1,64}$")]
    private static partial Regex Name();
}
