using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>The members of each request with their bounds, and what AWS says where one is outside of them.</summary>
internal static class RequestRules
{
    /// <summary>
    /// By operation: <c>name!</c> is required, <c>name:1..80</c> a string's length, <c>name:A|B</c> its values, <c>name#0..1000</c> a number's range.
    /// </summary>
    private static readonly Dictionary<string, string> Rules = new(StringComparer.Ordinal)
    {
        ["CreateActivity"] = "name!:1..80",
        ["CreateStateMachine"] = "name!:1..80 definition!:1..1048576 roleArn!:1..256 type:STANDARD|EXPRESS versionDescription:..256",
        ["CreateStateMachineAlias"] = "description:..256 name!:1..80 routingConfiguration!",
        ["DeleteActivity"] = "activityArn!:1..256",
        ["DeleteStateMachine"] = "stateMachineArn!:1..256",
        ["DeleteStateMachineAlias"] = "stateMachineAliasArn!:1..256",
        ["DeleteStateMachineVersion"] = "stateMachineVersionArn!:1..2000",
        ["DescribeActivity"] = "activityArn!:1..256",
        ["DescribeExecution"] = "executionArn!:1..256 includedData:ALL_DATA|METADATA_ONLY",
        ["DescribeMapRun"] = "mapRunArn!:1..2000",
        ["DescribeStateMachine"] = "stateMachineArn!:1..256 includedData:ALL_DATA|METADATA_ONLY",
        ["DescribeStateMachineAlias"] = "stateMachineAliasArn!:1..256",
        ["DescribeStateMachineForExecution"] = "executionArn!:1..256 includedData:ALL_DATA|METADATA_ONLY",
        ["GetActivityTask"] = "activityArn!:1..256 workerName:1..80",
        ["GetExecutionHistory"] = "executionArn!:1..256 maxResults#0..1000 nextToken:1..1024",
        ["ListActivities"] = "maxResults#0..1000 nextToken:1..1024",
        ["ListExecutions"] = "stateMachineArn:1..256 statusFilter:RUNNING|SUCCEEDED|FAILED|TIMED_OUT|ABORTED|PENDING_REDRIVE maxResults#0..1000 nextToken:1..3096 mapRunArn:1..2000 redriveFilter:REDRIVEN|NOT_REDRIVEN",
        ["ListMapRuns"] = "executionArn!:1..256 maxResults#0..1000 nextToken:1..1024",
        ["ListStateMachineAliases"] = "stateMachineArn!:1..256 nextToken:1..1024 maxResults#0..1000",
        ["ListStateMachineVersions"] = "stateMachineArn!:1..256 nextToken:1..1024 maxResults#0..1000",
        ["ListStateMachines"] = "maxResults#0..1000 nextToken:1..1024",
        ["ListTagsForResource"] = "resourceArn!:1..256",
        ["PublishStateMachineVersion"] = "stateMachineArn!:1..256 description:..256",
        ["RedriveExecution"] = "executionArn!:1..256 clientToken:1..64",
        ["SendTaskFailure"] = "taskToken!:1..2048 error:0..256 cause:0..32768",
        ["SendTaskHeartbeat"] = "taskToken!:1..2048",
        ["SendTaskSuccess"] = "taskToken!:1..2048 output!:..262144",
        ["StartExecution"] = "stateMachineArn!:1..256 name:1..80 input:..262144 traceHeader:0..256",
        ["StartSyncExecution"] = "stateMachineArn!:1..256 name:1..80 input:..262144 traceHeader:0..256 includedData:ALL_DATA|METADATA_ONLY",
        ["StopExecution"] = "executionArn!:1..256 error:0..256 cause:0..32768",
        ["TagResource"] = "resourceArn!:1..256 tags!",
        ["TestState"] = "definition!:1..1048576 roleArn:1..256 input:..262144 inspectionLevel:INFO|DEBUG|TRACE variables:..262144 stateName:1..80 context:..262144",
        ["UntagResource"] = "resourceArn!:1..256 tagKeys!",
        ["UpdateMapRun"] = "mapRunArn!:1..2000 maxConcurrency#0.. toleratedFailurePercentage#0..100 toleratedFailureCount#0..",
        ["UpdateStateMachine"] = "stateMachineArn!:1..256 definition:1..1048576 roleArn:1..256 versionDescription:..256",
        ["UpdateStateMachineAlias"] = "stateMachineAliasArn!:1..256 description:..256",
        ["ValidateStateMachineDefinition"] = "definition!:1..1048576 type:STANDARD|EXPRESS severity:ERROR|WARNING maxResults#0..100",
    };

