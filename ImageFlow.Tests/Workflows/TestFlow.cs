using System.Text.Json;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows;

/// <summary>Draws small flows for tests: <c>new TestFlow().Note("A").Note("B").To("A", "B")</c>. Ids and names are the same.</summary>
internal sealed class TestFlow
{
    private readonly List<object> nodes = [];
    private readonly List<object> connections = [];
    private readonly List<object> variables = [];
    private readonly List<object> inputs = [];
    private readonly List<object> outputs = [];
    private readonly Dictionary<string, object> custom = [];

    public static ActivityManifest Manifest { get; } = ActivityManifest.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "ImageFlow.Tests", "Workflows", "test-manifest.json")));

    public static object Literal(object? value, string type = "String") => new { typeName = type, expression = new { type = "Literal", value } };

    public static object Script(string value, string type = "Object") => new { typeName = type, expression = new { type = "JavaScript", value } };

    public static object Expression(string language, object value, string type = "Object") => new { typeName = type, expression = new { type = language, value } };

    public static Dictionary<string, object?> Activity(string id, string type, params (string Name, object? Value)[] members)
    {
        Dictionary<string, object?> node = new() { ["id"] = id, ["name"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new { }, ["metadata"] = new { } };
        foreach ((string name, object? value) in members)
        {
            node[name] = value;
        }

        return node;
    }

    public static object[] Connections(IEnumerable<(string From, string To, string Port)> connections) =>
        [.. connections.Select(one => new { source = new { activity = one.From, port = one.Port }, target = new { activity = one.To, port = "In" } })];

    public TestFlow Node(string id, string type, params (string Name, object? Value)[] members)
    {
        nodes.Add(Activity(id, type, members));
        return this;
    }

    public TestFlow Note(string id) => Node(id, "Elsa.WriteLine");

    /// <summary>A task of the test manifest: inputs <c>key</c> (required), <c>count</c>, <c>formats</c>; outputs <c>ok</c>, <c>text</c>, <c>number</c>, <c>data</c>; errors <c>BadError</c>, <c>LostError</c>.</summary>
    public TestFlow Work(string id, params (string Name, object? Value)[] members) =>
        Node(id, "Test.Work", members.Any(member => member.Name == "key") ? members : [("key", Literal("k")), .. members]);

    public TestFlow Decide(string id, string condition) => Node(id, "Elsa.FlowDecision", ("condition", Script(condition, "Boolean")));

    public TestFlow To(string source, string target, string port = "Done")
    {
        connections.Add(new { source = new { activity = source, port }, target = new { activity = target, port = "In" } });
        return this;
    }

    public TestFlow Chain(params string[] ids) => ids.Zip(ids.Skip(1)).Aggregate(this, (flow, step) => flow.To(step.First, step.Second));

    public TestFlow Variable(string name, string type = "Object", string? value = null, bool isArray = false)
    {
        variables.Add(new { id = "v-" + name, name, typeName = type, value, isArray });
        return this;
    }

    public TestFlow Set(string id, string variable, object value) =>
        Node(id, "Elsa.SetVariable", ("variable", new { id = "v-" + variable, name = variable }), ("value", value));

    public TestFlow Input(string name, string type = "String", bool isArray = false)
    {
        inputs.Add(new { name, type, isArray });
        return this;
    }

    public TestFlow Output(string name)
    {
        outputs.Add(new { name, type = "Object" });
        return this;
    }

    public TestFlow Custom(string name, object value)
    {
        custom[name] = value;
        return this;
    }

    public string ToJson() => JsonSerializer.Serialize(new
    {
        id = "1",
        definitionId = "test",
        name = "Test",
        version = 1,
        variables,
        inputs,
        outputs,
        customProperties = custom,
        root = new { id = "root", type = "Elsa.Flowchart", version = 1, activities = nodes, connections },
    });

    public CompileResult Compile(QueryLanguage? language = null, ActivityManifest? manifest = null) => Compile(ToJson(), language, manifest);

    public TestFlow Join(string id, string mode) => Node(id, "Elsa.FlowJoin", ("mode", Literal(mode)));

    /// <summary>A task whose effect is its own id.</summary>
    public TestFlow Mark(params string[] ids) => ids.Aggregate(this, (flow, id) => flow.Work(id, ("key", Literal(id))));

    public static CompileResult Compile(string json, QueryLanguage? language = null, ActivityManifest? manifest = null)
    {
        WorkflowReadResult read = WorkflowReader.Read(json);
        Assert.DoesNotContain(read.Diagnostics, finding => finding.Severity == DiagnosticSeverity.Error);
        return WorkflowCompiler.Compile(read.Definition!, manifest ?? Manifest, new() { QueryLanguage = language });
    }

    /// <summary>The compiled document; fails with the findings where there is none.</summary>
    public ObjectData Asl(QueryLanguage? language = null)
    {
        CompileResult result = Compile(language);
        Assert.True(result.AslJson is not null, string.Join('\n', result.Diagnostics));
        return (ObjectData)JsonData.Parse(result.AslJson!);
    }
}
