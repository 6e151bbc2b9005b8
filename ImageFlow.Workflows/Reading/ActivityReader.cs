using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Reading;

/// <summary>Reads activity nodes with everything in them.</summary>
internal sealed class ActivityReader(Findings findings)
{
    /// <summary>Properties that the oldest files put on the node itself, or spell otherwise, and where they belong.</summary>
    private static readonly (string Old, string New)[] Moved =
    [
        ("canStartWorkflow", "canStartWorkflow"),
        ("runAsynchronously", "runAsynchronously"),
    ];

    private static readonly (string Old, string New)[] Aliases =
    [
        ("CanStartWorkflow", "canStartWorkflow"),
        ("RunAsynchronously", "runAsynchronously"),
        ("NotFoundConnectionsKey", "notFoundConnections"),
    ];

    public ActivityNode Read(ObjectData source, string pointer)
    {
        ObjectData node = Unwrap(source, pointer);
        Fields fields = new(node);
        string? type = fields.TakeText("type");
        string? id = fields.TakeText("id");
        fields.Take("nodeId");
        if (string.IsNullOrEmpty(type))
        {
            findings.Error("FLOW0007", pointer, "An activity has no 'type'.", "Every activity names its type, such as Elsa.WriteLine.", id);
            type = "";
        }

        if (string.IsNullOrEmpty(id))
        {
            findings.Warning("FLOW0008", pointer, $"An activity of type {type} has no 'id'.", "Give it an id that is unique in its container.");
            id = fields.TakeText("name") ?? pointer.Split('/')[^1];
        }

        string? name = fields.TakeText("name");
        int version = fields.TakeInteger("version") ?? 1;
        ObjectData custom = ReadCustomProperties(fields, node);
        ObjectData metadata = fields.TakeObject("metadata") ?? ObjectData.Empty;
        IReadOnlyList<ActivityNode>? activities = ReadActivities(fields, node, pointer, id);
        IReadOnlyList<WorkflowVariable>? variables = activities is null || !node.Contains("variables")
            ? null
            : [.. WorkflowReader.Objects(fields.Take("variables"), pointer + "/variables", findings).Select(v => new WorkflowVariable(VariableReader.Upgrade(v)))];
        IReadOnlyList<Connection>? connections = activities is null || !node.Contains("connections")
            ? null
            : ConnectionReader.ReadAll(fields.Take("connections"), activities, pointer + "/connections", id, findings);
        (ObjectData members, OrderedDictionary<string, ActivityNode> ports) = ReadPorts(fields.Rest(), pointer);
        return new()
        {
            Id = id,
            Name = name,
            Type = type,
            Version = version,
            Members = members,
            Ports = ports,
            Nested = ReadNested(members, pointer),
            Activities = activities,
            Variables = variables,
            Connections = connections,
            CustomProperties = custom,
            Metadata = metadata,
            Pointer = pointer,
        };
    }

    /// <summary>An embedded activity is an object with a type and an id that is neither an input nor a variable.</summary>
    internal static bool IsActivity(JsonData? value) =>
        value is ObjectData node && node["type"] is StringData && node["id"] is StringData && !node.Contains("typeName") && !node.Contains("expression");

    private (ObjectData Members, OrderedDictionary<string, ActivityNode> Ports) ReadPorts(ObjectData rest, string pointer)
    {
        OrderedDictionary<string, ActivityNode> ports = [];
        ObjectDataBuilder members = new();
        foreach ((string name, JsonData value) in rest.Span)
        {
            if (IsActivity(value))
            {
                ports[name] = Read((ObjectData)value, $"{pointer}/{JsonPointer.Escape(name)}");
            }
            else
            {
                members.Set(name, value);
            }
        }

        return (members.Build(), ports);
    }

    private OrderedDictionary<string, ActivityNode> ReadNested(ObjectData members, string pointer)
    {
        OrderedDictionary<string, ActivityNode> nested = [];
        foreach ((string name, JsonData value) in members.Span)
        {
            if (value is not ArrayData list)
            {
                continue;
            }

            for (int i = 0; i < list.Count; i++)
            {
                string at = $"{JsonPointer.Escape(name)}/{i}";
                if (IsActivity(list[i]))
                {
                    nested[at] = Read((ObjectData)list[i], $"{pointer}/{at}");
                }
                else if (list[i] is ObjectData item)
                {
                    foreach ((string part, JsonData inner) in item.Span)
                    {
                        if (IsActivity(inner))
                        {
                            nested[$"{at}/{part}"] = Read((ObjectData)inner, $"{pointer}/{at}/{JsonPointer.Escape(part)}");
                        }
                    }
                }
            }
        }

        return nested;
    }

    private List<ActivityNode>? ReadActivities(Fields fields, ObjectData node, string pointer, string id)
    {
        if (!node.Contains("activities") || Fields.Items(node["activities"]).Any(item => item is not ObjectData))
        {
            return null;
        }

        List<ActivityNode> activities = [];
        IReadOnlyList<JsonData> items = Fields.Items(fields.Take("activities"));
        for (int i = 0; i < items.Count; i++)
        {
            activities.Add(Read((ObjectData)items[i], $"{pointer}/activities/{i}"));
        }

        foreach (IGrouping<string, ActivityNode> twins in activities.GroupBy(activity => activity.Id).Where(group => group.Count() > 1))
        {
            findings.Error("FLOW0009", twins.Last().Pointer, $"The id '{twins.Key}' stands for {twins.Count()} activities of '{id}'.", "Give each activity of a container its own id.", twins.Key);
        }

        return activities;
    }

    private static ObjectData ReadCustomProperties(Fields fields, ObjectData node)
    {
        ObjectDataBuilder custom = new();
        foreach ((string key, JsonData value) in (fields.TakeObject("customProperties") ?? ObjectData.Empty).Span)
        {
            string name = Array.Find(Aliases, alias => alias.Old == key).New ?? key;
            custom.Set(name, value);
        }

        foreach ((string old, string name) in Moved)
        {
            if (node.Contains(old) && fields.Take(old) is { } value && custom[name] is null)
            {
                custom.Set(name, value);
            }
        }

        return custom.Build();
    }

    /// <summary>Elsa keeps an activity whose type it does not know as text in an <c>Elsa.NotFoundActivity</c>; we keep the activity itself.</summary>
    private ObjectData Unwrap(ObjectData node, string pointer)
    {
        if (node["type"] is not StringData { Value: "Elsa.NotFoundActivity" } || node["originalActivityJson"] is not StringData original)
        {
            return node;
        }

        try
        {
            if (JsonData.Parse(original.Value) is ObjectData inner && inner["type"] is StringData)
            {
                ObjectData placed = inner.Contains("metadata") || node["metadata"] is null ? inner : inner.With("metadata", node["metadata"]!);
                return placed.Contains("id") || node["id"] is null ? placed : placed.With("id", node["id"]!);
            }
        }
        catch (JsonException exception)
        {
            findings.Warning("FLOW0010", pointer, $"The original activity inside an Elsa.NotFoundActivity is not JSON: {exception.Message}", "Draw the activity anew.", (node["id"] as StringData)?.Value);
            return node;
        }

        findings.Warning("FLOW0010", pointer, "The original activity inside an Elsa.NotFoundActivity is no activity.", "Draw the activity anew.", (node["id"] as StringData)?.Value);
        return node;
    }
}
