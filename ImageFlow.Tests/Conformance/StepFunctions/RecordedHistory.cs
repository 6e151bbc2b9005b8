using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.Conformance.StepFunctions;

/// <summary>Compares histories with recorded ones (the recordings' README, rule 5 and "Gathered histories").</summary>
internal static class RecordedHistory
{
    private static readonly string[] Ends = ["ParallelStateSucceeded", "ParallelStateAborted", "ParallelStateExited", "ParallelStateFailed"];

    public static ObjectData Show(HistoryEvent e)
    {
        ObjectDataBuilder shown = new();
        shown.Set("id", new NumberData(e.Id)).Set("previousEventId", new NumberData(e.PreviousEventId)).Set("type", e.Type);
        shown.Set("timestamp", e.Timestamp.ToString("O"));
        return shown.SetIfPresent(e.DetailsName ?? "", e.Details).Build();
    }

    /// <summary>The first difference, or <see langword="null"/>.</summary>
    public static string? Difference(ArrayData expected, IReadOnlyList<HistoryEvent> actual, bool isGathered)
    {
        List<ObjectData> wanted = [.. expected.Cast<ObjectData>()];
        List<ObjectData> found = [.. actual.Select(Show)];
        bool hasBranches = wanted.Any(e => Type(e).StartsWith("ParallelState", StringComparison.Ordinal) || Type(e).StartsWith("MapState", StringComparison.Ordinal));
        if (isGathered)
        {
            found = Gather(found);
            return hasBranches ? OfMultisets(wanted, found) : InOrder(wanted, found, withIds: false);
        }

        return hasBranches ? Paired(wanted, found) : InOrder(wanted, found, withIds: true);
    }

    /// <summary>The sequence of types alone; as a multiset where branches may interleave.</summary>
    public static bool SameTypes(ArrayData expected, IReadOnlyList<HistoryEvent> actual) =>
        expected.Cast<ObjectData>().Select(Type).Order(StringComparer.Ordinal).SequenceEqual(actual.Select(e => e.Type).Order(StringComparer.Ordinal));

    private static string Type(ObjectData e) => ((StringData)e["type"]!).Value;

    private static long Number(ObjectData e, string name) => (long)((NumberData)e[name]!).Value;

    private static string? InOrder(List<ObjectData> wanted, List<ObjectData> found, bool withIds)
    {
        for (int i = 0; i < Math.Min(wanted.Count, found.Count); i++)
        {
            string? difference = withIds ? Recorded.Difference(wanted[i], found[i], $"event {i + 1}") : Content(wanted[i], found[i]);
            if (difference is not null)
            {
                return difference;
            }
        }

        return Count(wanted, found);
    }

    private static string? Count(List<ObjectData> wanted, List<ObjectData> found) => wanted.Count == found.Count
        ? null
        : $"expected {wanted.Count} events, was {found.Count}: {string.Join(' ', found.Select(e => $"{e["id"]}<{e["previousEventId"]}:{Type(e)}"))}";

    private static string? Content(ObjectData wanted, ObjectData found)
    {
        ObjectDataBuilder alike = new();
        foreach ((string name, JsonData value) in found)
        {
            alike.Set(name, name is "id" or "previousEventId" ? wanted[name]! : value);
        }

        return Recorded.Difference(wanted, alike.Build(), Type(wanted));
    }

    /// <summary>Pairs each event with one of equal content whose previous event is the pair of its own previous event.</summary>
    private static string? Paired(List<ObjectData> wanted, List<ObjectData> found)
    {
        if (Count(wanted, found) is string different)
        {
            return different;
        }

        Dictionary<long, long> pairs = new() { [0] = 0 };
        HashSet<long> taken = [];
        int farthest = 0;
        string? obstacle = null;
        int steps = 0;

        bool Pair(int at)
        {
            if (at == wanted.Count)
            {
                return true;
            }

            if (++steps > 200_000)
            {
                return false;
            }

            ObjectData e = wanted[at];
            List<string> reasons = [];
            foreach (ObjectData candidate in found)
            {
                long id = Number(candidate, "id");
                if (taken.Contains(id) || Type(candidate) != Type(e))
                {
                    continue;
                }

                if (Number(candidate, "previousEventId") != pairs[Number(e, "previousEventId")])
                {
                    reasons.Add($"{id} has another previous event ({Number(candidate, "previousEventId")})");
                    continue;
                }

                if (Content(e, candidate) is string reason)
                {
                    reasons.Add(reason);
                    continue;
                }

                taken.Add(id);
                pairs[Number(e, "id")] = id;
                if (Pair(at + 1))
                {
                    return true;
                }

                taken.Remove(id);
            }

            if (at >= farthest)
            {
                farthest = at;
                obstacle = $"event {e["id"]} (after {e["previousEventId"]}) {Type(e)}: no pair; {string.Join("; ", reasons)}";
            }

            return false;
        }

        return Pair(0) ? null : obstacle;
    }

    private static string? OfMultisets(List<ObjectData> wanted, List<ObjectData> found)
    {
        List<ObjectData> left = [.. found];
        foreach (ObjectData e in wanted)
        {
            int at = left.FindIndex(candidate => Type(candidate) == Type(e) && Content(e, candidate) is null);
            if (at < 0)
            {
                return $"no event like {e.ToJson()} in {string.Join(' ', found.Select(Type))}";
            }

            left.RemoveAt(at);
        }

        return Count(wanted, found);
    }

    private static List<ObjectData> Gather(List<ObjectData> events)
    {
        List<ObjectData> result = [.. events];
        List<ObjectData> region = [];
        bool isInside = false;
        int begin = 0;
        for (int i = 0; i < result.Count; i++)
        {
            string type = Type(result[i]);
            if (type == "ParallelStateStarted")
            {
                begin = i + 1;
                region = [];
                isInside = true;
            }
            else if (Ends.Contains(type))
            {
                int removed = i - begin;
                result.RemoveRange(begin, removed);
                result.InsertRange(begin, region);
                i += region.Count - removed;
                isInside = false;
            }
            else if (isInside)
            {
                region.Add(result[i]);
            }
        }

        return result;
    }
}
