using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Http;

/// <summary>The parameters of <c>http:invoke</c>, checked as Step Functions checks them (guide, HTTP Task fields).</summary>
internal sealed partial record HttpTaskParameters
{
    private static readonly string[] Known = ["ApiEndpoint", "Method", "Authentication", "InvocationConfig", "Headers", "QueryParameters", "RequestBody", "Transform"];
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];

    private static readonly HashSet<string> ForbiddenHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "A-IM", "Accept-Charset", "Accept-Datetime", "Accept-Encoding", "Authorization", "Cache-Control", "Connection", "Content-Encoding", "Content-MD5",
        "Date", "Expect", "Forwarded", "From", "Host", "HTTP2-Settings", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
        "If-Unmodified-Since", "Max-Forwards", "Origin", "Pragma", "Proxy-Authorization", "Referer", "Server", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "Via", "Warning",
    };

    private static readonly string[] ForbiddenPrefixes = ["x-forwarded-", "x-amz-", "x-amzn-"];

    public required Uri Endpoint { get; init; }

    public required string Method { get; init; }

    public required string ConnectionArn { get; init; }

    public required IReadOnlyList<(string Name, string Value)> Headers { get; init; }

    public required IReadOnlyList<(string Name, string Value)> Query { get; init; }

    /// <summary><see langword="null"/> for none.</summary>
    public JsonData? Body { get; init; }

    /// <summary>How arrays are written where the body is URL-encoded; <see langword="null"/> where it goes out as JSON.</summary>
    public ArrayFormat? Form { get; init; }

    /// <exception cref="ParameterException">A parameter has the wrong shape or is unknown.</exception>
    /// <exception cref="HttpTaskException">A value is none that AWS takes.</exception>
    public static HttpTaskParameters Read(JsonData input)
    {
        ObjectData parameters = Parameters.Of(input);
        parameters.RefuseOthers(Known);
        string method = parameters.Text("Method");
        IReadOnlyList<(string Name, string Value)> headers = Pairs(parameters, "Headers");
        if (headers.Select(header => header.Name).Where(IsForbidden).ToArray() is { Length: > 0 } forbidden)
        {
            throw new ParameterException($"The 'Headers' field contains unsupported values: [{string.Join(", ", forbidden)}]");
        }

        return new HttpTaskParameters
        {
            Endpoint = Address(parameters.Text("ApiEndpoint")),
            Method = Methods.Contains(method) ? method : throw new ParameterException($"The value for the field 'Method' must be one of [{string.Join(", ", Methods)}], not '{method}'"),
            ConnectionArn = Section(parameters, "InvocationConfig")?.Text("ConnectionArn")
                ?? Section(parameters, "Authentication")?.Text("ConnectionArn")
                ?? throw new ParameterException("One of the fields 'InvocationConfig' and 'Authentication' is required but both were missing"),
            Headers = headers,
            Query = Pairs(parameters, "QueryParameters"),
            Body = parameters["RequestBody"] is { Kind: not JsonDataKind.Null } body ? body : null,
            Form = ReadTransform(Section(parameters, "Transform")),
        };
    }

    /// <exception cref="HttpTaskException">The header cannot be sent.</exception>
    public static void CheckHeader(string name, string value)
    {
        if (!HeaderName().IsMatch(name) || value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw HttpTaskException.Runtime($"The header '{name.ReplaceLineEndings(" ")}' cannot be sent: its name has a character that names cannot have, or its value has a line break.");
        }
    }

    private static bool IsForbidden(string header) =>
        ForbiddenHeaders.Contains(header) || Array.Exists(ForbiddenPrefixes, prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address is { Host.Length: > 0, UserInfo.Length: 0, Fragment.Length: 0 }
            ? address
            : throw HttpTaskException.Runtime($"The ApiEndpoint '{text}' is no address that can be called: it must be like https://api.example.com/path, without a user, a password or a fragment.");

    private static ArrayFormat? ReadTransform(ObjectData? transform)
    {
        if (transform is null)
        {
            return null;
        }

        transform.RefuseOthers(["RequestBodyEncoding", "RequestEncodingOptions"]);
        ObjectData? options = Section(transform, "RequestEncodingOptions");
        options?.RefuseOthers(["ArrayFormat"]);
        ArrayFormat format = options?.OptionalText("ArrayFormat") switch
        {
            null or "INDICES" => ArrayFormat.Indices,
            "REPEAT" => ArrayFormat.Repeat,
            "COMMAS" => ArrayFormat.Commas,
            "BRACKETS" => ArrayFormat.Brackets,
            { } other => throw new ParameterException($"The value for the field 'ArrayFormat' must be one of [INDICES, REPEAT, COMMAS, BRACKETS], not '{other}'"),
        };
        return transform.OptionalText("RequestBodyEncoding") switch
        {
            null or "NONE" => null,
            "URL_ENCODED" => format,
            { } other => throw new ParameterException($"The value for the field 'RequestBodyEncoding' must be one of [NONE, URL_ENCODED], not '{other}'"),
        };
    }

    /// <summary>An object whose values are texts, numbers, booleans, or arrays of them; each item of an array is a pair of its own.</summary>
    private static IReadOnlyList<(string Name, string Value)> Pairs(ObjectData parameters, string field) => Section(parameters, field) is { } members
        ? [.. members.SelectMany(member => (member.Value as ArrayData ?? new ArrayData([member.Value])).Select(item => (member.Key, Scalar(item, $"{field}.{member.Key}"))))]
        : [];

    private static string Scalar(JsonData value, string field) => value switch
    {
        StringData text => text.Value,
        NumberData or BooleanData => value.ToJson(),
        _ => throw ParameterException.WrongType(field, "a STRING or an ARRAY of STRING"),
    };

    private static ObjectData? Section(ObjectData parameters, string name) => parameters[name] switch
    {
        null or { Kind: JsonDataKind.Null } => null,
        ObjectData members => members,
        _ => throw ParameterException.WrongType(name, "an OBJECT"),
    };

    // RFC 9110, 5.6.2: token.
    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    private static partial Regex HeaderName();
}
