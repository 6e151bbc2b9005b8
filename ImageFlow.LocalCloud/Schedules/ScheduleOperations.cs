using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Schedules;

/// <summary>The API of EventBridge Scheduler.</summary>
internal sealed partial class ScheduleOperations(CloudDatabase database, CloudNames names, TimeProvider clock)
{
    public const string DefaultGroup = "default";

    private const string Prefix = "Scheduler.";
    private const int MaxWindow = 1440;

    /// <summary>What a schedule is made of; the rest of a request is where it lies.</summary>
    private static readonly string[] Members =
    [
        "ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow", "Target", "State", "Description", "StartDate", "EndDate", "ActionAfterCompletion", "KmsKeyArn",
    ];

    /// <summary>Called after schedules changed.</summary>
    public Action? Changed { get; set; }

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        new(Prefix + "CreateSchedule", (request, _) => new(Save(request, isNew: true))),
        new(Prefix + "UpdateSchedule", (request, _) => new(Save(request, isNew: false))),
        new(Prefix + "GetSchedule", (request, _) => new(database.Read(db => Body(Require(db, request))))),
        new(Prefix + "DeleteSchedule", (request, _) => new(Delete(request))),
        new(Prefix + "ListSchedules", (request, _) => new(List(request))),
        new(Prefix + "CreateScheduleGroup", (request, _) => new(CreateGroup(request))),
        new(Prefix + "DeleteScheduleGroup", (request, _) => new(DeleteGroup(request))),
        new(Prefix + "ListScheduleGroups", (_, _) => new(ListGroups())),
    ];

    private ObjectData Save(ObjectData request, bool isNew)
    {
        string group = request.TextMember("GroupName") ?? DefaultGroup;
        string name = request.NeededText("Name");
        if (!Name().IsMatch(name))
        {
            throw ServiceRefusal.Validation($"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$");
        }

        ObjectDataBuilder settings = new();
        foreach (string member in Members)
        {
            settings.SetIfPresent(member, request.Member(member));
        }

        ObjectData checkedSettings = Check(settings.Build());
        database.Write(db =>
        {
            RequireGroup(db, group);
            Schedule? known = Schedule.Find(db, group, name);
            if (isNew && known is not null)
            {
                throw new ServiceRefusal("ConflictException", $"Schedule {name} already exists.", status: 409);
            }

            if (!isNew && known is null)
            {
                throw Absent(name);
            }

            DateTimeOffset now = clock.GetUtcNow();
            Schedule made = new(group, name, checkedSettings, known?.CreatedAt ?? now, now, null);
            // A rate without a start date comes at once.
            Schedule due = made with { Due = made.Next(now.AddMilliseconds(-1)) };
            if (due.Due is null && made.IsEnabled && ScheduleExpression.Parse(made.Expression).IsOnce)
            {
                throw ServiceRefusal.Validation($"Invalid Schedule Expression {made.Expression}. The time lies in the past.");
            }

            due.Save(db);
            return true;
        });
        Changed?.Invoke();
        return ObjectData.Of(("ScheduleArn", names.Schedule(group, name)));
    }

    /// <summary>Checks everything that could fail when the time has come.</summary>
    private static ObjectData Check(ObjectData settings)
    {
        try
        {
            ScheduleExpression.Parse(settings.NeededText("ScheduleExpression"));
        }
        catch (FormatException wrong)
        {
            throw ServiceRefusal.Validation(wrong.Message);
        }

        string zone = settings.TextMember("ScheduleExpressionTimezone") ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            throw ServiceRefusal.Validation($"Invalid ScheduleExpressionTimezone {zone}.");
        }

        ObjectData window = settings.Section("FlexibleTimeWindow") ?? throw ServiceRefusal.Missing("flexibleTimeWindow");
        bool fits = (window.TextMember("Mode"), window.NumberMember("MaximumWindowInMinutes")) is ("OFF", null) or ("FLEXIBLE", >= 1 and <= MaxWindow);
        if (!fits)
        {
            throw ServiceRefusal.Validation($"FlexibleTimeWindow is Mode OFF, or Mode FLEXIBLE with MaximumWindowInMinutes from 1 to {MaxWindow}.");
        }

        if (settings.TextMember("State") is not (null or "ENABLED" or "DISABLED"))
        {
            throw ServiceRefusal.Validation("State is ENABLED or DISABLED.");
        }

        CheckTarget(settings.Section("Target") ?? throw ServiceRefusal.Missing("target"));
        return settings;
    }

    private static void CheckTarget(ObjectData target)
    {
        string arn = target.NeededText("Arn");
        target.NeededText("RoleArn");
        if (!Targets.CanDeliver(arn))
        {
            throw ServiceRefusal.Validation($"Provided Arn '{arn}' is of a kind that nothing delivers to here; there are {Targets.Supported}.");
        }

        if ((CloudNames.ServiceOf(arn) == "events") != (target.Section("EventBridgeParameters") is not null))
        {
            throw ServiceRefusal.Validation("EventBridgeParameters with Source and DetailType belong to a target that is an event bus, and to no other.");
        }

        string? input = target.TextMember("Input");
        if (input is not null && CloudNames.ServiceOf(arn) is "states" or "events" && !IsJson(input!))
        {
            throw ServiceRefusal.Validation("Target.Input is not JSON.");
        }
    }

    private ObjectData Delete(ObjectData request) => database.Write(db =>
    {
        string name = request.NeededText("Name");
        return Schedule.Delete(db, request.TextMember("GroupName") ?? DefaultGroup, name) ? ObjectData.Empty : throw Absent(name);
    });

    private ObjectData List(ObjectData request) => database.Read(db =>
    {
        string prefix = request.TextMember("NamePrefix") ?? "";
        string? group = request.TextMember("ScheduleGroup");
        return ObjectData.Of(("Schedules", new ArrayData(
        [
            .. Schedule.All(db).Where(schedule => schedule.Name.StartsWith(prefix, StringComparison.Ordinal) && (group is null || schedule.Group == group)).Select(schedule => (JsonData)ObjectData.Of(
                ("Arn", names.Schedule(schedule.Group, schedule.Name)),
                ("GroupName", schedule.Group),
                ("Name", schedule.Name),
                ("State", schedule.IsEnabled ? "ENABLED" : "DISABLED"),
                ("CreationDate", Seconds(schedule.CreatedAt)),
                ("LastModificationDate", Seconds(schedule.ChangedAt)),
                ("Target", ObjectData.Of(("Arn", schedule.Target["Arn"]!))))),
        ])));
    });

    private ObjectData CreateGroup(ObjectData request) => database.Write(db =>
    {
        string name = request.NeededText("Name");
        return db.Run("INSERT OR IGNORE INTO schedule_groups (name, created_at) VALUES ($1, $2)", name, clock.GetUtcNow().ToUnixTimeMilliseconds()) > 0 && name != DefaultGroup
            ? ObjectData.Of(("ScheduleGroupArn", names.ScheduleGroup(name)))
            : throw new ServiceRefusal("ConflictException", $"Schedule group {name} already exists.", status: 409);
    });

    private ObjectData DeleteGroup(ObjectData request) => database.Write(db =>
    {
        string name = request.NeededText("Name");
        RequireGroup(db, name);
        if (name == DefaultGroup)
        {
            throw ServiceRefusal.Validation("The default schedule group cannot be deleted.");
        }

        db.Run("DELETE FROM schedules WHERE group_name = $1", name);
        db.Run("DELETE FROM schedule_groups WHERE name = $1", name);
        return ObjectData.Empty;
    });

    private ObjectData ListGroups() => database.Read(db => ObjectData.Of(("ScheduleGroups", new ArrayData(
        [.. db.Query("SELECT name FROM schedule_groups ORDER BY name", row => row.GetString(0)).Prepend(DefaultGroup).Select(name => (JsonData)ObjectData.Of(("Name", name), ("Arn", names.ScheduleGroup(name)), ("State", "ACTIVE")))]))));

    private ObjectData Body(Schedule schedule)
    {
        ObjectDataBuilder body = schedule.Settings.ToBuilder();
        body.Set("Arn", names.Schedule(schedule.Group, schedule.Name)).Set("GroupName", schedule.Group).Set("Name", schedule.Name)
            .Set("State", schedule.IsEnabled ? "ENABLED" : "DISABLED").Set("ScheduleExpressionTimezone", schedule.Settings["ScheduleExpressionTimezone"] ?? "UTC")
            .Set("CreationDate", Seconds(schedule.CreatedAt)).Set("LastModificationDate", Seconds(schedule.ChangedAt));
        return body.Build();
    }

    private static Schedule Require(SqliteConnection db, ObjectData request)
    {
        string name = request.NeededText("Name");
        return Schedule.Find(db, request.TextMember("GroupName") ?? DefaultGroup, name) ?? throw Absent(name);
    }

    private static void RequireGroup(SqliteConnection db, string group)
    {
        if (group != DefaultGroup && db.Scalar("SELECT 1 FROM schedule_groups WHERE name = $1", group) is null)
        {
            throw new ServiceRefusal("ResourceNotFoundException", $"Schedule group {group} does not exist.", status: 404);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonData.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static NumberData Seconds(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds() / 1000.0);

    private static ServiceRefusal Absent(string name) => new("ResourceNotFoundException", $"Schedule {name} does not exist.", status: 404);

    [GeneratedRegex(@"^[0-9a-zA-Z\-_.]{1,64}$")]
    private static partial Regex Name();
}
