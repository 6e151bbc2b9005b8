using System.Text.Json;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Reading;

namespace ImageFlow.Workflows;

/// <summary>What came of reading a workflow definition.</summary>
/// <param name="Definition"><see langword="null"/> where the document is no workflow at all.</param>
/// <param name="Diagnostics">Everything that was found, all at once.</param>
public sealed record WorkflowReadResult(WorkflowDefinition? Definition, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// Reads Elsa 3 workflow definitions of every era of the format and upgrades old forms on the way in. A bad document gives
/// diagnostics, never an exception.
/// </summary>
public static class WorkflowReader
{
    private const string ByteOrderMark = "\uFEFF";

    public static WorkflowReadResult Read(string json)
    {
        Findings findings = new();
        JsonData document;
        try
        {
            document = JsonData.Parse(json.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? json[1..] : json);
        }
        catch (JsonException exception)
        {
            findings.Error("FLOW0001", "", $"The document is not JSON: {exception.Message}", "Export the workflow from Elsa Studio again, or correct the JSON at the place named.");
            return new(null, findings.All);
        }

        return document is ObjectData workflow
            ? new(ReadDefinition(workflow, findings), findings.All)
            : NotAnObject(findings);
    }

    private static WorkflowReadResult NotAnObject(Findings findings)
    {
        findings.Error("FLOW0002", "", "The document is not a JSON object, so it is no workflow definition.", "Give the file that Elsa Studio exports.");
        return new(null, findings.All);
    }

    private static WorkflowDefinition? ReadDefinition(ObjectData source, Findings findings)
    {
        Fields fields = new(source);
        fields.Take("$schema");
        JsonData? root = fields.Take("root");
        int? version = fields.TakeInteger("version");
        if (version is null or < 1)
        {
            fields.Take("version");
            findings.Info("FLOW0003", "/version", "The workflow has no version, so it is read as version 1.", "Save the workflow once to write the version into it.");
            version = 1;
        }

        string? definitionId = fields.TakeText("definitionId");
        string? id = fields.TakeText("id");
        if (root is not (null or ObjectData))
        {
            findings.Error("FLOW0004", "/root", "The member 'root' is not an activity.", "A workflow's 'root' is one activity, most often an Elsa.Flowchart.");
            return null;
        }

        if (root is null)
        {
            findings.Warning("FLOW0005", "", "The workflow has no 'root', so it is empty.", "Draw at least one activity.");
        }

        List<WorkflowVariable> variables = [.. Objects(fields.Take("variables"), "/variables", findings).Select(variable => new WorkflowVariable(VariableReader.Upgrade(variable)))];
        VariableReader.CheckTypes(variables, findings);
        return new()
        {
            Id = id ?? definitionId ?? "workflow",
            DefinitionId = definitionId ?? id ?? "workflow",
            Version = version.Value,
            Name = fields.TakeText("name")?.Trim(),
            Description = fields.TakeText("description")?.Trim(),
            Variables = variables,
            Inputs = [.. Objects(fields.Take("inputs"), "/inputs", findings).Select(argument => new WorkflowArgument(argument))],
            Outputs = [.. Objects(fields.Take("outputs"), "/outputs", findings).Select(argument => new WorkflowArgument(argument))],
            Outcomes = [.. Fields.Items(fields.Take("outcomes")).OfType<StringData>().Select(outcome => outcome.Value)],
            CustomProperties = fields.TakeObject("customProperties") ?? ObjectData.Empty,
            Root = root is ObjectData node ? new ActivityReader(findings).Read(node, "/root") : EmptyRoot(),
            Extra = fields.Rest(),
        };
    }

    private static ActivityNode EmptyRoot() => new() { Id = "root", Type = "Elsa.Sequence", Activities = [], Variables = [], Pointer = "/root" };

    internal static IEnumerable<ObjectData> Objects(JsonData? list, string pointer, Findings findings)
    {
        IReadOnlyList<JsonData> items = Fields.Items(list);
        if (list is not (null or ArrayData or ObjectData))
        {
            findings.Error("FLOW0006", pointer, "A list was expected here.", "Make it a JSON array of objects.");
        }

        for (int i = 0; i < items.Count; i++)
        {
            if (items[i] is ObjectData item)
            {
                yield return item;
            }
            else
            {
                findings.Error("FLOW0006", $"{pointer}/{i}", "An object was expected here.", "Remove the item or make it an object.");
            }
        }
    }
}
