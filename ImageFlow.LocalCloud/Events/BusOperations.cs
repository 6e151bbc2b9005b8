using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Events;

/// <summary>Event buses of the EventBridge API.</summary>
internal sealed partial class BusOperations(CloudDatabase database, CloudNames names, TimeProvider clock)
{
    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        new("AWSEvents.CreateEventBus", (request, _) => new(Create(request))),
        new("AWSEvents.DeleteEventBus", (request, _) => new(Delete(request))),
        new("AWSEvents.DescribeEventBus", (request, _) => new(Describe(request))),
        new("AWSEvents.ListEventBuses", (request, _) => new(List(request))),
    ];

    /// <exception cref="ServiceRefusal"><c>ResourceNotFoundException</c>.</exception>
    public static string Require(SqliteConnection db, string bus) => EventRules.BusExists(db, bus)
        ? bus
        : throw new ServiceRefusal("ResourceNotFoundException", $"Event bus {bus} does not exist.");

    /// <summary>Makes the bus, unless there is one of this name already.</summary>
    public void Ensure(string name) => database.Write(db =>
    {
        if (!EventRules.BusExists(db, name))
        {
            EventRules.AddBus(db, name, null, clock.GetUtcNow());
        }

        return true;
    });

    private ObjectData Create(ObjectData request) => database.Write(db =>
    {
        string name = request.NeededText("Name");
        if (!Name().IsMatch(name))
        {
            throw ServiceRefusal.Validation($"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+");
        }

        if (EventRules.BusExists(db, name))
        {
            throw new ServiceRefusal("ResourceAlreadyExistsException", $"Event bus {name} already exists.");
        }

        EventRules.AddBus(db, name, request.TextMember("Description"), clock.GetUtcNow());
        return ObjectData.Of(("EventBusArn", names.Bus(name)));
    });

    private ObjectData Delete(ObjectData request) => database.Write(db =>
    {
        string name = request.NeededText("Name");
        if (name == EventRules.DefaultBus)
        {
            throw ServiceRefusal.Validation("Cannot delete event bus default.");
        }

        if (EventRules.Rules(db, name).Count > 0)
        {
            throw ServiceRefusal.Validation("Event bus can't be deleted since it has rules.");
        }

        EventRules.RemoveBus(db, name);
        return ObjectData.Empty;
    });

    private ObjectData Describe(ObjectData request) => database.Read(db =>
    {
        string name = Require(db, BusNames.Read(request.TextMember("Name")));
        (_, string? description, DateTimeOffset? created) = EventRules.Buses(db, name).First(bus => bus.Name == name);
        return Body(name, description, created);
    });

    private ObjectData List(ObjectData request) => database.Read(db => ObjectData.Of((
        "EventBuses",
        new ArrayData([.. EventRules.Buses(db, request.TextMember("NamePrefix") ?? "").Select(bus => (JsonData)Body(bus.Name, bus.Description, bus.CreatedAt))]))));

    private ObjectData Body(string name, string? description, DateTimeOffset? created)
    {
        ObjectDataBuilder body = new();
        body.Set("Name", name);
        body.Set("Arn", names.Bus(name));
        body.SetIfPresent("Description", description is null ? null : new StringData(description));
        body.SetIfPresent("CreationTime", created is { } time ? new NumberData(time.ToUnixTimeMilliseconds() / 1000.0) : null);
        return body.Build();
    }

    [GeneratedRegex(@"^[/.\-_A-Za-z0-9]{1,256}$")]
    private static partial Regex Name();
}
