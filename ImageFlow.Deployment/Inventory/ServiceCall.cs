using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;

namespace ImageFlow.Deployment.Inventory;

/// <summary>A Task state's call of a service.</summary>
/// <param name="State">The state's name.</param>
/// <param name="Service">The service as the resource names it, lower-case: <c>dynamodb</c>, <c>s3</c>, <c>states</c> …</param>
/// <param name="Action">The action as the resource names it: <c>putItem</c>.</param>
/// <param name="Pattern"><c>""</c>, <c>sync</c>, <c>sync:2</c> or <c>waitForTaskToken</c>.</param>
/// <param name="Arguments">The call's arguments or parameters; empty where they are one expression.</param>
/// <param name="IsSdk">Whether the call goes through <c>aws-sdk</c>.</param>
internal sealed partial record ServiceCall(string State, string Service, string Action, string Pattern, ObjectData Arguments, bool IsSdk)
{
    private const string IntegrationPrefix = ":states:::";
    private const string SdkPrefix = "aws-sdk:";

    /// <summary>The key of the table of permissions, such as <c>dynamodb:putitem</c>: the SDK's spelling differs in case alone.</summary>
    public string Key => $"{Service}:{Action}".ToLowerInvariant();

    /// <summary>Reads a Task's resource; <see langword="null"/> for an activity's worker, which needs no permission.</summary>
    public static ServiceCall? Of(string state, string resource, JsonData? arguments)
    {
        ObjectData given = arguments as ObjectData ?? OfExpression((arguments as StringData)?.Value ?? "");
        int integration = resource.IndexOf(IntegrationPrefix, StringComparison.Ordinal);
        if (integration >= 0)
        {
            return OfIntegration(state, resource[(integration + IntegrationPrefix.Length)..], given);
        }

        string[] arn = resource.Split(':', 7);
        return arn is [_, _, "lambda", _, _, "function", _]
            ? new ServiceCall(state, "lambda", "invoke", "", ObjectData.Of(("FunctionName", resource)), IsSdk: false)
            : null;
    }

    /// <summary>What can be told of arguments that are one expression: the table, where a text names it.</summary>
    private static ObjectData OfExpression(string text) => TableMember().Match(text) is { Success: true } table ? ObjectData.Of(("TableName", table.Groups["name"].Value)) : ObjectData.Empty;

    [GeneratedRegex("""['"]TableName['"]\s*:\s*['"](?<name>[A-Za-z0-9_.-]+)['"]""")]
    private static partial Regex TableMember();

    private static ServiceCall OfIntegration(string state, string name, ObjectData arguments)
    {
        bool sdk = name.StartsWith(SdkPrefix, StringComparison.Ordinal);
        string call = sdk ? name[SdkPrefix.Length..] : name;
        int colon = call.IndexOf(':', StringComparison.Ordinal);
        (string service, string rest) = colon < 0 ? (call, "") : (call[..colon], call[(colon + 1)..]);
        int dot = rest.IndexOf('.', StringComparison.Ordinal);
        return new ServiceCall(state, service.ToLowerInvariant(), dot < 0 ? rest : rest[..dot], dot < 0 ? "" : rest[(dot + 1)..], arguments, sdk);
    }
}
