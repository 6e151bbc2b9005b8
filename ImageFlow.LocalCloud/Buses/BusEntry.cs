using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Buses;

/// <summary>One of the <c>Entries</c> of <c>events:putEvents</c>, checked as EventBridge checks it.</summary>
/// <param name="Detail">JSON text of an object.</param>
internal sealed record BusEntry(string Bus, string Source, string DetailType, string Detail, IReadOnlyList<string> Resources)
{
    private static readonly string[] Known = ["Detail", "DetailType", "EventBusName", "Resources", "Source", "Time", "TraceHeader"];

    /// <exception cref="ParameterException">A parameter has the wrong shape or is unknown.</exception>
    /// <exception cref="BusEntryException">EventBridge refuses the entry.</exception>
    public static BusEntry Read(JsonData value)
    {
        ObjectData entry = value as ObjectData ?? throw ParameterException.WrongType("Entries", "an ARRAY of OBJECTs");
        entry.RefuseOthers(Known);
        return new BusEntry(
            Events.BusNames.Read(entry.OptionalText("EventBusName")),
            OfAnApplication(Require(entry.OptionalText("Source"), "Source")),
            Require(entry.OptionalText("DetailType"), "DetailType"),
            Text(entry["Detail"]),
            entry["Resources"] switch
            {
                null => [],
                ArrayData list => [.. list.Select(name => (name as StringData)?.Value ?? throw ParameterException.WrongType("Resources", "an ARRAY of STRINGs"))],
                _ => throw ParameterException.WrongType("Resources", "an ARRAY"),
            });
    }

    private static string OfAnApplication(string source) => source.StartsWith("aws.", StringComparison.Ordinal)
        ? throw new BusEntryException("NotAuthorizedForSourceException", "Not authorized for the source.")
        : source;

    private static string Require(string? text, string name) =>
        string.IsNullOrEmpty(text) ? throw new BusEntryException("InvalidArgument", $"Parameter {name} is not valid. Reason: {name} is a required argument.") : text;

    /// <summary>Step Functions writes a detail that is no string as JSON text.</summary>
    private static string Text(JsonData? detail)
    {
        string text = Require(detail is StringData given ? given.Value : detail?.ToJson(), "Detail");
        return IsObject(text) ? text : throw new BusEntryException("MalformedDetail", "Detail is malformed.");
    }

    private static bool IsObject(string text)
    {
        try
        {
            return JsonData.Parse(text) is ObjectData;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>An entry that EventBridge refuses.</summary>
/// <param name="code">EventBridge's error code, such as <c>InvalidArgument</c>.</param>
internal sealed class BusEntryException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
