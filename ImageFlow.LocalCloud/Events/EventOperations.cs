using System.Globalization;
using System.Text;
using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Buses;
using ImageFlow.LocalCloud.Events.Patterns;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Events;

/// <summary>Events and patterns of the EventBridge API: <c>PutEvents</c> and <c>TestEventPattern</c>.</summary>
internal sealed class EventOperations(CloudDatabase database, EventPublisher publisher, TimeProvider clock)
{
    private const int MaxEntries = 10;

    /// <summary>1 MiB for all entries of a request together.</summary>
    private const int MaxBytes = 1024 * 1024;

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        new("AWSEvents.PutEvents", (request, _) => new(PutEvents(request))),
        new("AWSEvents.TestEventPattern", (request, _) => new(TestEventPattern(request))),
    ];

    /// <summary>Publishes the entries, each for itself; the answer says of each its event id, or why it was refused.</summary>
    private ObjectData PutEvents(ObjectData request) => database.Write(db => PutEvents(db, request));

    private ObjectData PutEvents(SqliteConnection db, ObjectData request)
    {
        IReadOnlyList<ObjectData> entries = request.Sections("Entries");
        if (entries.Count is 0 or > MaxEntries)
        {
            throw ServiceRefusal.Validation(
                $"1 validation error detected: Value '{(request["Entries"] ?? ArrayData.Empty).ToJson()}' at 'entries' failed to satisfy constraint: "
                + (entries.Count == 0 ? "Member must have length greater than or equal to 1" : $"Member must have length less than or equal to {MaxEntries}"));
        }

        if (entries.Sum(entry => entry.ToUtf8Json().Length) > MaxBytes)
        {
            throw ServiceRefusal.Validation("Total size of the entries in the request is over the limit.");
        }

        List<JsonData> results = [];
        int failed = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            (SentEvent? accepted, ObjectData result) = Read(entries[i], Identifiers.New());
            results.Add(result);
            if (accepted is null)
            {
                failed++;
            }
            else
            {
                BusStore.Add(db, new BusEvent(accepted.Id, accepted.Bus, accepted.Source, accepted.DetailType, accepted.Detail.ToJson(), null, accepted.Time));
                if (EventRules.BusExists(db, accepted.Bus))
                {
                    // An event for a bus that is not there is accepted and goes nowhere, as on AWS.
                    publisher.Publish(db, accepted);
                }
            }
        }

        return ObjectData.Of(("FailedEntryCount", NumberData.Of(failed)), ("Entries", new ArrayData([.. results])));
    }

    private (SentEvent? Accepted, ObjectData Result) Read(ObjectData entry, string id)
    {
        foreach (string name in new[] { "Source", "DetailType", "Detail" })
        {
            if (entry.Member(name) is null or StringData { Value.Length: 0 })
            {
                return Refused("InvalidArgument", $"Parameter {name} is not valid. Reason: {name} is a required argument.");
            }
        }

        string source = entry.NeededText("Source");
        if (source.StartsWith("aws.", StringComparison.Ordinal))
        {
            return Refused("NotAuthorizedForSourceException", "Not authorized for the source.");
        }

        if (ReadDetail(entry.NeededText("Detail")) is not { } detail)
        {
            return Refused("MalformedDetail", "Detail is malformed.");
        }

        DateTimeOffset time = entry.Member("Time") switch
        {
            NumberData seconds => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds.Value * 1000)),
            StringData text when DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset given) => given,
            _ => clock.GetUtcNow(),
        };
        string bus = BusNames.Read(entry.TextMember("EventBusName"));
        SentEvent accepted = new(bus, id, source, entry.NeededText("DetailType"), time, detail, entry.Texts("Resources"));
        return (accepted, ObjectData.Of(("EventId", id)));
    }

    private static ObjectData? ReadDetail(string detail)
    {
        try
        {
            return JsonData.Parse(detail) as ObjectData;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (SentEvent? Accepted, ObjectData Result) Refused(string code, string message) =>
        (null, ObjectData.Of(("ErrorCode", code), ("ErrorMessage", message)));

    private static ObjectData TestEventPattern(ObjectData request)
    {
        string pattern = request.NeededText("EventPattern");
        ObjectData sample;
        try
        {
            sample = JsonData.Parse(request.NeededText("Event")) as ObjectData ?? throw ServiceRefusal.Validation("Parameter Event is not valid. Reason: It is not a JSON object.");
        }
        catch (JsonException)
        {
            throw ServiceRefusal.Validation("Parameter Event is not valid. Reason: It is not JSON.");
        }

        return ObjectData.Of(("Result", BusNames.ParsePattern(pattern).Matches(sample)));
    }
}

/// <summary>What the operations read out of requests.</summary>
internal static class BusNames
{
    /// <summary>The longest pattern that the API takes, in bytes.</summary>
    private const int MaxPattern = 4096;

    /// <summary>A bus as a request names it: by name or ARN; absent for the default bus.</summary>
    public static string Read(string? name) => name is null ? EventRules.DefaultBus
        : name.StartsWith("arn:", StringComparison.Ordinal) && name.IndexOf('/') is > 0 and var slash ? name[(slash + 1)..]
        : name;

    /// <exception cref="ServiceRefusal"><c>InvalidEventPatternException</c>.</exception>
    public static EventPattern ParsePattern(string pattern)
    {
        if (Encoding.UTF8.GetByteCount(pattern) > MaxPattern)
        {
            throw ServiceRefusal.Validation($"1 validation error detected: Value at 'eventPattern' failed to satisfy constraint: Member must have length less than or equal to {MaxPattern}");
        }

        try
        {
            return EventPattern.Parse(pattern);
        }
        catch (InvalidPatternException refusal)
        {
            throw new ServiceRefusal("InvalidEventPatternException", refusal.Message);
        }
    }
}
