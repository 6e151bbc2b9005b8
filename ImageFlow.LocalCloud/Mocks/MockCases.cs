namespace ImageFlow.LocalCloud.Mocks;

/// <summary>All test cases of a mock file: by machine, by case, by state.</summary>
public sealed class MockCases
{
    private readonly string source;
    private readonly Dictionary<string, Dictionary<string, Dictionary<string, MockedResponse>>> machines;

    internal MockCases(string source, Dictionary<string, Dictionary<string, Dictionary<string, MockedResponse>>> machines)
    {
        this.source = source;
        this.machines = machines;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="MockFileException">There is no such file, or it is not what it should be.</exception>
    public static async Task<MockCases> LoadAsync(string path, CancellationToken cancellationToken = default) => File.Exists(path)
        ? MockFile.ReadAll(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false), path)
        : throw new MockFileException(path, "There is no such file.");

    /// <summary>The responses of a case by state; <see langword="null"/> where there is no such case.</summary>
    public IReadOnlyDictionary<string, MockedResponse>? Find(string machine, string testCase) =>
        machines.GetValueOrDefault(machine)?.GetValueOrDefault(testCase);

    /// <summary>Why there is no such case, as a sentence; <see langword="null"/> where there is.</summary>
    public string? Refusal(string machine, string testCase) =>
        !machines.TryGetValue(machine, out Dictionary<string, Dictionary<string, MockedResponse>>? cases) ? $"The mock file '{source}' has no state machine '{machine}'; it has {Names(machines.Keys)}."
        : !cases.ContainsKey(testCase) ? $"The mock file '{source}' has no test case '{testCase}' for '{machine}'; it has {Names(cases.Keys)}."
        : null;

    /// <summary>Whether a case of the machine answers for this state.</summary>
    /// <param name="machine"><see langword="null"/> for any machine.</param>
    public bool Mocks(string? machine, string state) =>
        machines.Where(entry => machine is null || entry.Key == machine).Any(entry => entry.Value.Values.Any(states => states.ContainsKey(state)));

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'")) is { Length: > 0 } list ? list : "none";
}
