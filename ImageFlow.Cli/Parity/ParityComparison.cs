using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Parity;

/// <summary>A place where two runs are not the same.</summary>
/// <param name="Branch">The branch's path; empty for the execution's own.</param>
/// <param name="Place">The event's place in its branch, from 0; <see langword="null"/> for what is not an event's.</param>
/// <param name="What">The event's type, and which of its details.</param>
internal sealed record ParityDifference(string Branch, int? Place, string What, string Here, string There);

/// <summary>Two runs of a flow, event by event.</summary>
internal sealed record ParityComparison(IReadOnlyList<ParityDifference> Differences, IReadOnlyDictionary<ParityRule, int> Applied, int Compared)
{
    private const string Nothing = "(nothing)";

    /// <summary>The members of details that are JSON as text; they are compared as values.</summary>
    private static readonly string[] Payloads = ["input", "output", "parameters", "taskCredentials"];

    public static ParityComparison Of(RecordedRun here, RecordedRun there, IReadOnlyList<ParityRule> rules)
    {
        Comparer comparer = new(rules);
        comparer.Compare("", null, "status", new StringData(here.Status), new StringData(there.Status));
        comparer.Compare("", null, "output", Payload(here.Output), Payload(there.Output));
        comparer.CompareDetails("", null, "execution", Failure(here), Failure(there));
        IReadOnlyDictionary<string, IReadOnlyList<HistoryEvent>> ours = Branches.Of(here.Events);
        IReadOnlyDictionary<string, IReadOnlyList<HistoryEvent>> theirs = Branches.Of(there.Events);
        foreach (string branch in ours.Keys.Union(theirs.Keys))
        {
            comparer.CompareBranch(branch, ours.GetValueOrDefault(branch) ?? [], theirs.GetValueOrDefault(branch) ?? []);
        }

        return new ParityComparison(comparer.Differences, comparer.Applied, here.Events.Count);
    }

    private static ObjectData Failure(RecordedRun run) => new ObjectDataBuilder()
        .SetIfPresent("error", run.Error is null ? null : new StringData(run.Error))
        .SetIfPresent("cause", run.Cause is null ? null : new StringData(run.Cause))
        .Build();

    private static JsonData? Payload(string? text)
    {
        try
        {
            return text is null ? null : JsonData.Parse(text);
        }
        catch (JsonException)
        {
            return new StringData(text!); // not JSON after all: compared as it is
        }
    }

    private sealed class Comparer(IReadOnlyList<ParityRule> rules)
    {
        public List<ParityDifference> Differences { get; } = [];

        public Dictionary<ParityRule, int> Applied { get; } = [];

        public void CompareBranch(string branch, IReadOnlyList<HistoryEvent> here, IReadOnlyList<HistoryEvent> there)
        {
            HistoryEvent[] ours = [.. here.Where(IsCompared)];
            HistoryEvent[] theirs = [.. there.Where(IsCompared)];
            for (int i = 0; i < Math.Max(ours.Length, theirs.Length); i++)
            {
                string mine = i < ours.Length ? Title(ours[i]) : Nothing;
                string yours = i < theirs.Length ? Title(theirs[i]) : Nothing;
                if (mine != yours)
                {
                    // What follows is shifted: one difference says more than a hundred.
                    Differences.Add(new ParityDifference(branch, i, "event", mine, yours));
                    return;
                }

                CompareDetails(branch, i, mine, ours[i].Details, theirs[i].Details);
            }
        }

        public void CompareDetails(string branch, int? place, string title, ObjectData? here, ObjectData? there)
        {
            ObjectData ours = Normal(here ?? ObjectData.Empty);
            ObjectData theirs = Normal(there ?? ObjectData.Empty);
            foreach (string name in ours.Concat(theirs).Select(member => member.Key).Distinct())
            {
                bool isPayload = Payloads.Contains(name);
                Compare(branch, place, $"{title}: {name}", Value(ours[name], isPayload), Value(theirs[name], isPayload));
            }
        }

        public void Compare(string branch, int? place, string what, JsonData? here, JsonData? there)
        {
            JsonData? ours = here is null ? null : NormalPayload(here);
            JsonData? theirs = there is null ? null : NormalPayload(there);
            if (!Equals(ours, theirs))
            {
                Differences.Add(new ParityDifference(branch, place, what, ours?.ToJson() ?? Nothing, theirs?.ToJson() ?? Nothing));
            }
        }

        private static JsonData? Value(JsonData? value, bool isPayload) => isPayload && value is StringData text ? Payload(text.Value) : value;

        /// <summary>The event's type, with the state that it is of.</summary>
        private static string Title(HistoryEvent happened) => happened.Details?["name"] is StringData name ? $"{happened.Type} '{name.Value}'" : happened.Type;

        private bool IsCompared(HistoryEvent happened)
        {
            ParityRule? rule = rules.FirstOrDefault(rule => rule.Ignores(happened));
            Note(rule, rule is not null);
            return rule is null;
        }

        private ObjectData Normal(ObjectData details)
        {
            foreach (ParityRule rule in rules)
            {
                ObjectData left = rule.Details(details);
                Note(rule, !ReferenceEquals(left, details));
                details = left;
            }

            return details;
        }

        private JsonData NormalPayload(JsonData payload)
        {
            foreach (ParityRule rule in rules)
            {
                JsonData left = rule.Payload(payload);
                Note(rule, !ReferenceEquals(left, payload));
                payload = left;
            }

            return payload;
        }

        private void Note(ParityRule? rule, bool applied)
        {
            if (applied && rule is not null)
            {
                Applied[rule] = Applied.GetValueOrDefault(rule) + 1;
            }
        }
    }
}
