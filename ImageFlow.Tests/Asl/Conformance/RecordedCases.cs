using System.Runtime.CompilerServices;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Conformance;

/// <summary>The cases recorded from AWS that lie beside the repository, read as data.</summary>
public static class RecordedCases
{
    private const string Folder = "conformance/step-functions";

    /// <summary>All cases of a kind: the path below the folder, and the case. Empty where the folder is absent.</summary>
    public static IEnumerable<(string Name, ObjectData Case)> OfKind(params string[] kinds)
    {
        if (SharedData.Find(Folder) is not { } root)
        {
            yield break;
        }

        foreach (string path in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            ObjectData recorded = (ObjectData)JsonData.Parse(File.ReadAllText(path));
            if (kinds.Contains(((StringData)recorded["kind"]!).Value))
            {
                yield return (Path.GetRelativePath(root, path), recorded);
            }
        }
    }

    /// <summary>Skips the running test with a reason where the cases are absent.</summary>
    public static void Require() => SharedData.Require(Folder);

    /// <summary>Every recorded run: <c>definition</c>, <c>input</c>, <c>expected</c> …</summary>
    public static IEnumerable<(string Name, ObjectData Run)> Runs()
    {
        foreach ((string name, ObjectData recorded) in OfKind("execution", "executions"))
        {
            IEnumerable<JsonData> runs = recorded["runs"] as ArrayData ?? (IEnumerable<JsonData>)[recorded];
            foreach (ObjectData run in runs.Cast<ObjectData>())
            {
                yield return (name, run);
            }
        }
    }

    /// <summary>Every definition that AWS accepted and ran.</summary>
    public static IEnumerable<(string Name, JsonData Definition)> AcceptedDefinitions() =>
        Runs().Where(run => run.Run.Contains("definition")).Select(run => (run.Name, run.Run["definition"]!));

    /// <summary>The JSON pointer of the first place where the actual value does not match, or <see langword="null"/>. Placeholders in the expected value match as the cases' notice says.</summary>
    public static string? Mismatch(JsonData expected, JsonData actual, [CallerArgumentExpression(nameof(actual))] string at = "")
    {
        switch (expected, actual)
        {
            case (ObjectData e, ObjectData a):
                return e.Select(m => a[m.Key] is { } value ? Mismatch(m.Value, value, $"{at}/{m.Key}") : $"{at}/{m.Key} is missing").FirstOrDefault(m => m is not null)
                    ?? (a.FirstOrDefault(m => !e.Contains(m.Key)) is { Key: { } extra } ? $"{at}/{extra} is too much" : null);
            case (ArrayData e, ArrayData a) when e.Count == a.Count:
                return e.Select((item, i) => Mismatch(item, a[i], $"{at}/{i}")).FirstOrDefault(m => m is not null);
            case (StringData e, StringData a):
                return Placeholders.Matches(e.Value, a.Value) ? null : $"{at}: expected '{e.Value}', got '{a.Value}'";
            case (StringData e, _) when Placeholders.Matches(e.Value, actual.ToJson()):
                return null;
            default:
                return expected.Equals(actual) ? null : $"{at}: expected {expected}, got {actual}";
        }
    }
}
