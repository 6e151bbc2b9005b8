namespace ImageFlow.Workflows.StateFlows;

/// <summary>
/// Where the states of a graph stand on the drawing: a column for each step away from the start, along the longest way that does not go in
/// a circle, and in a column one below the other in the order of those that lead there.
/// </summary>
internal static class StateLayout
{
    public const int Width = 200;
    public const int Height = 60;
    private const int ColumnWidth = 280;
    private const int RowHeight = 120;

    /// <summary>The upper left corners, in the designer's pixels.</summary>
    public static IReadOnlyDictionary<string, (int X, int Y)> Place(string start, IReadOnlyList<string> states, IReadOnlyList<StateTransition> transitions)
    {
        ILookup<string, string> targets = transitions.ToLookup(transition => transition.Source, transition => transition.Target, StringComparer.Ordinal);
        Dictionary<string, int> columns = Columns(start, states, targets);
        Dictionary<string, (int, int)> places = new(StringComparer.Ordinal);
        Dictionary<string, double> rows = new(StringComparer.Ordinal);
        foreach (IGrouping<int, string> column in states.GroupBy(state => columns[state]).OrderBy(column => column.Key))
        {
            // Beside those that lead here; what has no such keeps the order of the document.
            int row = 0;
            foreach (string state in column.OrderBy(state => transitions.Where(way => way.Target == state && rows.ContainsKey(way.Source)).Select(way => rows[way.Source]).DefaultIfEmpty(0).Average()).ToList())
            {
                rows[state] = row;
                places[state] = ((column.Key + 1) * ColumnWidth, row * RowHeight);
                row++;
            }
        }

        return places;
    }

    /// <summary>The longest way to each state without the ways back, which a search in depth finds.</summary>
    private static Dictionary<string, int> Columns(string start, IReadOnlyList<string> states, ILookup<string, string> targets)
    {
        List<string> order = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        HashSet<(string, string)> back = [];
        foreach (string root in states.Prepend(start))
        {
            Visit(root, targets, seen, order, back);
        }

        Dictionary<string, int> columns = states.ToDictionary(state => state, _ => 0, StringComparer.Ordinal);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            foreach (string target in targets[order[i]].Where(target => columns.ContainsKey(target) && !back.Contains((order[i], target))))
            {
                columns[target] = Math.Max(columns[target], columns[order[i]] + 1);
            }
        }

        return columns;
    }

    /// <summary>A search in depth without recursion, as machines may be long.</summary>
    private static void Visit(string root, ILookup<string, string> targets, HashSet<string> seen, List<string> order, HashSet<(string, string)> back)
    {
        if (!seen.Add(root))
        {
            return;
        }

        HashSet<string> open = new([root], StringComparer.Ordinal);
        Stack<(string State, IEnumerator<string> Targets)> way = new([(root, targets[root].GetEnumerator())]);
        while (way.TryPeek(out (string State, IEnumerator<string> Targets) at))
        {
            if (!at.Targets.MoveNext())
            {
                way.Pop();
                open.Remove(at.State);
                order.Add(at.State);
            }
            else if (open.Contains(at.Targets.Current))
            {
                back.Add((at.State, at.Targets.Current));
            }
            else if (seen.Add(at.Targets.Current))
            {
                open.Add(at.Targets.Current);
                way.Push((at.Targets.Current, targets[at.Targets.Current].GetEnumerator()));
            }
        }
    }
}
