using System.Text.RegularExpressions;

namespace ImageFlow.Server.Executions;

/// <summary>Names for URLs: an execution is <c>&lt;state machine&gt;:&lt;execution&gt;</c>, the last two parts of its ARN.</summary>
internal static partial class ExecutionIds
{
    // The account and region of the local engine (EngineOptions' defaults).
    private const string Prefix = "arn:aws:states:us-east-1:123456789012:";

    public static string OfArn(string executionArn)
    {
        var parts = executionArn.Split(':');
        return $"{parts[^2]}:{parts[^1]}";
    }

    public static string ToArn(string id) => id.StartsWith("arn:", StringComparison.Ordinal) ? id : $"{Prefix}execution:{Decoded(id)}";

    /// <summary>A Map Run is <c>&lt;state machine&gt;/&lt;label&gt;:&lt;uuid&gt;</c>.</summary>
    public static string MapRunArn(string id) => id.StartsWith("arn:", StringComparison.Ordinal) ? id : $"{Prefix}mapRun:{Decoded(id)}";

    public static string OfMapRunArn(string arn) => arn.Split(':', 7)[6];

    /// <summary>The state machine that runs a flow: its definition id in the letters that AWS allows, at most 80.</summary>
    public static string StateMachineName(string definitionId)
    {
        var name = Forbidden().Replace(definitionId, "-");
        return name.Length <= 80 ? name : name[..80];
    }

    public static string ExecutionArn(string stateMachineName, string executionName) => $"{Prefix}execution:{stateMachineName}:{executionName}";

    public static string StateMachineArn(string stateMachineName) => $"{Prefix}stateMachine:{stateMachineName}";

    // The server leaves an escaped slash in a path as it is; iterations of Map Runs have one in their id.
    private static string Decoded(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex Forbidden();
}
