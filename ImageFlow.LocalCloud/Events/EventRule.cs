using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events;

/// <summary>A rule of a bus: what its targets get when an event matches, or when its time has come.</summary>
internal sealed record EventRule(
    string Bus, string Name, string? Pattern, string? Schedule, string? Description, string? Role, bool Enabled, DateTimeOffset CreatedAt);

/// <summary>What a rule sends to, as PutTargets gave it.</summary>
internal sealed record EventTarget(ObjectData Json)
{
    /// <summary>A day, as on AWS.</summary>
    private const int DefaultMaxAge = 86400;

    private const int DefaultMaxRetries = 185;

    public string Id => Text(Json, "Id")!;

    public string Arn => Text(Json, "Arn")!;

    public string? DeadLetterArn => Json["DeadLetterConfig"] is ObjectData config ? Text(config, "Arn") : null;

    public string? MessageGroup => Json["SqsParameters"] is ObjectData parameters ? Text(parameters, "MessageGroupId") : null;

    public TimeSpan MaxAge => TimeSpan.FromSeconds(Retry("MaximumEventAgeInSeconds") ?? DefaultMaxAge);

    /// <summary>The first attempt counts too.</summary>
    public int MaxAttempts => (Retry("MaximumRetryAttempts") ?? DefaultMaxRetries) + 1;

    private int? Retry(string name) => Json["RetryPolicy"] is ObjectData policy && policy[name] is NumberData number ? (int)number.Value : null;

    private static string? Text(ObjectData json, string name) => (json[name] as StringData)?.Value;
}
