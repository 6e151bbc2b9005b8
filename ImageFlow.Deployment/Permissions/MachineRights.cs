using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Deployment.Inventory;

namespace ImageFlow.Deployment.Permissions;

/// <summary>Works out what the state machine's role must be allowed, from what its states call and nothing else.</summary>
internal sealed class MachineRights(FlowInventory inventory, ResourceNames names, NamedResource machine, bool isExpress)
{
    /// <summary>A Task calls an action whose IAM resource is not known here.</summary>
    public const string UnknownActionCode = "AWS0201";

    private const string Logging = "Logging";
    private const string Tracing = "Tracing";
    private const string NoDeliveryResource = "log deliveries and the account's log resource policies have no resource of their own";
    private const string NoTraceResource = "X-Ray has no resource for traces";

    private readonly List<Grant> grants = [];
    private readonly List<Diagnostic> findings = [];

    /// <summary>The buckets that an expression can mean.</summary>
    private string[] FlowBuckets => field ??= FindFlowBuckets();

    public (IReadOnlyList<Grant> Grants, IReadOnlyList<Diagnostic> Findings) Collect()
    {
        foreach (ServiceCall call in inventory.Calls)
        {
            AddCall(call);
        }

        foreach (MapState map in inventory.DistributedMaps)
        {
            AddDistributedMap(map);
        }

        AddObservation();
        return (grants, findings);
    }

    /// <summary>The buckets that an expression may give: those that the flow names, and the one that starts it.</summary>
    private string[] FindFlowBuckets()
    {
        string[] named = [.. new[] { ResourceNames.Uploads, ResourceNames.Processed, ResourceNames.Website }.Where(inventory.Mentions)];
        return [.. named.Append(ResourceNames.Uploads).Distinct()];
    }

    private void AddCall(ServiceCall call)
    {
        if (call.Service == "http")
        {
            AddAll(call, HttpRights.Of(call, machine, names));
            return;
        }

        if (call.Service == "personalize")
        {
            AddAll(call, PersonalizeRights.Of(call, names));
            return;
        }

        if (CallRights.Find(call) is not { } rights)
        {
            AddUnknown(call);
            return;
        }

        foreach (CallRight right in rights)
        {
            AddRight(call, right);
        }

        if (call is { Service: "states", Pattern: "sync" or "sync:2" })
        {
            AddNestedExecution(call);
        }
    }

    /// <param name="known">The rights of the call; <see langword="null"/> where it is not known.</param>
    private void AddAll(ServiceCall call, IReadOnlyList<Grant>? known)
    {
        if (known is null)
        {
            AddUnknown(call);
        }
        else
        {
            grants.AddRange(known);
        }
    }

    private void AddRight(ServiceCall call, CallRight right)
    {
        if (right.Kind is not { } kind)
        {
            Add(call.State, Grant.Anything, right.StarReason, right.Actions);
            return;
        }

        foreach (string arn in Resources(call, kind, right.Argument))
        {
            Add(call.State, arn + right.Suffix, null, right.Actions);
        }
    }

    private IEnumerable<string> Resources(ServiceCall call, ResourceKind kind, string path)
    {
        Argument argument = kind == ResourceKind.Bus ? BusOf(call) : Argument.Of(call.Arguments, path);
        if (kind == ResourceKind.Bucket)
        {
            return BucketsOf(path, argument).Select(name => names.Use(kind, name).Arn);
        }

        argument = inventory.Resolve(argument);
        if (argument.Literal is { } literal)
        {
            return [Named(kind, literal).Arn];
        }

        // A call that names nothing has the service's default (the bus), or a name that only a run knows: then a parameter says it.
        return [kind == ResourceKind.Bus && !argument.IsDynamic ? names.Use(kind, "default").Arn : names.UseUnknown(kind, argument.OnlyVariable ?? call.State).Arn];
    }

    private static Argument BusOf(ServiceCall call) =>
        call.Arguments["Entries"] is ArrayData { Count: > 0 } entries && entries[0] is ObjectData entry ? Argument.Of(entry, "EventBusName") : default;

