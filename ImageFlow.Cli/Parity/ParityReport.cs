using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Cli.Parity;

/// <summary>What a comparison says, for people and as JSON.</summary>
internal sealed record ParityReport(RecordedRun Here, RecordedRun There, IReadOnlyList<ParityRule> Rules)
{
    private const int ShownLength = 300;

    /// <summary>What is never compared, because it cannot be the same twice.</summary>
    private static readonly (string Name, string Reason)[] Structural =
    [
        ("times", "two runs happen at different times"),
        ("event-ids", "branches run at the same time, so which one's event comes first is chance; each branch is compared by itself, in order"),
        ("json-form", "payloads are compared as values: blanks and the order of members mean nothing"),
    ];

    private ParityComparison Comparison => field ??= ParityComparison.Of(Here, There, Rules);

    public bool IsEqual => Comparison.Differences.Count == 0;

    public ObjectData ToJson() => ObjectData.Of(
        ("equal", IsEqual ? BooleanData.True : BooleanData.False),
        ("here", ObjectData.Of(("status", Here.Status), ("events", NumberData.Of(Here.Events.Count)))),
        ("there", ObjectData.Of(("status", There.Status), ("events", NumberData.Of(There.Events.Count)))),
        ("differences", new ArrayData([.. Comparison.Differences.Select(difference => ObjectData.Of(
            ("branch", difference.Branch),
            ("place", difference.Place is { } place ? NumberData.Of(place) : NullData.Instance),
            ("what", difference.What),
            ("here", difference.Here),
            ("there", difference.There)))])),
        ("ignored", new ArrayData([
            .. Structural.Select(rule => ObjectData.Of(("rule", rule.Name), ("reason", rule.Reason))),
            .. Comparison.Applied.OrderBy(rule => rule.Key.Name, StringComparer.Ordinal).Select(rule => ObjectData.Of(("rule", rule.Key.Name), ("reason", rule.Key.Reason), ("times", NumberData.Of(rule.Value)))),
        ])));

    public string ToText()
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine(IsEqual
            ? $"The same: {Here.Status}, {Here.Events.Count} events here and {There.Events.Count} there."
            : $"{Comparison.Differences.Count} {(Comparison.Differences.Count == 1 ? "difference" : "differences")}: {Here.Status} with {Here.Events.Count} events here, {There.Status} with {There.Events.Count} there.");
        foreach (ParityDifference difference in Comparison.Differences)
        {
            string place = difference.Place is { } number ? $"event {number + 1}{(difference.Branch.Length > 0 ? " of " + difference.Branch : "")}, " : "";
            text.WriteLine($"{place}{difference.What}");
            text.WriteLine($"    here   {Shown(difference.Here)}");
            text.WriteLine($"    there  {Shown(difference.There)}");
        }

        text.WriteLine("Not compared:");
        foreach ((string name, string reason) in Structural)
        {
            text.WriteLine($"    {name}: {reason}");
        }

        foreach ((ParityRule rule, int times) in Comparison.Applied.OrderBy(rule => rule.Key.Name, StringComparer.Ordinal))
        {
            text.WriteLine($"    {rule.Name}, {times} times: {rule.Reason}");
        }

        return text.ToString();
    }

    private static string Shown(string value) => value.Length <= ShownLength ? value : string.Concat(value.AsSpan(0, ShownLength), "…");
}
