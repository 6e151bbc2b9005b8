using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Recommendations;

/// <summary>
/// What recommendations are made of here: which items the same users had to do with. Two items are as near as the cosine of their sets of users; a user is recommended what
/// is near to what he had to do with, and where nothing is, what is most popular. The same interactions give the same answer; equal scores are in the order of ids.
/// </summary>
internal sealed class CoOccurrence
{
    /// <summary>Popularity decides between items that are equally near, and never over nearness.</summary>
    private const double PopularityShare = 1e-6;

    private readonly SortedDictionary<string, SortedSet<string>> usersOf;
    private readonly Dictionary<string, SortedSet<string>> itemsOf = new(StringComparer.Ordinal);

    private CoOccurrence(SortedDictionary<string, SortedSet<string>> usersOf)
    {
        this.usersOf = usersOf;
        foreach ((string item, SortedSet<string> users) in usersOf)
        {
            foreach (string user in users)
            {
                (itemsOf.TryGetValue(user, out SortedSet<string>? items) ? items : itemsOf[user] = new(StringComparer.Ordinal)).Add(item);
            }
        }
    }

    /// <param name="interactions">User and item of each.</param>
    /// <param name="items">Items that may have no interaction yet.</param>
    public static CoOccurrence Learn(IEnumerable<(string User, string Item)> interactions, IEnumerable<string> items)
    {
        SortedDictionary<string, SortedSet<string>> users = new(StringComparer.Ordinal);
        foreach (string item in items)
        {
            users.TryAdd(item, new(StringComparer.Ordinal));
        }

        foreach ((string user, string item) in interactions)
        {
            (users.TryGetValue(item, out SortedSet<string>? known) ? known : users[item] = new(StringComparer.Ordinal)).Add(user);
        }

        return new CoOccurrence(users);
    }

    public static CoOccurrence FromJson(ObjectData json)
    {
        SortedDictionary<string, SortedSet<string>> users = new(StringComparer.Ordinal);
        foreach ((string item, JsonData list) in json.Span)
        {
            users[item] = new(((ArrayData)list).Select(user => ((StringData)user).Value), StringComparer.Ordinal);
        }

        return new CoOccurrence(users);
    }

    public ObjectData ToJson() => ObjectData.Of([.. usersOf.Select(entry => (entry.Key, (JsonData)new ArrayData([.. entry.Value.Select(user => (JsonData)user)])))]);

    /// <summary>The best items for a user that he had nothing to do with yet, or those nearest to an item. Scores of all candidates sum to 1.</summary>
    public IReadOnlyList<(string Item, double Score)> Recommend(string? user, string? item, int count)
    {
        IReadOnlyCollection<string> known = item is not null ? [item] : Known(user);
        string[] unseen = [.. usersOf.Keys.Where(candidate => !known.Contains(candidate))];

        // Who has seen everything is recommended what is nearest to it all.
        return [.. Score(known, unseen.Length > 0 || item is not null ? unseen : [.. usersOf.Keys]).Take(count)];
    }

    /// <summary>The items in the order in which the user would like them; those that nobody knows come last, without a score.</summary>
    public IReadOnlyList<(string Item, double? Score)> Rank(string user, IReadOnlyList<string> items) =>
    [
        .. Score(Known(user), [.. items.Where(usersOf.ContainsKey).Distinct()]).Select(entry => (entry.Item, (double?)entry.Score)),
        .. items.Where(item => !usersOf.ContainsKey(item)).Select(item => (item, (double?)null)),
    ];

    private IReadOnlyCollection<string> Known(string? user) => user is not null && itemsOf.TryGetValue(user, out SortedSet<string>? items) ? items : [];

    private IEnumerable<(string Item, double Score)> Score(IReadOnlyCollection<string> known, IReadOnlyList<string> candidates)
    {
        double users = Math.Max(1, itemsOf.Count);
        (string Item, double Score)[] scored =
        [
            .. candidates.Select(candidate => (candidate, known.Where(usersOf.ContainsKey).Sum(item => Nearness(item, candidate)) + (PopularityShare * usersOf[candidate].Count / users))),
        ];
        double sum = scored.Sum(entry => entry.Score);
        return scored.OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Item, StringComparer.Ordinal)
            .Select(entry => (entry.Item, sum > 0 ? Math.Round(entry.Score / sum, 7) : 0));
    }

    private double Nearness(string a, string b)
    {
        SortedSet<string> first = usersOf[a];
        SortedSet<string> second = usersOf[b];
        int shared = first.Count(second.Contains);
        return shared == 0 ? 0 : shared / Math.Sqrt((double)first.Count * second.Count);
    }
}
