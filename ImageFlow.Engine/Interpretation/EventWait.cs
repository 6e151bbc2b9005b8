using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>
/// Tasks that wait for an external event by its name: any <c>.waitForTaskToken</c> task whose effective parameters hold an object with a
/// string <c>eventName</c> beside the task's own token, however deep, also in JSON text such as a message body. On AWS the service that
/// gets the parameters knows by the same object which event is waited for and which token answers it (docs/external-events.md).
/// </summary>
internal static class EventWait
{
    private const string NameMember = "eventName";

    /// <summary>JSON text in JSON text is looked into so deep.</summary>
    private const int MaxDepth = 4;

    /// <returns>The name; <see langword="null"/> where the task waits for no event.</returns>
    public static string? NameOf(PendingTask task) =>
        task.Token is string token && TaskResource.Parse(task.Resource) is { WaitsForToken: true, IsActivity: false } ? Find(task.Input, token, MaxDepth) : null;

    private static string? Find(JsonData value, string token, int depth) => value switch
    {
        ObjectData members when NameBeside(members, token) is string name => name,
        ObjectData members => members.Select(member => Find(member.Value, token, depth)).FirstOrDefault(name => name is not null),
        ArrayData items => items.Select(item => Find(item, token, depth)).FirstOrDefault(name => name is not null),
        StringData text when depth > 0 && text.Value.StartsWith('{') && text.Value.Contains(token, StringComparison.Ordinal) => Parse(text.Value) is JsonData inner ? Find(inner, token, depth - 1) : null,
        _ => null,
    };

    private static string? NameBeside(ObjectData members, string token) =>
        members[NameMember] is StringData name && members.Any(member => member.Value is StringData text && text.Value == token) ? name.Value : null;

    private static JsonData? Parse(string text)
    {
        try
        {
            return JsonData.Parse(text);
        }
        catch (JsonException)
        {
            // Text that only looks like JSON: nobody could read a name from it.
            return null;
        }
    }
}
