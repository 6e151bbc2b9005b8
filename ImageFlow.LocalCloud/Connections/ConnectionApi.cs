using System.Globalization;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Connections;

/// <summary>
/// EventBridge's operations for connections: JSON in, JSON out, with AWS's error codes. Durable when a call returns. Secrets go in and never
/// come out again.
/// </summary>
public sealed class ConnectionApi
{
    private const int DefaultPage = 100;

    private readonly ConnectionStore store;
    private readonly TimeProvider clock;
    private readonly string region;
    private readonly Dictionary<string, Func<ObjectData, ObjectData>> operations;

    internal ConnectionApi(ConnectionStore store, TimeProvider clock, string region)
    {
        (this.store, this.clock, this.region) = (store, clock, region);
        operations = new(StringComparer.Ordinal)
        {
            ["CreateConnection"] = Create,
            ["DeauthorizeConnection"] = Deauthorize,
            ["DeleteConnection"] = Delete,
            ["DescribeConnection"] = Describe,
            ["ListConnections"] = List,
            ["UpdateConnection"] = Update,
        };
    }

    internal IEnumerable<KeyValuePair<string, ServiceOperation>> All => operations.Keys.Select(name => KeyValuePair.Create<string, ServiceOperation>("AWSEvents." + name, (request, _) =>
    {
        try
        {
            return new(Invoke(name, request)!);
        }
        catch (ConnectionException refusal)
        {
            throw new ServiceRefusal(refusal.Code, refusal.Message);
        }
    }));

    /// <returns>The answer, or <see langword="null"/> where there is no such operation.</returns>
    /// <exception cref="ConnectionException">EventBridge refuses the request.</exception>
    public ObjectData? Invoke(string operation, ObjectData request)
    {
        if (!operations.TryGetValue(operation, out Func<ObjectData, ObjectData>? run))
        {
            return null;
        }

        ConnectionRequests.Check(operation, request);
        return run(request);
    }

    private ObjectData Create(ObjectData request)
    {
        string name = Connection.Text(request, "Name");
        string type = Connection.Text(request, "AuthorizationType");
        DateTimeOffset now = clock.GetUtcNow();
        Connection connection = new()
        {
            Name = name,
            Arn = ConnectionArn.New(region, name),
            Description = Optional(request, "Description"),
            KmsKeyIdentifier = Optional(request, "KmsKeyIdentifier"),
            AuthorizationType = type,
            State = Connection.Authorized,
            AuthParameters = Matching(type, (ObjectData)request["AuthParameters"]!),
            CreatedAt = now,
            ModifiedAt = now,
            AuthorizedAt = now,
        };
        store.Add(connection);
        return Summary(connection, withAuthorized: false).Build();
    }

