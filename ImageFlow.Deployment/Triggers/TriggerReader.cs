using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Deployment.Triggers;

/// <summary>Finds what starts a flow: the triggers that are drawn, or an upload where the flow's inputs are those of an upload.</summary>
public static class TriggerReader
{
    /// <summary>A trigger cannot be brought to AWS as it is drawn.</summary>
    public const string BadTriggerCode = "AWS0202";

    /// <param name="findings">Gets what keeps a trigger from being used.</param>
    public static IReadOnlyList<Trigger> Read(WorkflowDefinition workflow, ICollection<Diagnostic> findings)
    {
        List<Trigger> triggers = [];
        foreach (ActivityNode node in workflow.Root.Activities ?? [workflow.Root])
        {
            try
            {
                if (Read(node) is { } trigger)
                {
                    triggers.Add(trigger);
                }
            }
            catch (FormatException wrong)
            {
                findings.Add(new Diagnostic(BadTriggerCode, DiagnosticSeverity.Error, node.Pointer, $"The trigger '{node.DisplayName}' cannot be deployed: {wrong.Message}", "Change the trigger, or name another one with --trigger.") { NodeId = node.Id });
            }
        }

        return triggers.Count > 0 || !TakesAnUpload(workflow) ? triggers : [new Trigger.Upload()];
    }

    /// <summary>Reads <c>upload</c>, <c>http:PATH</c>, <c>event:NAME</c>, <c>times:EXPRESSION</c> or <c>queue</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Trigger Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        (string kind, string value) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return (kind, value) switch
        {
            ("upload", "") => new Trigger.Upload(),
            ("queue", "") => new Trigger.QueueMessage(),
            ("http", { Length: > 0 }) => new Trigger.HttpRequest(value.Trim('/')),
            ("event", { Length: > 0 }) => new Trigger.BusEvent(value),
            ("times", { Length: > 0 }) => new Trigger.Times(ScheduleExpression.FromAny(value)),
            _ => throw new FormatException($"'{text}' is no trigger; one is upload, queue, http:PATH, event:NAME or times:EXPRESSION."),
        };
    }

    /// <summary>A trigger as a flow's own settings write it: an object with the member <c>kind</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static Trigger Read(ObjectData written) => FlowSettings.Text(written, "kind") switch
    {
        "upload" => new Trigger.Upload(),
        "http" => new Trigger.HttpRequest(FlowSettings.Text(written, "path").Trim('/')),
        "rule" => new Trigger.Rule(
            FlowSettings.Text(written, "bus"),
            (written["pattern"] as ObjectData ?? throw new FormatException("the member 'pattern' of a rule must be an object.")).ToJson(),
            (written["inputPaths"] as ObjectData)?.ToJson(),
            FlowSettings.OptionalText(written, "inputTemplate")),
        "times" => new Trigger.Times(ScheduleExpression.FromAny(FlowSettings.Text(written, "expression")))
        {
            TimeZone = FlowSettings.OptionalText(written, "timeZone") ?? "UTC",
            FlexibleMinutes = written["flexibleMinutes"] is NumberData { Value: > 0 and <= 1440 } minutes ? (int)minutes.Value : 0,
            Input = (written["input"] as ObjectData ?? ObjectData.Empty).ToJson(),
        },
        "queue" => new Trigger.QueueBatch(FlowSettings.Text(written, "queue")),
        var other => throw new FormatException($"'{other}' is no kind of trigger; choose from upload, http, rule, times and queue."),
    };

    private static bool TakesAnUpload(WorkflowDefinition workflow) =>
        workflow.Inputs.Any(input => input.Name == "bucket") && workflow.Inputs.Any(input => input.Name == "key");

    private static Trigger? Read(ActivityNode node) => node.Type switch
    {
        "ImageFlow.ObjectCreated" => new Trigger.Upload(),
        "ImageFlow.QueueMessage" => new Trigger.QueueMessage(),
        "Elsa.HttpEndpoint" => new Trigger.HttpRequest(Required(node, "path").Trim('/')),
        "Elsa.Event" when Starts(node) => new Trigger.BusEvent(Required(node, "eventName")),
        "Elsa.Cron" when Starts(node) => new Trigger.Times(ScheduleExpression.FromCron(Required(node, "cronExpression"))),
        "Elsa.Timer" when Starts(node) => new Trigger.Times(ScheduleExpression.FromInterval(Required(node, "interval"))),
        _ => null,
    };

    private static bool Starts(ActivityNode node) => node.CustomProperties["canStartWorkflow"] is BooleanData { Value: true };

    /// <summary>A literal input, in Elsa's wrapped form.</summary>
    private static string Required(ActivityNode node, string name)
    {
        JsonData? expression = ((node.Members[name] as ObjectData)?["expression"] as ObjectData) is { } wrapped && wrapped["type"] is StringData { Value: "Literal" } ? wrapped["value"] : null;
        return expression is StringData { Value.Length: > 0 } text ? text.Value : throw new FormatException($"its input '{name}' must be a literal text.");
    }
}
