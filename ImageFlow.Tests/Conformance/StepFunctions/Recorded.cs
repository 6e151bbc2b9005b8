using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Conformance.StepFunctions;

/// <summary>Compares values with recorded ones, whose placeholders match anything of their kind (the recordings' README, "Placeholders" and "Comparison").</summary>
internal static partial class Recorded
{
    private static readonly HashSet<string> NotCompared = ["ResponseMetadata", "billedDurationInMilliseconds", "HTTPHeaders", "RequestId", "RetryAttempts", "HostId"];

    private static readonly HashSet<string> AddedLater = ["encryptionConfiguration", "redriveCount", "redriveStatus", "redriveStatusReason", "variableReferences"];

    /// <summary>The first difference, or <see langword="null"/>.</summary>
    public static string? Difference(JsonData expected, JsonData? actual, string path = "")
    {
        if (actual is null)
        {
            return $"{path}: missing, expected {Short(expected)}";
        }

        if (expected is ObjectData or ArrayData && actual is StringData json)
        {
            actual = TryParse(json.Value) ?? actual;
        }

        return (expected, actual) switch
        {
            (ObjectData e, ObjectData a) => OfObjects(e, a, path),
            (ArrayData e, ArrayData a) => OfArrays(e, a, path),
            (StringData e, _) when MatchesText(e.Value, actual) => null,
            _ when expected.Equals(actual) => null,
            _ => $"{path}: expected {Short(expected)}, was {Short(actual)}",
        };
    }

    private static string? OfObjects(ObjectData expected, ObjectData actual, string path)
    {
        HashSet<string> met = [];
        foreach ((string name, JsonData value) in expected)
        {
            if (NotCompared.Contains(name))
            {
                continue;
            }

            string? twin = actual.Contains(name) ? name : actual.Select(member => member.Key).FirstOrDefault(key => !met.Contains(key) && !expected.Contains(key) && Matches(name, key));
            if (Difference(value, twin is null ? null : actual[twin], $"{path}/{name}") is string difference)
            {
                return difference;
            }

            met.Add(twin!);
        }

        string? extra = actual.Select(member => member.Key).FirstOrDefault(key => !met.Contains(key) && !NotCompared.Contains(key) && !AddedLater.Contains(key));
        return extra is null ? null : $"{path}/{extra}: was {Short(actual[extra]!)}, expected no such member";
    }

    private static string? OfArrays(ArrayData expected, ArrayData actual, string path)
    {
        if (expected.Count != actual.Count)
        {
            return $"{path}: expected {expected.Count} items, was {actual.Count}: {Short(actual)}";
        }

        for (int i = 0; i < expected.Count; i++)
        {
            if (Difference(expected[i], actual[i], $"{path}/{i}") is string difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static bool MatchesText(string expected, JsonData actual)
    {
        if (WholePlaceholder().IsMatch(expected))
        {
            return true;
        }

        if (expected is "timestamp" or "datetime" or "date")
        {
            return actual is NumberData || (actual is StringData time && (time.Value == expected || DateText().IsMatch(time.Value)));
        }

        if (actual is not StringData text)
        {
            return false;
        }

        return Matches(expected, text.Value)
            || (TryParse(expected) is JsonData left && TryParse(text.Value) is JsonData right && left is not StringData && Difference(left, right) is null);
    }

    private static bool Matches(string expected, string actual)
    {
        if (expected == actual)
        {
            return true;
        }

        if (!Placeholder().IsMatch(expected))
        {
            return false;
        }

        string pattern = string.Concat(Placeholder().Split(expected).Select((part, i) => i % 2 == 0 ? Regex.Escape(part) : part switch
        {
            "region" => "[a-z0-9-]+",
            "partition" => "aws(-[a-z-]+)?",
            "account-id" => @"\d{12}",
            _ => ".+",
        }));
        return Regex.IsMatch(actual, $"^(?:{pattern})$", RegexOptions.Singleline, TimeSpan.FromSeconds(2));
    }

    private static JsonData? TryParse(string text)
    {
        try
        {
            return JsonData.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string Short(JsonData value) => value.ToJson() is { Length: > 600 } json ? json[..600] + "…" : value.ToJson();

    [GeneratedRegex("^<[^<>]+>$")]
    private static partial Regex WholePlaceholder();

    [GeneratedRegex("<([A-Za-z][^<>]*)>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\d{2,4}-\d{2}-\d{2,4}")]
    private static partial Regex DateText();
}