    private ObjectData Update(ObjectData request)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Connection changed = store.Change(Connection.Text(request, "Name"), known =>
        {
            string type = Optional(request, "AuthorizationType") ?? known.AuthorizationType;
            ObjectData? given = request["AuthParameters"] as ObjectData;
            ObjectData parameters = Matching(type, given is null ? known.AuthParameters : Merged(known.AuthParameters, given));
            return new Connection
            {
                Name = known.Name,
                Arn = known.Arn,
                Description = Optional(request, "Description") ?? known.Description,
                KmsKeyIdentifier = Optional(request, "KmsKeyIdentifier") ?? known.KmsKeyIdentifier,
                AuthorizationType = type,
                State = Connection.Authorized,
                AuthParameters = parameters,
                CreatedAt = known.CreatedAt,
                // Two updates within a millisecond must still differ.
                ModifiedAt = now > known.ModifiedAt ? now : known.ModifiedAt.AddMilliseconds(1),
                AuthorizedAt = now,
            };
        });
        return Summary(changed, withAuthorized: true).Build();
    }

    /// <summary>Forgets the secrets; the connection stays, to be given new ones by UpdateConnection.</summary>
    private ObjectData Deauthorize(ObjectData request)
    {
        Connection changed = store.Change(Connection.Text(request, "Name"), known => new Connection
        {
            Name = known.Name,
            Arn = known.Arn,
            Description = known.Description,
            KmsKeyIdentifier = known.KmsKeyIdentifier,
            AuthorizationType = known.AuthorizationType,
            State = Connection.Deauthorized,
            AuthParameters = ObjectData.Empty,
            CreatedAt = known.CreatedAt,
            ModifiedAt = clock.GetUtcNow(),
            AuthorizedAt = known.AuthorizedAt,
        });
        return Summary(changed, withAuthorized: true).Build();
    }

    private ObjectData Delete(ObjectData request) =>
        Summary(store.Remove(Connection.Text(request, "Name")), withAuthorized: true).Set("ConnectionState", "DELETING").Build();

    private ObjectData Describe(ObjectData request)
    {
        string name = Connection.Text(request, "Name");
        Connection connection = store.Find(name) ?? throw ConnectionException.Missing(name);
        return Summary(connection, withAuthorized: true)
            .Set("Name", connection.Name)
            .SetIfPresent("Description", connection.Description is { } text ? new StringData(text) : null)
            .SetIfPresent("KmsKeyIdentifier", connection.KmsKeyIdentifier is { } key ? new StringData(key) : null)
            .Set("AuthorizationType", connection.AuthorizationType)
            .Set("AuthParameters", WithoutSecrets(connection.AuthParameters))
            .Build();
    }

    private ObjectData List(ObjectData request)
    {
        int limit = request["Limit"] is NumberData number ? int.Parse(number.ToJson(), CultureInfo.InvariantCulture) : DefaultPage;
        string after = Optional(request, "NextToken") is { } token ? Decode(token) : "";
        string? state = Optional(request, "ConnectionState");
        List<Connection> found = [.. store.List(Optional(request, "NamePrefix") ?? "", after).Where(c => state is null || c.State == state).Take(limit + 1)];
        ObjectDataBuilder answer = new();
        answer.Set("Connections", new ArrayData([.. found.Take(limit).Select(c => Summary(c, withAuthorized: true)
            .Set("Name", c.Name)
            .Set("AuthorizationType", c.AuthorizationType)
            .Build())]));
        return found.Count > limit
            ? answer.Set("NextToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(found[limit - 1].Name))).Build()
            : answer.Build();
    }

    private static string Decode(string token)
    {
        Span<byte> bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out int length)
            ? Encoding.UTF8.GetString(bytes[..length])
            : throw new ConnectionException("ValidationException", "NextToken is none that ListConnections gave.");
    }

    /// <exception cref="ConnectionException">What the type needs is not there.</exception>
    private static ObjectData Matching(string type, ObjectData parameters)
    {
        (string wanted, string[] members) = type switch
        {
            Connection.Basic => ("BasicAuthParameters", new[] { "Username", "Password" }),
            Connection.ApiKey => ("ApiKeyAuthParameters", ["ApiKeyName", "ApiKeyValue"]),
            _ => ("OAuthParameters", ["ClientParameters", "AuthorizationEndpoint", "HttpMethod"]),
        };
        ObjectData? found = parameters[wanted] as ObjectData;
        if (Array.Find(members, member => found?[member] is null) is { } missing)
        {
            throw new ConnectionException("ValidationException", $"A connection of the type {type} needs AuthParameters.{wanted} with {missing}.");
        }

        ObjectDataBuilder kept = new();
        kept.Set(wanted, found!).SetIfPresent("InvocationHttpParameters", parameters["InvocationHttpParameters"]);
        return kept.Build();
    }

    /// <summary>The known members, and over them the given ones; objects in objects likewise.</summary>
    private static ObjectData Merged(ObjectData known, ObjectData given)
    {
        ObjectDataBuilder merged = known.ToBuilder();
        foreach ((string name, JsonData value) in given)
        {
            merged.Set(name, value is ObjectData inner && known[name] is ObjectData old ? Merged(old, inner) : value);
        }

        return merged.Build();
    }

    /// <summary>Passwords, keys and client secrets go, and each <c>Value</c> that was called a secret.</summary>
    private static ObjectData WithoutSecrets(ObjectData parameters)
    {
        ObjectDataBuilder shown = new();
        bool isSecretPair = parameters["IsValueSecret"] is BooleanData { Value: true };
        foreach ((string name, JsonData value) in parameters)
        {
            if (name is "Password" or "ApiKeyValue" or "ClientSecret" || (isSecretPair && name == "Value"))
            {
                continue;
            }

            shown.Set(name, value switch
            {
                ObjectData inner => WithoutSecrets(inner),
                ArrayData items => new ArrayData([.. items.Select(item => item is ObjectData pair ? WithoutSecrets(pair) : item)]),
                _ => value,
            });
        }

        return shown.Build();
    }

    private static ObjectDataBuilder Summary(Connection connection, bool withAuthorized)
    {
        ObjectDataBuilder answer = new();
        answer.Set("ConnectionArn", connection.Arn)
            .Set("ConnectionState", connection.State)
            .Set("CreationTime", Seconds(connection.CreatedAt))
            .Set("LastModifiedTime", Seconds(connection.ModifiedAt));
        return withAuthorized ? answer.SetIfPresent("LastAuthorizedTime", connection.AuthorizedAt is { } at ? Seconds(at) : null) : answer;
    }

    private static NumberData Seconds(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds() / 1000.0);

    private static string? Optional(ObjectData request, string name) => (request[name] as StringData)?.Value;
}
