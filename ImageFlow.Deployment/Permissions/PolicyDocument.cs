using System.Text.Json.Nodes;
using ImageFlow.Deployment.Templates;
using ImageFlow.Deployment.Yaml;

namespace ImageFlow.Deployment.Permissions;

/// <summary>Makes policies out of grants, and the trust policies of roles.</summary>
internal static class PolicyDocument
{
    private const string Version = "2012-10-17";

    /// <summary>
    /// A policy that allows exactly these grants. Those of the same resources stand together; a comment says which states need each
    /// statement, and why a statement is about every resource.
    /// </summary>
    public static JsonObject Allowing(IEnumerable<Grant> grants)
    {
        var byResource = grants
            .GroupBy(grant => (grant.Resource, grant.StarReason, grant.Condition))
            .Select(group => (
                group.Key.Resource,
                group.Key.StarReason,
                group.Key.Condition,
                Actions: group.Select(g => g.Action).Distinct().Order(StringComparer.Ordinal).ToArray(),
                For: group.Select(g => g.For).Distinct().ToArray()));
        JsonArray statements = [];
        foreach (var statement in byResource.GroupBy(entry => (string.Join(',', entry.Actions), entry.StarReason, entry.Condition)))
        {
            string[] users = [.. statement.SelectMany(entry => entry.For).Distinct()];
            JsonObject written = new()
            {
                [YamlWriter.CommentKey] = statement.Key.StarReason is { } reason ? $"{string.Join(", ", users)}. Every resource, because {reason}." : string.Join(", ", users),
                ["Effect"] = "Allow",
                ["Action"] = new JsonArray([.. statement.First().Actions.Select(action => JsonValue.Create(action))]),
                ["Resource"] = statement.Key.StarReason is null
                    ? new JsonArray([.. statement.Select(entry => Cfn.Sub(entry.Resource))])
                    : Grant.Anything,
            };
            if (statement.Key.Condition is { } condition)
            {
                written["Condition"] = JsonNode.Parse(condition);
            }

            statements.Add(written);
        }

        return new JsonObject { ["Version"] = Version, ["Statement"] = statements };
    }

    /// <summary>Lets a service take the role on.</summary>
    /// <param name="sourceArns">The resources for which alone it may, as text for <c>Fn::Sub</c>; none where the service does not document the condition.</param>
    /// <param name="sourceAccount">Whether the service passes on the account; AWS Lambda does not when it takes on a function's role.</param>
    public static JsonObject Trust(string service, IReadOnlyList<string>? sourceArns = null, bool sourceAccount = true)
    {
        JsonObject statement = new()
        {
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["Service"] = service },
            ["Action"] = "sts:AssumeRole",
        };
        if (sourceAccount)
        {
            statement["Condition"] = Condition(sourceArns ?? []);
        }

        return new JsonObject { ["Version"] = Version, ["Statement"] = new JsonArray(statement) };
    }

    /// <summary>The resource takes requests over TLS alone, and what else is given.</summary>
    public static JsonObject TlsOnly(IReadOnlyList<string> resources, string actions, params ReadOnlySpan<JsonNode?> more)
    {
        JsonArray statements =
        [
            new JsonObject
            {
                [YamlWriter.CommentKey] = "A refusal: nothing is answered without TLS.",
                ["Sid"] = "TlsOnly",
                ["Effect"] = "Deny",
                ["Principal"] = "*",
                ["Action"] = actions,
                ["Resource"] = new JsonArray([.. resources.Select(Cfn.Sub)]),
                ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:SecureTransport"] = "false" } },
            },
        ];
        foreach (JsonNode? statement in more)
        {
            statements.Add(statement);
        }

        return new JsonObject { ["Version"] = Version, ["Statement"] = statements };
    }

    /// <summary>Lets a service use a resource on behalf of this account's own resource.</summary>
    public static JsonObject AllowService(string sid, string service, string action, string resource, string sourceArn, string test = "ArnLike") => new()
    {
        ["Sid"] = sid,
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = service },
        ["Action"] = action,
        ["Resource"] = Cfn.Sub(resource),
        ["Condition"] = new JsonObject
        {
            ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = Cfn.Ref("AWS::AccountId") },
            [test] = new JsonObject { ["aws:SourceArn"] = Cfn.Sub(sourceArn) },
        },
    };

    private static JsonObject Condition(IReadOnlyList<string> sourceArns)
    {
        JsonObject condition = new() { ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = Cfn.Ref("AWS::AccountId") } };
        if (sourceArns.Count > 0)
        {
            condition["ArnLike"] = new JsonObject
            {
                ["aws:SourceArn"] = sourceArns.Count == 1 ? Cfn.Sub(sourceArns[0]) : new JsonArray([.. sourceArns.Select(Cfn.Sub)]),
            };
        }

        return condition;
    }
}