    private static readonly Dictionary<string, Rule[]> Parsed = Rules.ToDictionary(pair => pair.Key, pair => pair.Value.Split(' ').Select(Rule.Parse).ToArray(), StringComparer.Ordinal);

    /// <summary>The names of all operations of the API.</summary>
    public static IEnumerable<string> Operations => Rules.Keys;

    /// <exception cref="ServiceException">All that is wrong, in AWS's sentence.</exception>
    public static void Check(string operation, ServiceRequest request)
    {
        List<string>? findings = null;
        foreach (Rule rule in Parsed[operation])
        {
            if (rule.Finding(request[rule.Name]) is string finding)
            {
                (findings ??= []).Add(finding);
            }
        }

        if (findings is not null)
        {
            throw ServiceException.Validation(findings);
        }
    }

    private sealed record Rule(string Name, bool IsRequired, bool IsNumber, double Least, double Greatest, string[] Values)
    {
        public static Rule Parse(string text)
        {
            int end = text.IndexOfAny(['!', ':', '#']);
            string name = end < 0 ? text : text[..end];
            string rest = end < 0 ? "" : text[end..].TrimStart('!');
            string bounds = rest.Length == 0 ? "" : rest[1..];
            string[] range = bounds.Contains("..", StringComparison.Ordinal) ? bounds.Split("..") : ["", ""];
            return new Rule(
                name,
                text.Contains('!', StringComparison.Ordinal),
                rest.StartsWith('#'),
                range[0].Length == 0 ? double.NegativeInfinity : double.Parse(range[0], CultureInfo.InvariantCulture),
                range[1].Length == 0 ? double.PositiveInfinity : double.Parse(range[1], CultureInfo.InvariantCulture),
                bounds.Length > 0 && !bounds.Contains("..", StringComparison.Ordinal) ? bounds.Split('|') : []);
        }

        public string? Finding(JsonData? value)
        {
            switch (value)
            {
                case null:
                    return IsRequired ? Failed("null", "Member must not be null") : null;
                case StringData text when Values.Length > 0:
                    return Values.Contains(text.Value) ? null : Failed(Quoted(text.Value), $"Member must satisfy enum value set: [{string.Join(", ", Values)}]");
                case StringData text when !IsNumber && text.Value.Length < Least:
                    return Failed(Quoted(text.Value), $"Member must have length greater than or equal to {Least}");
                case StringData text when !IsNumber && text.Value.Length > Greatest:
                    return Failed(Quoted(text.Value), $"Member must have length less than or equal to {Greatest}");
                case NumberData number when IsNumber && number.Value < Least:
                    return Failed(Quoted(number.ToJson()), $"Member must have value greater than or equal to {Least}");
                case NumberData number when IsNumber && number.Value > Greatest:
                    return Failed(Quoted(number.ToJson()), $"Member must have value less than or equal to {Greatest}");
                default:
                    return null;
            }
        }

        private static string Quoted(string value) => value.Length > 512 ? $"'{value[..512]}…'" : $"'{value}'";

        private string Failed(string value, string constraint) => $"Value {value} at '{Name}' failed to satisfy constraint: {constraint}";
    }
}
