using System.Net.Http.Headers;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Connections;

namespace ImageFlow.LocalCloud.Http;

/// <summary>
/// What goes out: the task's own parts and over them those of its connection (Step Functions guide, merging EventBridge connection and HTTP
/// Task definition data). What the connection adds is a secret.
/// </summary>
internal sealed class OutgoingRequest
{
    /// <summary>Headers that belong to the transport: a connection that set them would break the request.</summary>
    private static readonly string[] TransportHeaders = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "Trailer", "TE", "Expect"];

    private static readonly string[] OwnedHeaders = ["User-Agent", "Range", "Content-Length"];

    private readonly HttpTaskParameters task;
    private readonly List<(string Name, string Value)> ownHeaders;
    private readonly List<(string Name, string Value)> addedHeaders;
    private readonly List<(string Name, string Value)> fixedHeaders;
    private readonly List<(string Name, string Value)> ownQuery;
    private readonly List<(string Name, string Value)> addedQuery;
    private readonly JsonData? ownBody;
    private readonly JsonData? body;

    /// <param name="authorization">The header that authorises; its value is a secret.</param>
    /// <exception cref="HttpTaskException">The parts do not fit together.</exception>
    public OutgoingRequest(HttpTaskParameters task, Connection connection, (string Name, string Value) authorization, string region)
    {
        this.task = task;
        addedHeaders = [authorization, .. connection.Invocation("HeaderParameters")];
        addedQuery = [.. connection.Invocation("QueryStringParameters")];
        fixedHeaders = [("User-Agent", $"Amazon|StepFunctions|HttpInvoke|{region}"), ("Range", "bytes=0-262144")];
        ownHeaders = Without(task.Headers, addedHeaders, StringComparer.OrdinalIgnoreCase);
        ownHeaders.RemoveAll(header => OwnedHeaders.Contains(header.Name, StringComparer.OrdinalIgnoreCase));
        ownQuery = Without(task.Query, addedQuery, StringComparer.Ordinal);
        (string Key, string Value)[] addedBody = [.. connection.Invocation("BodyParameters")];
        (ownBody, body) = addedBody.Length == 0 ? (task.Body, task.Body) : Merge(task.Body, addedBody);
        foreach ((string name, string value) in Headers(isRevealed: true))
        {
            HttpTaskParameters.CheckHeader(name, value);
        }

        if (addedHeaders.Find(header => TransportHeaders.Contains(header.Name, StringComparer.OrdinalIgnoreCase)) is { Name: { } transport })
        {
            throw HttpTaskException.Runtime($"The connection '{connection.Name}' sets the header '{transport}', which belongs to the transport. Take it out of the connection.");
        }
    }

    public string Method => task.Method;

    /// <summary>For sentences: without the query, which may hold secrets.</summary>
    public string Place => task.Endpoint.GetLeftPart(UriPartial.Path);

    public HttpRequestMessage ToMessage()
    {
        HttpRequestMessage message = new(new HttpMethod(task.Method), new Uri(Url(isRevealed: true)));
        string? text = BodyText(isRevealed: true);
        List<(string Name, string Value)> headers = Headers(isRevealed: true);
        bool saysType = headers.Exists(header => IsContentHeader(header.Name));
        if (text is not null || saysType)
        {
            ByteArrayContent content = new(Encoding.UTF8.GetBytes(text ?? ""));
            if (text is not null && !headers.Exists(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
            {
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "UTF-8");
            }

            message.Content = content;
        }

        foreach ((string name, string value) in headers)
        {
            HttpHeaders to = IsContentHeader(name) ? message.Content!.Headers : message.Headers;
            if (!to.TryAddWithoutValidation(name, value))
            {
                throw HttpTaskException.Runtime($"The header '{name}' cannot be sent.");
            }
        }

        return message;
    }

    /// <summary>As TestState shows it (API reference, InspectionDataRequest).</summary>
    public ObjectData ToInspection(bool isRevealed)
    {
        ObjectDataBuilder shown = new();
        shown.Set("protocol", task.Endpoint.Scheme)
            .Set("method", task.Method)
            .Set("url", Url(isRevealed))
            .Set("headers", Listed(Headers(isRevealed)));
        return shown.SetIfPresent("body", BodyText(isRevealed) is { } text ? new StringData(text) : null).Build();
    }

    public static string Listed(IEnumerable<(string Name, string Value)> headers) => $"[{string.Join(", ", headers.Select(header => $"{header.Name}: {header.Value}"))}]";

    private List<(string Name, string Value)> Headers(bool isRevealed) => [.. ownHeaders, .. isRevealed ? addedHeaders : [], .. fixedHeaders];

    private string Url(bool isRevealed)
    {
        string query = FormEncoding.Pairs(isRevealed ? [.. ownQuery, .. addedQuery] : ownQuery);
        string address = task.Endpoint.AbsoluteUri;
        return query.Length == 0 ? address : address + (task.Endpoint.Query.Length > 0 ? "&" : "?") + query;
    }

    private string? BodyText(bool isRevealed) => (isRevealed ? body : ownBody) switch
    {
        null => null,
        ObjectData members when task.Form is { } format => FormEncoding.Body(members, format),
        not null when task.Form is not null => throw HttpTaskException.Runtime("The RequestBody must be an object to be URL-encoded."),
        StringData text => text.Value,
        { } other => other.ToJson(),
    };

    private static (JsonData? Own, JsonData Whole) Merge(JsonData? own, (string Key, string Value)[] added)
    {
        ObjectData members = own switch
        {
            null => ObjectData.Empty,
            ObjectData given => given,
            _ => throw HttpTaskException.Runtime("The RequestBody is no object, and the connection has body parameters: the two cannot be merged."),
        };
        ObjectDataBuilder whole = members.ToBuilder();
        ObjectDataBuilder rest = new();
        foreach ((string name, JsonData value) in members)
        {
            rest.SetIfPresent(name, Array.Exists(added, pair => pair.Key == name) ? null : value);
        }

        foreach ((string key, string value) in added)
        {
            whole.Set(key, value);
        }

        return (own is null ? null : rest.Build(), whole.Build());
    }

    private static List<(string Name, string Value)> Without(IReadOnlyList<(string Name, string Value)> own, List<(string Name, string Value)> added, StringComparer names) =>
        [.. own.Where(pair => !added.Exists(other => names.Equals(other.Name, pair.Name)))];

    private static bool IsContentHeader(string name) =>
        name.ToUpperInvariant() is "CONTENT-TYPE" or "CONTENT-LANGUAGE" or "CONTENT-DISPOSITION" or "CONTENT-LOCATION" or "CONTENT-RANGE" or "ALLOW" or "EXPIRES" or "LAST-MODIFIED";
}
