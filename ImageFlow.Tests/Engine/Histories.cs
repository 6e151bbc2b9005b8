using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>Histories as text, one event a line: id, previous id, type, details. Times are left out.</summary>
internal static class Histories
{
    public static string Show(IEnumerable<HistoryEvent> history) =>
        string.Join('\n', history.Select(e => $"{e.Id} {e.PreviousEventId} {e.Type}{(e.Details is null ? "" : " " + e.Details.ToJson())}"));

    /// <summary>Only ids and types.</summary>
    public static string Outline(IEnumerable<HistoryEvent> history) =>
        string.Join('\n', history.Select(e => $"{e.Id} {e.PreviousEventId} {e.Type}"));
}
