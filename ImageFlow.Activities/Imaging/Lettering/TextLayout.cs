using System.Globalization;
using System.Text;

namespace ImageFlow.Activities.Imaging.Lettering;

/// <summary>The strokes of a text, line under line, in the font's units; y goes up.</summary>
/// <param name="Left">Of all strokes, without the pen's thickness, as are the other three.</param>
internal sealed record TextLayout(IReadOnlyList<((double X, double Y) From, (double X, double Y) To)> Segments, double Left, double Right, double Bottom, double Top)
{
    public const int MaxLength = 500;

    private const double LetterGap = 2.4;
    private const double SpaceWidth = 3.5;
    private const double LineHeight = 18;

    /// <param name="refuse">Makes the error of a text that cannot be written.</param>
    public static TextLayout Of(string text, Func<string, Exception> refuse)
    {
        if (text.Length > MaxLength)
        {
            throw refuse($"has {text.Length} characters; at most {MaxLength} are written");
        }

        List<((double X, double Y), (double X, double Y))> segments = [];
        double baseline = 0;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            AddLine(line, baseline, segments, refuse);
            baseline -= LineHeight;
        }

        if (segments.Count == 0)
        {
            throw refuse("has nothing that can be seen");
        }

        IEnumerable<(double X, double Y)> points = segments.SelectMany(segment => new[] { segment.Item1, segment.Item2 });
        return new(segments, points.Min(p => p.X), points.Max(p => p.X), points.Min(p => p.Y), points.Max(p => p.Y));
    }

    private static void AddLine(string line, double baseline, List<((double X, double Y), (double X, double Y))> segments, Func<string, Exception> refuse)
    {
        double x = 0;
        Glyph? letter = null;
        double letterAt = 0;
        double above = 0;

        foreach (Rune rune in line.EnumerateRunes().SelectMany(AccentedLetters.Apart))
        {
            if (Rune.IsWhiteSpace(rune))
            {
                (x, letter) = (x + SpaceWidth, null);
            }
            else if (StrokeFont.Accent(rune) is { } accent && letter is not null)
            {
                bool isAbove = accent.Bottom > 0;
                double rise = isAbove ? Math.Max(letter.Top, StrokeFont.SmallHeight) + above + 1.6 - accent.Bottom : 0;
                Add(accent, letterAt + (letter.Width / 2) - (accent.Width / 2), baseline + rise);
                above += isAbove ? accent.Top - accent.Bottom + 1.6 : 0;
            }
            else if (StrokeFont.Find(rune) is { } glyph)
            {
                (letter, letterAt, above) = (glyph, x, 0);
                Add(glyph, x, baseline);
                x += glyph.Width + LetterGap;
            }
            else
            {
                throw refuse(string.Create(
                    CultureInfo.InvariantCulture, $"has '{rune}' (U+{rune.Value:X4}), which the font does not have: it has Latin letters with accents, digits and punctuation; lay a picture of the text over instead"));
            }
        }

        void Add(Glyph glyph, double dx, double dy)
        {
            foreach ((double X, double Y)[] stroke in glyph.Strokes)
            {
                for (int i = 1; i < stroke.Length; i++)
                {
                    segments.Add(((stroke[i - 1].X + dx, stroke[i - 1].Y + dy), (stroke[i].X + dx, stroke[i].Y + dy)));
                }
            }
        }
    }
}
