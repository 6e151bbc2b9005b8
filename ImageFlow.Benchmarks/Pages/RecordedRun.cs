using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageFlow.Benchmarks.Pages;

/// <summary>A run of so many nodes and events, a third of whose steps made a picture, in the shapes of the server's REST interface.</summary>
internal sealed class RecordedRun
{
    public const string Id = "big:run";
    private const int Columns = 25;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<JsonObject> _events = [];
    private readonly JsonArray _files = [];

    public RecordedRun(int nodes, int events)
    {
        Add("ExecutionStarted", new JsonObject { ["input"] = "{}" });
        for (var n = 0; _events.Count < events - 1; n++)
        {
            var name = $"n{n % nodes}";
            const string Data = """{"bucket":"imageflow-uploads","key":"a.jpg","size":1}""";
            var output = n % 3 == 1 ? Made(name, n) : Data;
            Add("TaskStateEntered", new JsonObject { ["name"] = name, ["input"] = Data }, name);
            Add("TaskScheduled", new JsonObject { ["resourceType"] = "lambda", ["resource"] = "invoke", ["parameters"] = Data });
            Add("TaskStarted", []);
            Add("TaskSucceeded", new JsonObject { ["output"] = output });
            Add("TaskStateExited", new JsonObject { ["name"] = name, ["output"] = output }, name);
        }

        Add("ExecutionSucceeded", new JsonObject { ["output"] = "{}" });
        Execution = new JsonObject
        {
            ["id"] = Id, ["executionArn"] = "arn", ["name"] = "run", ["workflowId"] = "big", ["workflowName"] = "Big", ["workflowVersion"] = 1, ["status"] = "SUCCEEDED",
            ["startDate"] = (string)_events[0]["timestamp"]!, ["stopDate"] = (string)_events[^1]["timestamp"]!, ["input"] = new JsonObject(), ["output"] = new JsonObject(),
            ["error"] = null, ["cause"] = null, ["redriveCount"] = 0, ["files"] = _files, ["sourceMap"] = SourceMap(nodes),
        };
        History = new JsonObject { ["items"] = new JsonArray([.. _events]) };
        Drawing = new JsonObject
        {
            ["id"] = "big", ["name"] = "Big", ["version"] = 1, ["sourceMap"] = SourceMap(nodes),
            ["nodes"] = new JsonArray([.. Enumerable.Range(0, nodes).Select(Node)]),
            ["edges"] = new JsonArray([.. Enumerable.Range(1, nodes - 1).Select(i => new JsonObject { ["source"] = $"n{i - 1}", ["sourcePort"] = "Done", ["target"] = $"n{i}" })]),
        };
    }

    public JsonObject Execution { get; }

    public JsonObject Drawing { get; }

    public JsonObject History { get; }

    public int Events => _events.Count;

    private static JsonObject SourceMap(int nodes) => new() { ["nodes"] = new JsonArray([.. Enumerable.Range(0, nodes).Select(Mapped)]) };

    private static JsonNode Mapped(int i) => new JsonObject { ["nodeId"] = $"n{i}", ["states"] = new JsonArray(new JsonObject { ["name"] = $"n{i}", ["role"] = "main" }) };

    private static JsonNode Node(int i) => new JsonObject
    {
        ["id"] = $"n{i}", ["name"] = $"Step {i}", ["type"] = i % 3 == 0 ? "Elsa.FlowDecision" : "ImageFlow.ResizeImage", ["x"] = i % Columns * 260, ["y"] = i / Columns * 120, ["w"] = 160, ["h"] = 60,
    };

    /// <summary>A picture that a step made, among the run's files too.</summary>
    private string Made(string node, int number)
    {
        var key = $"{node}/{number}.png";
        _files.Add(new JsonObject
        {
            ["bucket"] = "imageflow-processed", ["key"] = key, ["url"] = $"{PageServer.Objects}imageflow-processed/{key}", ["contentType"] = "image/png", ["size"] = 70, ["width"] = 1, ["height"] = 1, ["nodeId"] = node, ["role"] = "output",
        });
        return new JsonObject { ["bucket"] = "imageflow-processed", ["key"] = key, ["size"] = 70 }.ToJsonString();
    }

    private void Add(string type, JsonObject details, string? state = null)
    {
        JsonObject happened = new()
        {
            ["id"] = _events.Count + 1, ["previousEventId"] = _events.Count, ["type"] = type, ["timestamp"] = Start.AddMilliseconds(_events.Count * 20).ToString("O", CultureInfo.InvariantCulture), ["details"] = details,
        };
        if (state is not null)
        {
            happened["stateName"] = state;
            happened["nodeId"] = state;
        }

        _events.Add(happened);
    }
}
