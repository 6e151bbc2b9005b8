using System.Text.Json;
using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Approvals;

/// <summary>Something that waits for a person, or waited.</summary>
/// <param name="Id">Derives from the task, so that it is the same after a crash.</param>
/// <param name="Title">One line for the person.</param>
/// <param name="Details">What the flow gave for the person to judge; may be null.</param>
/// <param name="Decision"><c>approved</c>, <c>rejected</c> or, where the task ended without a person, <c>expired</c>; <see langword="null"/> while it waits.</param>
public sealed record Approval(
    string Id, string Title, JsonData Details, string ExecutionArn, string StateName, DateTimeOffset CreatedAt, string? Decision, string? DecidedBy, string? Comment, DateTimeOffset? DecidedAt)
{
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS approvals (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, token TEXT NOT NULL, title TEXT NOT NULL, details TEXT NOT NULL, execution_arn TEXT NOT NULL,
            state_name TEXT NOT NULL, created_at INTEGER NOT NULL, decision TEXT, decided_by TEXT, comment TEXT, decided_at INTEGER);
        """;

    internal const string Columns = "id, title, details, execution_arn, state_name, created_at, decision, decided_by, comment, decided_at";

    /// <summary>The token in a message to the queue for approvals; <see langword="null"/> where it is none (its body is an object with <c>taskToken</c>).</summary>
    internal static (string Token, string Title, JsonData Details)? ReadMessage(string body)
    {
        try
        {
            return JsonData.Parse(body) is ObjectData message && message["taskToken"] is StringData token
                ? (token.Value, (message["title"] as StringData)?.Value ?? "Approval", message["details"] ?? NullData.Instance)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static Approval Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), JsonData.Parse(row.GetString(2)), row.GetString(3), row.GetString(4), Time(row.GetInt64(5)), row.TextOrNull(6), row.TextOrNull(7),
        row.TextOrNull(8), row.IsDBNull(9) ? null : Time(row.GetInt64(9)));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
