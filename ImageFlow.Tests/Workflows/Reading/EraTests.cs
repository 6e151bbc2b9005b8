using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.Reading;

/// <summary>The same workflow as releases of several years wrote it reads as the same, and is written as Elsa Studio imports it.</summary>
public class EraTests
{
    private const string Modern = """
        {"$schema":"https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json","id":"1","definitionId":"d","name":"Flow","version":1,
         "variables":[{"id":"v","name":"V","typeName":"String","value":"x","storageDriverTypeName":"Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core"}],
         "root":{"id":"r","type":"Elsa.Flowchart","version":1,
          "activities":[
           {"id":"a","type":"Elsa.WriteLine","version":1,"customProperties":{"canStartWorkflow":true,"runAsynchronously":false},"metadata":{},"text":{"typeName":"String","expression":{"type":"Literal","value":"hi"}}},
           {"id":"b","type":"Elsa.WriteLine","version":1,"customProperties":{},"metadata":{}}],
          "connections":[{"source":{"activity":"a","port":"Done"},"target":{"activity":"b","port":"In"}}]}}
        """;

    private const string Connections = """[{"source":{"activity":"a","port":"Done"},"target":{"activity":"b","port":"In"}}]""";

    public static TheoryData<string, string, string> Forms => new()
    {
        { "flat connections", Connections, """[{"source":"a","sourcePort":"Done","target":"b","targetPort":"In"}]""" },
        { "connections without ports", Connections, """[{"source":{"activity":"a"},"target":{"activity":"b"}}]""" },
        { "one connection", Connections, """{"source":{"activity":"a","port":"Done"},"target":{"activity":"b","port":"In"}}""" },
        { "$values", Connections, $$"""{"$values":{{Connections}}}""" },
        { "_items", Connections, $$"""{"_type":"System.Collections.Generic.List`1","_items":{{Connections}}}""" },
        { "items", Connections, $$"""{"_type":"System.Collections.Generic.List`1","items":{{Connections}}}""" },
        { "names with a capital", Connections, """[{"Source":{"Activity":"a","Port":"Done"},"Target":{"Activity":"b","Port":"In"}}]""" },
        { "no version", "\"name\":\"Flow\",\"version\":1,", "\"name\":\"Flow\"," },
        { "version as text", "\"name\":\"Flow\",\"version\":1,", "\"name\":\"Flow\",\"version\":\"1\"," },
        { "no schema", "\"$schema\":\"https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json\",", "" },
        { "byte order mark", "{\"$schema\"", "\uFEFF{\"$schema\"" },
        { "settings on the node", "\"customProperties\":{\"canStartWorkflow\":true,\"runAsynchronously\":false}", "\"canStartWorkflow\":true,\"runAsynchronously\":false,\"customProperties\":{}" },
        { "settings with a capital", "\"canStartWorkflow\":true,\"runAsynchronously\":false", "\"CanStartWorkflow\":true,\"RunAsynchronously\":false" },
        { "places of nodes", "\"id\":\"b\",", "\"id\":\"b\",\"nodeId\":\"Workflow2:r:b\"," },
        { "storage driver's older name", "storageDriverTypeName", "storageDriverType" },
        { "an activity that a server did not know", """{"id":"b","type":"Elsa.WriteLine","version":1,"customProperties":{},"metadata":{}}""", """{"id":"b","type":"Elsa.NotFoundActivity","version":1,"missingTypeName":"Elsa.WriteLine","missingTypeVersion":1,"originalActivityJson":"{\"id\":\"b\",\"type\":\"Elsa.WriteLine\",\"version\":1,\"customProperties\":{},\"metadata\":{}}"}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Read_OlderForm_IsTheSameWorkflow(string form, string today, string then)
    {
        Assert.True(Modern.Contains(today, StringComparison.Ordinal), form);

        WorkflowReadResult old = WorkflowReader.Read(Modern.Replace(today, then, StringComparison.Ordinal));

        Assert.Equal(WorkflowWriter.Write(WorkflowReader.Read(Modern).Definition!), WorkflowWriter.Write(old.Definition!));
    }

    [Fact]
    public void Write_AnyWorkflow_BeginsWithTheSchema() =>
        Assert.Equal(("$schema", WorkflowDefinition.Schema), ((ObjectData)WorkflowWriter.ToJson(WorkflowReader.Read("{}").Definition!)).Select(member => (member.Key, ((StringData)member.Value).Value)).First());
}