    private IEnumerable<string> BucketsOf(string path, Argument argument)
    {
        if (argument.Literal is not { } literal)
        {
            return FlowBuckets;
        }

        // A source to copy from is bucket/key.
        string bucket = path == "CopySource" && argument.Expression is null ? literal.TrimStart('/').Split('/')[0] : literal;
        return [bucket];
    }

    private NamedResource Named(ResourceKind kind, string value)
    {
        string name = Argument.LastPart(value);
        if (kind == ResourceKind.Function)
        {
            // A function may be named with its version or alias.
            string[] parts = value.Split(':');
            name = parts is ["arn", _, "lambda", _, _, "function", _, ..] ? parts[6] : parts[0];
        }

        return kind == ResourceKind.Identity ? names.Use(kind, value, "Sender", isCreated: true) : names.Use(kind, name);
    }

    /// <summary>
    /// The state machine starts itself for the items, and redriving it redrives them; a redriven execution has another ARN
    /// (developer guide, "IAM policies for Distributed Map state").
    /// </summary>
    private void AddDistributedMap(MapState map)
    {
        Add(map.Name, machine.Arn, null, "states:StartExecution");
        string executions = Execution(machine);
        Add(map.Name, executions + ":*", null, "states:DescribeExecution", "states:StopExecution");
        Add(map.Name, executions + "/*:*", null, "states:RedriveExecution");
        if (map.ItemReader is { } reader)
        {
            bool lists = reader.Resource.EndsWith("listObjectsV2", StringComparison.OrdinalIgnoreCase);
            foreach (string bucket in BucketsOf("Bucket", Argument.Of(reader.Parameters?.Source as ObjectData ?? ObjectData.Empty, "Bucket")))
            {
                NamedResource resource = names.Use(ResourceKind.Bucket, bucket);
                if (lists)
                {
                    Add(map.Name, resource.Arn, null, "s3:ListBucket");
                }
                else
                {
                    Add(map.Name, resource.Arn + "/*", null, "s3:GetObject");
                }
            }
        }

        if (map.ResultWriter?.Parameters is { } writer)
        {
            foreach (string bucket in BucketsOf("Bucket", Argument.Of(writer.Source as ObjectData ?? ObjectData.Empty, "Bucket")))
            {
                Add(map.Name, names.Use(ResourceKind.Bucket, bucket).Arn + "/*", null, "s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject");
            }
        }
    }

    /// <summary>Waiting for a nested execution goes through a rule that Step Functions manages itself.</summary>
    private void AddNestedExecution(ServiceCall call)
    {
        foreach (NamedResource nested in names.OfKind(ResourceKind.StateMachine).Where(m => m != machine).ToArray())
        {
            Add(call.State, Execution(nested) + ":*", null, "states:DescribeExecution", "states:StopExecution");
        }

        Add(
            call.State,
            "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
            null,
            "events:DescribeRule",
            "events:PutRule",
            "events:PutTargets");
    }

    private void AddUnknown(ServiceCall call) => findings.Add(new Diagnostic(
        UnknownActionCode,
        DiagnosticSeverity.Error,
        "",
        $"The state '{call.State}' calls {call.Service}:{call.Action}, and what permission that needs on which resource is not known.",
        "Write the policy for this call by hand beside the template, or use one of the services that the template knows (docs/deployment.md)."));

    private void AddObservation()
    {
        Add(
            Logging,
            Grant.Anything,
            NoDeliveryResource,
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:UpdateLogDelivery");
        Add(Tracing, Grant.Anything, NoTraceResource, "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments");
    }

    /// <summary>Express executions have ARNs of their own kind; they cannot be described, stopped or redriven.</summary>
    private string Execution(NamedResource of) => of.Arn.Replace(":stateMachine:", isExpress && of == machine ? ":express:" : ":execution:", StringComparison.Ordinal);

    private void Add(string user, string resource, string? starReason, params ReadOnlySpan<string> actions)
    {
        foreach (string action in actions)
        {
            grants.Add(new Grant(action, resource, user, starReason));
        }
    }
}
