using System.Text.Json;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Testing;

/// <summary>Which states take a mock, which need one, and what the mock may say.</summary>
internal static class TaskMocks
{
    private static readonly string[] Patterns = [".sync", ".sync:2", ".waitForTaskToken"];

    /// <summary>Whether the state is a Task that waits for a job or a token.</summary>
    public static bool HasJob(Node node) => node.State is TaskState task && Pattern(task.Resource) is not null;

    /// <exception cref="EngineException"><c>ValidationException</c></exception>
    public static TaskResult? Read(TestStateRequest request, Node node)
    {
        if (request.Mock is not StateMock mock)
        {
            return NeedsMock(node) ? throw Invalid($"State type '{node.Kind}' needs a mock: TestState does not run {What(node)}.") : null;
        }

        if (request.RevealSecrets)
        {
            throw Invalid("TestState does not support RevealSecrets when a mock is specified.");
        }

        if (mock is { Result: not null, ErrorOutput: not null })
        {
            throw Invalid("A test mock should have only one of the following fields: [result, errorOutput].");
        }

        if (node.Kind is not (StateKind.Task or StateKind.Map or StateKind.Parallel))
        {
            throw Invalid($"State type '{node.Kind}' is not supported when a mock is specified");
        }

        if (mock.ErrorOutput is var (error, cause))
        {
            return new TaskResult.Failure(error ?? "", cause);
        }

        JsonData result = Parse(mock.Result ?? throw Invalid("A test mock should have only one of the following fields: [result, errorOutput]."));
        if (node.Kind != StateKind.Task)
        {
            return result is ArrayData || node.State is MapState { ResultWriter: not null }
                ? new TaskResult.Success(result)
                : throw Invalid("Mocked result must be an array.");
        }

        TaskState task = (TaskState)node.State;
        if (mock.ValidationMode != "NONE" && Pattern(task.Resource) is null
            && ServiceResults.Finding(task.Resource, result, isStrict: mock.ValidationMode == "STRICT") is string finding)
        {
            throw Invalid($"Mock result schema validation error: {finding}");
        }

        return new TaskResult.Success(result);
    }

    private static bool NeedsMock(Node node) => node.Kind is StateKind.Map or StateKind.Parallel || HasJob(node) || node.State is TaskState { Resource: var resource } && TaskResource.Parse(resource).IsActivity;

    private static string What(Node node) => node.Kind == StateKind.Task ? "activities, jobs and tasks that wait for a token" : "what is inside of it";

    private static string? Pattern(string resource) => Array.Find(Patterns, pattern => resource.EndsWith(pattern, StringComparison.Ordinal));

    private static JsonData Parse(string json)
    {
        try
        {
            return JsonData.Parse(json);
        }
        catch (JsonException)
        {
            throw Invalid("Mocked result must be valid JSON");
        }
    }

    private static EngineException Invalid(string what) => new("ValidationException", what);
}
