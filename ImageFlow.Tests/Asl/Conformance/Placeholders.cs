using System.Text.RegularExpressions;

namespace ImageFlow.Tests.Asl.Conformance;

/// <summary>The masks in recorded answers: <c>&lt;name&gt;</c> stands for any text, and a few words for any time.</summary>
public static partial class Placeholders
{
    public static bool Matches(string expected, string actual)
    {
        if (expected == actual || expected is "timestamp" or "datetime" or "date")
        {
            return true;
        }

        if (!Mask().IsMatch(expected))
        {
            return false;
        }

        string pattern = string.Join(".+", Mask().Split(expected).Select(Regex.Escape));
        return Regex.IsMatch(actual, $"^(?:{pattern})$", RegexOptions.Singleline);
    }

    [GeneratedRegex(@"<[A-Za-z][\w:-]*>")]
    private static partial Regex Mask();
}
