using System.Collections.Concurrent;

namespace ImageFlow.Asl.Evaluation;

/// <summary>Parsed queries by text: path fields are strings in the model, and every step would otherwise parse them again.</summary>
internal static class PathQueryCache
{
    /// <summary>More texts than the definitions of one process have; beyond it the table starts anew, so that it cannot grow without end.</summary>
    private const int Capacity = 20_000;

    private static readonly ConcurrentDictionary<string, PathQuery> Queries = new(StringComparer.Ordinal);

    public static PathQuery Get(string text)
    {
        if (Queries.TryGetValue(text, out PathQuery? known))
        {
            return known;
        }

        if (Queries.Count >= Capacity)
        {
            Queries.Clear();
        }

        return Queries.GetOrAdd(text, PathQuery.Parse);
    }
}
