namespace ImageFlow.Activities.Faces;

/// <summary>Makes one face of windows that lie nearly on one another, in the way of OpenCV's <c>groupRectangles</c>.</summary>
internal static class FaceGroups
{
    /// <summary>How far apart edges may be, as a part of the windows' size.</summary>
    private const double Tolerance = 0.2;

    /// <param name="minNeighbours">Groups must have more members than this.</param>
    public static IReadOnlyList<FaceBox> Join(IReadOnlyList<FaceBox> windows, int minNeighbours)
    {
        int[] groups = Partition(windows);
        FaceBox[] faces =
        [
            .. windows.Select((window, i) => (window, group: groups[i])).GroupBy(entry => entry.group, entry => entry.window).Where(group => group.Count() > minNeighbours).Select(Average),
        ];
        return [.. faces.Where((face, i) => !faces.Where((_, j) => j != i).Any(other => IsWithin(face, other)))];
    }

    private static FaceBox Average(IEnumerable<FaceBox> group)
    {
        FaceBox[] members = [.. group];
        int Mean(Func<FaceBox, int> of) => (int)Math.Round(members.Average(of), MidpointRounding.ToEven);
        return new FaceBox(Mean(m => m.X), Mean(m => m.Y), Mean(m => m.Width), Mean(m => m.Height), members.Length);
    }

    /// <summary>A weaker face inside another one is part of it.</summary>
    private static bool IsWithin(FaceBox face, FaceBox other)
    {
        int dx = (int)Math.Round(other.Width * Tolerance, MidpointRounding.ToEven);
        int dy = (int)Math.Round(other.Height * Tolerance, MidpointRounding.ToEven);
        return face.X >= other.X - dx && face.Y >= other.Y - dy && face.X + face.Width <= other.X + other.Width + dx && face.Y + face.Height <= other.Y + other.Height + dy
            && (other.Votes > Math.Max(3, face.Votes) || face.Votes < 3);
    }

    /// <summary>The same number for windows that are alike, directly or over others.</summary>
    private static int[] Partition(IReadOnlyList<FaceBox> windows)
    {
        int[] parents = [.. Enumerable.Range(0, windows.Count)];
        int Root(int i)
        {
            while (parents[i] != i)
            {
                i = parents[i] = parents[parents[i]];
            }

            return i;
        }

        for (int i = 0; i < windows.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (AreAlike(windows[i], windows[j]))
                {
                    parents[Root(i)] = Root(j);
                }
            }
        }

        return [.. Enumerable.Range(0, windows.Count).Select(Root)];
    }

    private static bool AreAlike(FaceBox a, FaceBox b)
    {
        double delta = Tolerance * (Math.Min(a.Width, b.Width) + Math.Min(a.Height, b.Height)) * 0.5;
        return Math.Abs(a.X - b.X) <= delta && Math.Abs(a.Y - b.Y) <= delta
            && Math.Abs(a.X + a.Width - b.X - b.Width) <= delta && Math.Abs(a.Y + a.Height - b.Y - b.Height) <= delta;
    }
}
