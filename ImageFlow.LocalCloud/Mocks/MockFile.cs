using System.Globalization;
using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.LocalCloud.Mocks;

/// <summary>
/// A mock configuration file of Step Functions Local: <c>StateMachines.&lt;name&gt;.TestCases.&lt;case&gt;.&lt;state&gt;</c> names one of the
/// <c>MockedResponses</c>, which says for each attempt (<c>"0"</c>, <c>"1-2"</c>) what to <c>Return</c> or <c>Throw</c>.
/// </summary>
public static class MockFile
{
    /// <summary>Reads the responses of one test case by state name.</summary>
    /// <param name="source">Shown in messages: the file's path.</param>
    /// <param name="machine">Which of the file's machines; where it has only one, that one whatever its name.</param>
    /// <param name="testCase"><see langword="null"/> where the machine has only one.</param>
    /// <exception cref="MockFileException">The file is not what it should be; the message says what and where.</exception>
    public static IReadOnlyDictionary<string, MockedResponse> Read(string json, string source, string machine, string? testCase)
    {
        (ObjectData machines, ObjectData responses) = Sections(json, source);
        string name = machines.Contains(machine) ? machine : machines.Count == 1 ? machines[0].Key
            : throw new MockFileException(source, $"StateMachines has no '{machine}'; it has {Names(machines)}.");
        ObjectData cases = Section(Section(machines, name, source), "TestCases", source);
        string chosen = testCase ?? (cases.Count == 1 ? cases[0].Key : throw new MockFileException(source, $"'{name}' has several test cases, {Names(cases)}: name one after '#'."));
        if (cases[chosen] is not ObjectData states)
        {
            throw new MockFileException(source, $"'{name}' has no test case '{chosen}'; it has {Names(cases)}.");
        }

        return Responses(states, responses, source);
    }

    /// <summary>Reads every test case of every machine.</summary>
    /// <param name="source">Shown in messages: the file's path.</param>
    /// <exception cref="MockFileException">The file is not what it should be; the message says what and where.</exception>
    public static MockCases ReadAll(string json, string source)
    {
        (ObjectData machines, ObjectData responses) = Sections(json, source);
        return new MockCases(source, machines.ToDictionary(
            machine => machine.Key,
            machine => Section(Section(machines, machine.Key, source), "TestCases", source).ToDictionary(
                testCase => testCase.Key,
                testCase => Responses(testCase.Value as ObjectData ?? throw new MockFileException(source, $"The test case '{testCase.Key}' of '{machine.Key}' must be an object."), responses, source),
                StringComparer.Ordinal),
            StringComparer.Ordinal));
    }

    private static Dictionary<string, MockedResponse> Responses(ObjectData states, ObjectData responses, string source) =>
        states.ToDictionary(state => state.Key, state => Response(state.Key, state.Value, responses, source), StringComparer.Ordinal);

    private static (ObjectData Machines, ObjectData Responses) Sections(string json, string source)
    {
        ObjectData file = Parse(json, source);
        return (Section(file, "StateMachines", source), Section(file, "MockedResponses", source));
    }

    private static MockedResponse Response(string state, JsonData name, ObjectData responses, string source)
    {
        if (name is not StringData { Value: var key } || responses[key] is not ObjectData attempts)
        {
            throw new MockFileException(source, $"The state '{state}' names the response {name.ToJson()}, which is not among the MockedResponses.");
        }

        SortedDictionary<int, TaskResult> results = [];
        foreach ((string range, JsonData response) in attempts)
        {
            (int first, int last) = Range(range) ?? throw new MockFileException(source, $"'{range}' of the response '{key}' is neither an attempt (\"0\") nor a range of them (\"1-2\").");
            for (int attempt = first; attempt <= last; attempt++)
            {
                results[attempt] = Result(response, key, range, source);
            }
        }

        int gap = Enumerable.Range(0, results.Count).FirstOrDefault(attempt => !results.ContainsKey(attempt), -1);
        return gap >= 0
            ? throw new MockFileException(source, $"The response '{key}' says nothing about attempt {gap}.")
            : new MockedResponse(key, [.. results.Values]);
    }

    private static TaskResult Result(JsonData response, string key, string range, string source) => response switch
    {
        ObjectData { Count: 1 } one when one["Return"] is JsonData result => new TaskResult.Success(result) { IsFinal = true },
        ObjectData { Count: 1 } one when one["Throw"] is ObjectData thrown && thrown["Error"] is StringData error =>
            new TaskResult.Failure(error.Value, (thrown["Cause"] as StringData)?.Value),
        _ => throw new MockFileException(source, $"'{range}' of the response '{key}' must be {{\"Return\": …}} or {{\"Throw\": {{\"Error\": …, \"Cause\": …}}}}."),
    };

    private static (int First, int Last)? Range(string text)
    {
        string[] ends = text.Split('-');
        return ends.Length <= 2 && Whole(ends[0]) is int first && Whole(ends[^1]) is int last && first <= last && last < 10_000 ? (first, last) : null;
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static ObjectData Parse(string json, string source)
    {
        try
        {
            return JsonData.Parse(json) as ObjectData ?? throw new MockFileException(source, "It is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new MockFileException(source, $"It is not JSON: {e.Message}");
        }
    }

    private static ObjectData Section(ObjectData parent, string name, string source) =>
        parent[name] as ObjectData ?? throw new MockFileException(source, $"The object '{name}' is missing.");

    private static string Names(ObjectData members) => string.Join(", ", members.Select(member => $"'{member.Key}'"));
}

/// <param name="Results">By attempt, from 0.</param>
public sealed record MockedResponse(string Name, IReadOnlyList<TaskResult> Results);

/// <summary>A mock file that cannot be used.</summary>
public sealed class MockFileException(string source, string message) : Exception($"The mock file '{source}' cannot be used. {message}");
