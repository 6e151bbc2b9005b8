using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>The state machine with its role, its logs, alarms and dashboard.</summary>
internal static class MachinePart
{
    public const string Id = "StateMachine";

    /// <summary>
    /// In bytes of UTF-8. Up to this size the definition stands in the template, which may have 1 MB in a bucket; larger ones are
    /// taken from a bucket.
    /// </summary>
    private const int InlineLimit = 400_000;

    /// <summary>Adds the machine; comes after every other part has made the resources that the states name.</summary>
    /// <returns>The definition with placeholders for the names, where it does not stand in the template.</returns>
    public static string? Add(TemplateScope scope, IReadOnlyList<Grant> grants)
    {
        Template template = scope.Template;
        scope.LogGroup("StateMachineLogs", $"/aws/vendedlogs/states/${{{scope.Machine.Parameter}}}");

        // The children of a distributed Map belong to the machine's name with the Map's label behind it.
        string[] sources = scope.Inventory.DistributedMaps.Count > 0 ? [scope.Machine.Arn, scope.Machine.Arn + "/*"] : [scope.Machine.Arn];
        scope.Role("StateMachineRole", PolicyDocument.Trust("states.amazonaws.com", sources), grants);
        string? apart = AddMachine(scope);
        AddAlarms(scope);
        template.Output("StateMachineArn", "The state machine.", Cfn.Ref(Id));
        return apart;
    }

    private static string? AddMachine(TemplateScope scope)
    {
        (string definition, JsonObject substitutions) = Substituted(scope);
        JsonObject properties = new()
        {
            ["StateMachineName"] = Cfn.Ref(scope.Machine.Parameter),
            ["StateMachineType"] = scope.Request.IsExpress ? TemplateScope.Express : TemplateScope.Standard,
            ["RoleArn"] = Cfn.GetAtt("StateMachineRole", "Arn"),
        };
        bool isApart = System.Text.Encoding.UTF8.GetByteCount(definition) > InlineLimit;
        if (!isApart)
        {
            properties["DefinitionString"] = definition;
        }
        else
        {
            properties["DefinitionS3Location"] = new JsonObject
            {
                ["Bucket"] = scope.Template.Parameter("CodeBucket", FunctionsPart.CodeBucketText, null),
                ["Key"] = scope.Template.Parameter("DefinitionKey", "The key of the state machine's definition, deployed-definition.asl.json.", null),
            };
        }

        if (substitutions.Count > 0)
        {
            properties["DefinitionSubstitutions"] = substitutions;
        }

        properties["LoggingConfiguration"] = new JsonObject
        {
            ["Level"] = "ALL",
            ["IncludeExecutionData"] = true,
            ["Destinations"] = new JsonArray(new JsonObject
            {
                ["CloudWatchLogsLogGroup"] = new JsonObject { ["LogGroupArn"] = Cfn.GetAtt("StateMachineLogs", "Arn") },
            }),
        };
        properties["TracingConfiguration"] = new JsonObject { ["Enabled"] = true };
        scope.Template.Resource(Id, "AWS::StepFunctions::StateMachine", properties);
        return isApart || scope.Request.Format == TemplateFormat.Sam ? definition : null;
    }

    /// <summary>
    /// The definition in which every name of a resource is a placeholder, so that another name at deployment reaches the states. What
    /// is not one of these names stays byte for byte what was simulated.
    /// </summary>
    public static (string Definition, JsonObject Substitutions) Substituted(TemplateScope scope)
    {
        string definition = scope.Request.Definition.TrimEnd() + "\n";
        JsonObject substitutions = [];
        foreach (NamedResource resource in scope.Names.All.Where(resource => resource is { IsParameter: true, IsUnknown: false } && resource != scope.Machine).OrderByDescending(resource => resource.Name.Length))
        {
            string replaced = Regex.Replace(definition, resource.HasOwnName ? FlowInventory.WholeName(resource.Name) : FlowInventory.TableName(resource.Name), _ => $"${{{resource.Parameter}}}");
            if (replaced != definition)
            {
                definition = replaced;
                bool isReference = resource.IsCreated && scope.Template.Resources.ContainsKey(resource.LogicalId) && ReferenceIsName(resource.Kind);
                substitutions[resource.Parameter] = isReference ? Cfn.Ref(resource.LogicalId) : scope.Name(resource);
            }
        }

        return (definition, substitutions);
    }

    private static bool ReferenceIsName(ResourceKind kind) =>
        kind is ResourceKind.Bucket or ResourceKind.Function or ResourceKind.Table or ResourceKind.Bus or ResourceKind.Collection;

    private static void AddAlarms(TemplateScope scope)
    {
        scope.Template.Parameter("AlarmTopicArn", "The ARN of a topic that hears of alarms; empty for none.", "");
        Alarm(scope, "FailedAlarm", "ExecutionsFailed", "Executions fail.");
        Alarm(scope, "TimedOutAlarm", "ExecutionsTimedOut", "Executions reach their time limit.");
        Alarm(scope, "ThrottledAlarm", "ExecutionThrottled", "Step Functions slows the executions down, because the account's quota of transitions is used up.");
        string region = "${AWS::Region}";
        string name = $"${{{Id}}}";
        JsonArray Metric(string metric) => ["AWS/States", metric, "StateMachineArn", name];
        JsonObject body = new()
        {
            ["widgets"] = new JsonArray(
                Widget(0, "Executions", region, [Metric("ExecutionsStarted"), Metric("ExecutionsSucceeded"), Metric("ExecutionsFailed"), Metric("ExecutionsTimedOut")]),
                Widget(12, "Duration in milliseconds", region, [Metric("ExecutionTime")])),
        };
        scope.Template.Resource("Dashboard", "AWS::CloudWatch::Dashboard", new JsonObject { ["DashboardBody"] = Cfn.Sub(body.ToJsonString()) });
    }

    private static JsonObject Widget(int x, string title, string region, JsonArray metrics) => new()
    {
        ["type"] = "metric",
        ["x"] = x,
        ["y"] = 0,
        ["width"] = 12,
        ["height"] = 6,
        ["properties"] = new JsonObject { ["title"] = title, ["region"] = region, ["stat"] = "Sum", ["period"] = 300, ["metrics"] = metrics },
    };

    private static void Alarm(TemplateScope scope, string id, string metric, string text) => scope.Template.Resource(
        id, "AWS::CloudWatch::Alarm", AlarmProperties(scope, text, "AWS/States", metric, "StateMachineArn", Cfn.Ref(Id), "Sum"));

    public static JsonObject AlarmProperties(TemplateScope scope, string text, string space, string metric, string dimension, JsonNode value, string statistic)
    {
        string hasTopic = scope.Template.IsGiven("AlarmTopicArn");
        return new JsonObject
        {
            ["AlarmDescription"] = text,
            ["Namespace"] = space,
            ["MetricName"] = metric,
            ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = dimension, ["Value"] = value }),
            ["Statistic"] = statistic,
            ["Period"] = 300,
            ["EvaluationPeriods"] = 1,
            ["Threshold"] = 1,
            ["ComparisonOperator"] = "GreaterThanOrEqualToThreshold",
            ["TreatMissingData"] = "notBreaching",
            ["AlarmActions"] = Cfn.If(hasTopic, new JsonArray(Cfn.Ref("AlarmTopicArn")), Cfn.NoValue),
        };
    }
}
