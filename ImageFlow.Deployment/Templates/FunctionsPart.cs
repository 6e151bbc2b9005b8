using System.Globalization;
using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>The Lambda functions of the activities that the flow uses, each with a role and a log group of its own.</summary>
internal static class FunctionsPart
{
    public const string CodeBucketText = "The bucket that the package of the functions lies in, and a definition too large for the template.";

    public static IReadOnlyList<FunctionSettings> Add(TemplateScope scope)
    {
        List<FunctionSettings> made = [];
        foreach (ManifestFunction function in ManifestFunction.Read(scope.Request.ManifestJson))
        {
            FunctionSettings settings = function.Settings;
            NamedResource resource = new(ResourceKind.Function, settings.FunctionName, settings.Activity + "Function", IsCreated: true);
            if (scope.Inventory.Calls.Any(call => FunctionRights.IsCallOf(call, resource)))
            {
                scope.Names.Use(ResourceKind.Function, settings.FunctionName, resource.LogicalId, isCreated: true);
                Add(
                    scope, resource, settings, $"ImageFlow's activity {settings.Activity}", settings.Source is null ? new JsonObject { ["IMAGEFLOW_ACTIVITY"] = settings.Activity } : null,
                    FunctionRights.Of(resource, function.Inputs, scope.Inventory, scope.Names));
                made.Add(settings);
            }
        }

        return made;
    }

    /// <summary>A function with its role and its log group.</summary>
    /// <param name="variables">Its environment; <see langword="null"/> for none.</param>
    /// <param name="rights">What its role may.</param>
    public static void Add(TemplateScope scope, NamedResource resource, FunctionSettings settings, string description, JsonObject? variables, IEnumerable<Grant> rights)
    {
        Template template = scope.Template;
        string id = resource.LogicalId;
        JsonNode name = scope.Name(resource);
        scope.LogGroup(id + "Logs", $"/aws/lambda/${{{resource.Parameter}}}");

        // AWS Lambda passes no account on when it takes on a function's role; a condition on it would refuse every call.
        scope.Role(id + "Role", PolicyDocument.Trust("lambda.amazonaws.com", sourceAccount: false), rights);
        template.Parameter("ReservedConcurrency", "How many copies of each function may run at once; -1 for as many as the account allows.", -1, "Number");
        JsonObject properties = new()
        {
            ["FunctionName"] = name,
            ["Description"] = description,
            ["Runtime"] = settings.Runtime,
            ["Handler"] = settings.Handler,
            ["Architectures"] = new JsonArray(template.Parameter("Architecture", "The processor that the package is made for.", "arm64", allowed: new JsonArray("arm64", "x86_64"))),
            ["Role"] = Cfn.GetAtt(id + "Role", "Arn"),
            ["Code"] = Code(template, settings),
            ["MemorySize"] = Setting(template, settings.Activity + "Memory", "Megabytes of memory; 1769 is one whole processor.", settings.MemoryMegabytes),
            ["Timeout"] = Setting(template, settings.Activity + "Timeout", "Seconds that one call may last.", settings.TimeoutSeconds),
            ["ReservedConcurrentExecutions"] = Cfn.If(LimitsConcurrency(template), Cfn.Ref("ReservedConcurrency"), Cfn.NoValue),
            ["TracingConfig"] = new JsonObject { ["Mode"] = "Active" },
            ["LoggingConfig"] = new JsonObject { ["LogFormat"] = "JSON", ["LogGroup"] = Cfn.Ref(id + "Logs") },
        };
        if (variables is not null)
        {
            properties["Environment"] = new JsonObject { ["Variables"] = variables };
        }

        template.Resource(id, "AWS::Lambda::Function", properties);
    }

    private static JsonObject Code(Template template, FunctionSettings settings) => settings.Source is { } source
        ? new JsonObject { ["ZipFile"] = source }
        : new JsonObject
        {
            ["S3Bucket"] = template.Parameter("CodeBucket", CodeBucketText, null),
            ["S3Key"] = template.Parameter("CodeKey", "The key of the package of the functions.", null),
        };

    private static JsonNode Setting(Template template, string name, string text, int standard) => template.Parameter(name, text, standard, "Number");

    private static string LimitsConcurrency(Template template)
    {
        template.Condition("LimitsConcurrency", Cfn.Not(Cfn.Equal(Cfn.Ref("ReservedConcurrency"), JsonValue.Create((-1).ToString(CultureInfo.InvariantCulture)))));
        return "LimitsConcurrency";
    }
}
