using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Connections;

/// <summary>
/// A connection of EventBridge: how requests to an API are authorised, and what is added to them. A class, not a record, so that its text
/// never shows a secret.
/// </summary>
internal sealed class Connection
{
    public const string Basic = "BASIC";
    public const string ApiKey = "API_KEY";
    public const string OAuth = "OAUTH_CLIENT_CREDENTIALS";
    public const string Authorized = "AUTHORIZED";
    public const string Deauthorized = "DEAUTHORIZED";

    public required string Name { get; init; }

    public required string Arn { get; init; }

    public string? Description { get; init; }

    public string? KmsKeyIdentifier { get; init; }

    /// <summary><see cref="Basic"/>, <see cref="ApiKey"/> or <see cref="OAuth"/>.</summary>
    public required string AuthorizationType { get; init; }

    /// <summary><see cref="Authorized"/> or <see cref="Deauthorized"/>.</summary>
    public required string State { get; init; }

    /// <summary><c>AuthParameters</c> as they were given, with their secrets; empty after DeauthorizeConnection.</summary>
    public required ObjectData AuthParameters { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public DateTimeOffset? AuthorizedAt { get; init; }

    /// <summary>Changes with every update, so that what was derived from the connection before is not used after.</summary>
    public string Version => $"{Arn}@{ModifiedAt.ToUnixTimeMilliseconds()}";

    /// <summary>The members of one of the <c>AuthParameters</c>; empty where it is absent.</summary>
    public ObjectData Parameters(string name) => AuthParameters[name] as ObjectData ?? ObjectData.Empty;

    /// <summary>A list of <c>InvocationHttpParameters</c>: <c>HeaderParameters</c>, <c>QueryStringParameters</c> or <c>BodyParameters</c>.</summary>
    public IEnumerable<(string Key, string Value)> Invocation(string list) => Pairs(Parameters("InvocationHttpParameters"), list);

    public static IEnumerable<(string Key, string Value)> Pairs(ObjectData parameters, string list) =>
        (parameters[list] as ArrayData ?? ArrayData.Empty).OfType<ObjectData>().Select(pair => (Text(pair, "Key"), Text(pair, "Value")));

    public static string Text(ObjectData members, string name) => (members[name] as StringData)?.Value ?? "";
}
