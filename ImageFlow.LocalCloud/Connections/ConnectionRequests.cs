using ImageFlow.Asl.Values;
using static ImageFlow.LocalCloud.Connections.RequestShape;

namespace ImageFlow.LocalCloud.Connections;

/// <summary>The members of each request with their bounds (EventBridge API reference, version 2015-10-07).</summary>
internal static class ConnectionRequests
{
    private const string HeaderText = @"[ \t]*[^\x00-\x1F:\x7F]+([ \t]+[^\x00-\x1F:\x7F]+)*[ \t]*";

    private static readonly Text Name = new(1, 64, @"[.\-_A-Za-z0-9]+");
    private static readonly Text AuthText = new(1, 512, HeaderText);
    private static readonly Text AuthSecret = AuthText with { IsSecret = true };
    private static readonly Flag Flag = new();
    private static readonly Choice Types = new(Connection.Basic, Connection.OAuth, Connection.ApiKey);
    private static readonly Choice States = new("CREATING", "UPDATING", "DELETING", "AUTHORIZED", "DEAUTHORIZED", "AUTHORIZING", "DEAUTHORIZING", "ACTIVE", "FAILED_CONNECTIVITY");
    private static readonly Text Description = new(0, 512);
    private static readonly Text Key = new(0, 2048, @"[a-zA-Z0-9_\-/:]*");

    private static readonly Structure HttpParameters = new(
        ("HeaderParameters", Pairs(new Text(0, 512, @"[!#$%&'*+\-.^_`|~0-9a-zA-Z]+"), new Text(0, 512, @"[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*"))),
        ("QueryStringParameters", Pairs(new Text(0, 512, @"[^\x00-\x1F\x7F]+"), new Text(0, 512, @"[^\x00-\x09\x0B\x0C\x0E-\x1F\x7F]+"))),
        ("BodyParameters", Pairs(new Text(0, int.MaxValue), new Text(0, int.MaxValue))));

    private static readonly Dictionary<string, Structure> Shapes = new(StringComparer.Ordinal)
    {
        ["CreateConnection"] = new(
            ("Name!", Name), ("Description", Description), ("AuthorizationType!", Types), ("AuthParameters!", Parameters("!")), ("KmsKeyIdentifier", Key)),
        ["UpdateConnection"] = new(
            ("Name!", Name), ("Description", Description), ("AuthorizationType", Types), ("AuthParameters", Parameters("")), ("KmsKeyIdentifier", Key)),
        ["DescribeConnection"] = new(("Name!", Name)),
        ["DeleteConnection"] = new(("Name!", Name)),
        ["DeauthorizeConnection"] = new(("Name!", Name)),
        ["ListConnections"] = new(("NamePrefix", Name), ("ConnectionState", States), ("NextToken", new Text(1, 2048)), ("Limit", new Number(1, 100))),
    };

    /// <exception cref="ConnectionException"><c>ValidationException</c> with all that is wrong.</exception>
    public static void Check(string operation, ObjectData request)
    {
        List<string> findings = [.. Shapes[operation].Findings(request, "")];
        if (findings.Count > 0)
        {
            throw ConnectionException.Validation(findings);
        }

        if (request["InvocationConnectivityParameters"] is ObjectData || (request["AuthParameters"] as ObjectData)?["ConnectivityParameters"] is ObjectData)
        {
            throw new ConnectionException(
                "ValidationException",
                "Private connectivity (a VPC Lattice resource configuration) is not there on this machine: leave ConnectivityParameters and InvocationConnectivityParameters out.");
        }
    }

    /// <param name="need"><c>!</c> where a structure that is given has to be whole.</param>
    private static Structure Parameters(string need) => new(
        ("BasicAuthParameters", new Structure(("Username" + need, AuthText), ("Password" + need, AuthSecret))),
        ("ApiKeyAuthParameters", new Structure(("ApiKeyName" + need, AuthText), ("ApiKeyValue" + need, AuthSecret))),
        ("OAuthParameters", new Structure(
            ("ClientParameters" + need, new Structure(("ClientID" + need, AuthText), ("ClientSecret" + need, AuthSecret))),
            ("AuthorizationEndpoint" + need, new Text(1, 2048, @"((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@&=+$,A-Za-z0-9])+)([).!';/?:,])?")),
            ("HttpMethod" + need, new Choice("GET", "POST", "PUT")),
            ("OAuthHttpParameters", HttpParameters))),
        ("InvocationHttpParameters", HttpParameters));

    private static ListOf Pairs(Text key, Text value) => new(new Structure(("Key", key), ("Value", value with { IsSecret = true }), ("IsValueSecret", Flag)), 100);
}
