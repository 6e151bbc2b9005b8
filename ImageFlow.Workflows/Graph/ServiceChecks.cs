using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Graph;

/// <summary>Checks of service calls that AWS does not make.</summary>
internal static class ServiceChecks
{
    /// <summary>The largest image that Rekognition takes from S3 (Rekognition guide, "Guidelines and quotas").</summary>
    private const long RekognitionLimit = 15 * 1024 * 1024;

    /// <summary>Calls that do their work once more each time that they are repeated.</summary>
    private static readonly string[] NotIdempotent = [":sns:publish", ":sqs:sendMessage", ":events:putEvents", ":states:startExecution", ":sesv2:sendEmail", ":http:invoke"];

    public static void Check(IEnumerable<Step> steps, ActivityManifest manifest, IReadOnlyList<Dominators> dominators, Findings findings)
    {
        List<Step> work = [.. steps.Where(step => step.Kind == StepKind.Work)];
        foreach (Step step in work)
        {
            string resource = (manifest.Find(step.Node)?.Aws as IntegrationForm)?.Resource ?? "";
            if (resource.EndsWith(".waitForTaskToken", StringComparison.Ordinal) && !IsSet(step.Node, "timeout"))
            {
                findings.Warning("FLOW0133", step.Node, $"'{step.Node.DisplayName}' waits for an answer without a timeout: where none comes, the execution stays for a year.", "Set its timeout, and connect the port States.Timeout.");
            }

            if (Array.Exists(NotIdempotent, call => resource.Contains(call, StringComparison.Ordinal)) && !IsGet(step.Node, resource) && IsSet(step.Node, "maxAttempts"))
            {
                findings.Info("FLOW0134", step.Node, $"'{step.Node.DisplayName}' is retried, and each attempt that came through does its work once more.", "Make sure that whoever receives it recognises a repetition, or do not retry it.");
            }

            if (resource.Contains(":rekognition:", StringComparison.Ordinal) && !work.Exists(before => before != step && Prepares(before.Node) && dominators.Any(graph => graph.Dominates(before, step))))
            {
                findings.Warning("FLOW0136", step.Node, $"'{step.Node.DisplayName}' can receive an image of more than 15 MB, or one that is neither JPEG nor PNG, which Rekognition refuses.", "Put a ValidateImage for jpeg and png of at most 15 MB before it, or a ResizeImage to one of these formats.");
            }
        }
    }

    /// <summary>Variables, inputs and outputs that hold bytes: state carries 256 KiB in all.</summary>
    public static void Bytes(WorkflowDefinition definition, Findings findings)
    {
        foreach ((string what, string name, string type) in definition.Variables.Select(variable => ("variable", variable.Name, variable.TypeName))
            .Concat(definition.Inputs.Select(input => ("input", input.Name, input.TypeName)))
            .Concat(definition.Outputs.Select(output => ("output", output.Name, output.TypeName)))
            .Where(entry => entry.Item3 is "ByteArray" or "Stream"))
        {
            findings.Warning("FLOW0135", definition.Root, $"The {what} '{name}' holds bytes ({type}), and a state machine carries 256 KiB from state to state at most.", "Store the bytes, and let the object's key travel.");
        }
    }

    /// <summary>Schedules of EventBridge have no seconds (Scheduler guide, "Schedule types"); those of Elsa have six fields or a span.</summary>
    public static void Schedule(ActivityNode trigger, Findings findings)
    {
        string? written = Inputs.LiteralText(trigger, trigger.Type == "Elsa.Timer" ? "interval" : "cronExpression");
        bool isFine = trigger.Type switch
        {
            "Elsa.Timer" => TimeSpan.TryParse(written, System.Globalization.CultureInfo.InvariantCulture, out TimeSpan span) && span.TotalSeconds % 60 != 0,
            "Elsa.Cron" => written?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var seconds, _, _, _, _, _] && seconds != "0",
            _ => false,
        };
        if (isFine)
        {
            findings.Warning("FLOW0137", trigger, $"'{trigger.DisplayName}' starts the flow at seconds ({written}), and a schedule on AWS has whole minutes.", "Choose whole minutes, or wait inside the flow.");
        }
    }

    private static bool IsSet(ActivityNode node, string name) =>
        (Inputs.Find(node, name)?.Value ?? (node.CustomProperties["imageflow:retry"] as ObjectData)?[name] ?? node.CustomProperties["imageflow:" + name]) is not (null or NullData or NumberData { Value: 0 } or StringData { Value: "" or "0" });

    private static bool IsGet(ActivityNode node, string resource) =>
        resource == ElsaServices.HttpInvoke && (Inputs.LiteralText(node, "method") ?? "GET") is "GET" or "HEAD" or "PUT" or "DELETE" or "OPTIONS";

    /// <summary>A validation that lets nothing else through, or a step that makes such images.</summary>
    private static bool Prepares(ActivityNode node) => node.Type switch
    {
        "ImageFlow.ValidateImage" => Number(node, "maxBytes") is <= RekognitionLimit && (Formats(node)?.TrueForAll(format => format is "jpeg" or "png") ?? true),
        "ImageFlow.ResizeImage" => Inputs.LiteralText(node, "format") is "jpeg" or "png",
        _ => false,
    };

    private static double? Number(ActivityNode node, string name) => Inputs.Find(node, name)?.Value switch
    {
        NumberData number => number.Value,
        StringData text when double.TryParse(text.Value, System.Globalization.CultureInfo.InvariantCulture, out double value) => value,
        _ => null,
    };

    private static List<string>? Formats(ActivityNode node) => Inputs.Find(node, "allowedFormats")?.Value switch
    {
        ArrayData list => [.. list.OfType<StringData>().Select(format => format.Value)],
        StringData { Value: ['[', ..] } text => [.. ((ArrayData)JsonData.Parse(text.Value)).OfType<StringData>().Select(format => format.Value)],
        _ => null,
    };
}
