using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Pipes;

/// <summary>A pipe of EventBridge Pipes: what comes into a queue starts a state machine.</summary>
/// <param name="Settings">As CreatePipe gave it.</param>
/// <param name="IsRunning">Whether it takes messages.</param>
internal sealed record Pipe(string Name, ObjectData Settings, bool IsRunning, DateTimeOffset CreatedAt)
{
    public const string Schema = "CREATE TABLE IF NOT EXISTS pipes (name TEXT PRIMARY KEY, settings TEXT NOT NULL, running INTEGER NOT NULL, created_at INTEGER NOT NULL);";

    private const string Select = "SELECT name, settings, running, created_at FROM pipes";

    /// <summary>The queue's ARN.</summary>
    public string Source => ((StringData)Settings["Source"]!).Value;

    /// <summary>The state machine's ARN.</summary>
    public string Target => ((StringData)Settings["Target"]!).Value;

    /// <summary>How many messages go together at most. Default 10, as on AWS.</summary>
    public int BatchSize => (Section("SourceParameters", "SqsQueueParameters")?["BatchSize"] as NumberData)?.Value is { } size ? (int)size : 10;

    /// <summary>Whether the messages stay in the queue until the execution has succeeded.</summary>
    public bool WaitsForAnswer => (Section("TargetParameters", "StepFunctionStateMachineParameters")?["InvocationType"] as StringData)?.Value == "REQUEST_RESPONSE";

    /// <summary>What a message becomes before it is sent (<see cref="PipeTemplate"/>); <see langword="null"/> for the message itself.</summary>
    public string? Template => ((Settings["TargetParameters"] as ObjectData)?["InputTemplate"] as StringData)?.Value;

    /// <summary>Event patterns, one of which a message has to match; none for all messages.</summary>
    public IReadOnlyList<string> Filters =>
    [
        .. (Section("SourceParameters", "FilterCriteria")?["Filters"] as ArrayData ?? ArrayData.Empty).OfType<ObjectData>().Select(filter => (filter["Pattern"] as StringData)?.Value).OfType<string>(),
    ];

    public static IReadOnlyList<Pipe> All(SqliteConnection db) => db.Query($"{Select} ORDER BY name", Read);

    public static Pipe? Find(SqliteConnection db, string name) => db.Query($"{Select} WHERE name = $1", Read, name).FirstOrDefault();

    public void Save(SqliteConnection db) => db.Run(
        "INSERT INTO pipes (name, settings, running, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET settings = excluded.settings, running = excluded.running",
        Name, Settings.ToJson(), IsRunning, CreatedAt.ToUnixTimeMilliseconds());

    public static void Delete(SqliteConnection db, string name) => db.Run("DELETE FROM pipes WHERE name = $1", name);

    private ObjectData? Section(string outer, string inner) => (Settings[outer] as ObjectData)?[inner] as ObjectData;

    private static Pipe Read(SqliteDataReader row) =>
        new(row.GetString(0), (ObjectData)JsonData.Parse(row.GetString(1)), row.GetInt64(2) != 0, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));
}
