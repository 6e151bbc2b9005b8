using System.Collections.Frozen;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Histories;

/// <summary>
/// An event as the journal keeps it. The two types that make up most of a history, a state entered and exited, are kept as
/// name and value; the API's form, with the value as JSON text, is made only when someone reads.
/// </summary>
/// <param name="Previous">The id of the event before in the branch. The own id follows from the place in the journal.</param>
/// <param name="Time">Milliseconds since 1970, UTC.</param>
/// <param name="Name">Of a state entered or exited.</param>
/// <param name="Value">The input or output of a state entered or exited.</param>
/// <param name="Details">Of a state exited the assigned variables; of other types the details as the API shows them.</param>
internal readonly record struct EventRecord(EventType Type, long Previous, long Time, string? Name, JsonData? Value, ObjectData? Details)
{
    private static readonly FrozenDictionary<EventType, (string Type, string Details)> Names =
        Enum.GetValues<EventType>().ToFrozenDictionary(type => type, type => (type.ToString(), DetailsNameOf(type.ToString())));

    private static readonly ObjectData NotTruncated = ObjectData.Of(("truncated", false));

    public HistoryEvent ToHistoryEvent(long id)
    {
        (string type, string detailsName) = Names[Type];
        ObjectData? details = Name is null ? Details : StateDetails(type.EndsWith("Entered", StringComparison.Ordinal));
        return new HistoryEvent(id, Previous, type, DateTimeOffset.FromUnixTimeMilliseconds(Time), details is null ? null : detailsName, details);
    }

    /// <summary>A member <paramref name="name"/> with the value as JSON text, and the <c>…Details</c> beside it.</summary>
    public static ObjectDataBuilder WithPayload(ObjectDataBuilder details, string name, JsonData value) =>
        WithPayloadText(details, name, value.ToJson());

    public static ObjectDataBuilder WithPayloadText(ObjectDataBuilder details, string name, string json) =>
        details.Set(name, json).Set(name + "Details", NotTruncated);

    private static string DetailsNameOf(string type)
    {
        string subject = type.EndsWith("StateEntered", StringComparison.Ordinal) ? "stateEntered"
            : type.EndsWith("StateExited", StringComparison.Ordinal) ? "stateExited"
            : char.ToLowerInvariant(type[0]) + type[1..];
        return subject + "EventDetails";
    }

    private ObjectData StateDetails(bool entered)
    {
        ObjectDataBuilder details = new();
        details.Set("name", Name!);
        WithPayload(details, entered ? "input" : "output", Value!);
        if (Details is not null)
        {
            ObjectDataBuilder variables = new(Details.Count);
            foreach ((string variable, JsonData value) in Details)
            {
                variables.Set(variable, value.ToJson());
            }

            details.Set("assignedVariables", variables.Build()).Set("assignedVariablesDetails", NotTruncated);
        }

        return details.Build();
    }
}
