using ImageFlow.Asl.Values;
using ImageFlow.Deployment.Inventory;

namespace ImageFlow.Deployment.Permissions;

/// <summary>
/// Works out what a function's role must be allowed, from the arguments that the flow gives it: an input <c>bucket</c> is read,
/// <c>targetBucket</c> is written, other inputs that end in <c>Bucket</c> are read, <c>table</c> is queried.
/// </summary>
internal static class FunctionRights
{
    private const string Target = "targetBucket";
    private const string NoTraceResource = "X-Ray has no resource for traces";

    /// <param name="inputs">The activity's inputs with their defaults, as the manifest has them.</param>
    public static IReadOnlyList<Grant> Of(
        NamedResource function, IReadOnlyList<(string Name, string? Default)> inputs, FlowInventory inventory, ResourceNames names)
    {
        List<Grant> grants = [];
        foreach (ServiceCall call in inventory.Calls.Where(call => IsCallOf(call, function)))
        {
            foreach ((string name, string? standard) in inputs)
            {
                Argument argument = Argument.Of(call.Arguments, "Payload." + name);
                if (argument.IsAbsent && call.Arguments["Payload"] is ObjectData)
                {
                    argument = standard is null ? default : new Argument(standard, null);
                }
                else if (argument.IsAbsent && name is "bucket" or Target or "table")
                {
                    // The whole payload is an expression.
                    argument = new Argument(name == "bucket" ? null : standard, "");
                }

                Add(grants, call.State, name, argument, inventory, names);
            }
        }

        grants.AddRange(Basics(function));
        return grants;
    }

    /// <summary>What every function may: write its logs and traces.</summary>
    public static IReadOnlyList<Grant> Basics(NamedResource function)
    {
        string logs = $"arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:/aws/lambda/${{{function.Parameter}}}:*";
        return
        [
            new Grant("logs:CreateLogStream", logs, "Logging"),
            new Grant("logs:PutLogEvents", logs, "Logging"),
            new Grant("xray:PutTelemetryRecords", Grant.Anything, "Tracing", NoTraceResource),
            new Grant("xray:PutTraceSegments", Grant.Anything, "Tracing", NoTraceResource),
        ];
    }

    public static bool IsCallOf(ServiceCall call, NamedResource function) =>
        call.Key == "lambda:invoke"
        && Argument.Of(call.Arguments, "FunctionName").Literal is { } name
        && (name == function.Name || name.StartsWith(function.Name + ":", StringComparison.Ordinal) || name.Split(':').Contains(function.Name));

    private static void Add(List<Grant> grants, string state, string input, Argument argument, FlowInventory inventory, ResourceNames names)
    {
        if (argument.IsAbsent)
        {
            return;
        }

        if (input == "table")
        {
            string table = names.Use(ResourceKind.Table, argument.Literal ?? ResourceNames.Images).Arn;
            grants.AddRange([new Grant("dynamodb:Query", table, state), new Grant("dynamodb:Scan", table, state)]);
        }
        else if (input == Target)
        {
            // It looks at what it wrote, and takes it back where a later result cannot be stored.
            foreach (NamedResource bucket in Buckets(argument, inventory, names))
            {
                grants.AddRange([
                    new Grant("s3:DeleteObject", bucket.Arn + "/*", state),
                    new Grant("s3:GetObject", bucket.Arn + "/*", state),
                    new Grant("s3:PutObject", bucket.Arn + "/*", state),
                ]);
            }
        }
        else if (input == "bucket" || input.EndsWith("Bucket", StringComparison.Ordinal))
        {
            // Without the right to list, S3 answers 403 for an object that is not there, and the flow would not see that it is missing.
            foreach (NamedResource bucket in Buckets(argument, inventory, names))
            {
                grants.AddRange([new Grant("s3:GetObject", bucket.Arn + "/*", state), new Grant("s3:ListBucket", bucket.Arn, state)]);
            }
        }
    }

    private static IEnumerable<NamedResource> Buckets(Argument argument, FlowInventory inventory, ResourceNames names)
    {
        if (argument.Literal is { } literal)
        {
            return [names.Use(ResourceKind.Bucket, literal)];
        }

        return new[] { ResourceNames.Uploads, ResourceNames.Processed, ResourceNames.Website }
            .Where(name => name == ResourceNames.Uploads || inventory.Mentions(name))
            .Select(name => names.Use(ResourceKind.Bucket, name));
    }
}
