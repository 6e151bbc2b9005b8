using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;

namespace ImageFlow.Deployment.Permissions;

/// <summary>
/// What a call of an HTTP API needs: the call itself, limited to its method and address as far as they are known beforehand, and the
/// connection's credentials, which lie in a secret that EventBridge manages (developer guide, "Call HTTPS APIs", "IAM permissions").
/// </summary>
internal static class HttpRights
{
    /// <summary>The rights; <see langword="null"/> where the connection is not given as an ARN, so that its secret is not known.</summary>
    public static IReadOnlyList<Grant>? Of(ServiceCall call, NamedResource machine, ResourceNames names)
    {
        Argument given = Argument.Of(call.Arguments, "InvocationConfig.ConnectionArn");
        Argument connection = given.IsAbsent ? Argument.Of(call.Arguments, "Authentication.ConnectionArn") : given;
        if (connection.IsAbsent)
        {
            return null;
        }

        string arn = connection.Literal is { } literal && literal.StartsWith("arn:", StringComparison.Ordinal)
            ? literal
            : names.UseUnknown(ResourceKind.Connection, call.State).Arn + "/*";
        return
        [
            new Grant("states:InvokeHTTPEndpoint", machine.Arn, call.State, Condition: Condition(call)),
            new Grant("events:RetrieveConnectionCredentials", arn, call.State),
            new Grant("secretsmanager:DescribeSecret", Secret(arn), call.State),
            new Grant("secretsmanager:GetSecretValue", Secret(arn), call.State),
        ];
    }

    /// <summary>EventBridge names the secret after the connection: <c>events!connection/NAME/ID</c>.</summary>
    private static string Secret(string connectionArn)
    {
        string name = connectionArn.Split(":connection/")[^1].Split('/')[0];
        return $"arn:${{AWS::Partition}}:secretsmanager:${{AWS::Region}}:${{AWS::AccountId}}:secret:events!connection/{name}/*";
    }

    /// <summary>The method, and the address; of an expression only what stands before it is known, if anything.</summary>
    private static string? Condition(ServiceCall call)
    {
        JsonObject condition = [];
        if (Argument.Of(call.Arguments, "Method") is { Literal: { } method, Expression: null })
        {
            condition["StringEquals"] = new JsonObject { ["states:HTTPMethod"] = method };
        }

        if (Argument.Of(call.Arguments, "ApiEndpoint") is { Literal: { } endpoint, Expression: null })
        {
            condition["StringLike"] = new JsonObject { ["states:HTTPEndpoint"] = endpoint };
        }

        return condition.Count == 0 ? null : condition.ToJsonString();
    }
}
