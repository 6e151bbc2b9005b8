namespace ImageFlow.Activities.Imaging.Lettering;

/// <summary>The lines that a pen draws for one letter.</summary>
internal sealed record Glyph(IReadOnlyList<(double X, double Y)[]> Strokes)
{
    private const int Roundings = 3;

    /// <summary>From the letter's left edge, which is 0.</summary>
    public double Width { get; } = Strokes.Max(stroke => stroke.Max(point => point.X));

    public double Top { get; } = Strokes.Max(stroke => stroke.Max(point => point.Y));

    public double Bottom { get; } = Strokes.Min(stroke => stroke.Min(point => point.Y));

    /// <summary>
    /// Reads strokes that blanks separate. A point is a digit, how far to the right, and a letter, how high: <c>d</c> is the base line. A stroke
    /// after <c>~</c> has its corners rounded, one after <c>@</c> is closed and rounded.
    /// </summary>
    public static Glyph Read(string drawing) => new([.. drawing.Split(' ').Select(ReadStroke)]);

    private static (double X, double Y)[] ReadStroke(string text)
    {
        bool isClosed = text[0] == '@';
        bool isRound = isClosed || text[0] == '~';
        (double X, double Y)[] points = [.. text.Skip(isRound ? 1 : 0).Chunk(2).Select(point => ((double)(point[0] - '0'), (double)(point[1] - 'd')))];
        for (int i = 0; isRound && i < Roundings; i++)
        {
            points = Round(points, isClosed);
        }

        return isClosed ? [.. points, points[0]] : points;
    }

    /// <summary>Cuts every corner (G. Chaikin, 1974), but not the ends of an open line.</summary>
    private static (double X, double Y)[] Round((double X, double Y)[] points, bool isClosed)
    {
        List<(double X, double Y)> cut = isClosed ? [] : [points[0]];
        for (int i = 0; i < (isClosed ? points.Length : points.Length - 1); i++)
        {
            (double X, double Y) from = points[i];
            (double X, double Y) to = points[(i + 1) % points.Length];
            cut.Add(Between(from, to, 0.25));
            cut.Add(Between(from, to, 0.75));
        }

        if (!isClosed)
        {
            cut.Add(points[^1]);
        }

        return [.. cut];
    }

    private static (double X, double Y) Between((double X, double Y) from, (double X, double Y) to, double share) =>
        (from.X + ((to.X - from.X) * share), from.Y + ((to.Y - from.Y) * share));
}
