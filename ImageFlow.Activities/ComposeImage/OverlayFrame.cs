namespace ImageFlow.Activities.ComposeImage;

/// <summary>The part of a picture that an overlay may take.</summary>
internal sealed class OverlayFrame
{
    private readonly int pictureWidth;
    private readonly int pictureHeight;
    private readonly int margin;

    /// <param name="scale">The overlay's width as a share of the picture's.</param>
    /// <param name="margin">As a share of the picture's shorter side.</param>
    public OverlayFrame(int pictureWidth, int pictureHeight, double scale, double margin)
    {
        (this.pictureWidth, this.pictureHeight) = (pictureWidth, pictureHeight);
        this.margin = (int)Math.Round(margin * Math.Min(pictureWidth, pictureHeight));
        Width = Math.Max(1, Math.Min((int)Math.Round(scale * pictureWidth), pictureWidth - (2 * this.margin)));
        MaxHeight = Math.Max(1, pictureHeight - (2 * this.margin));
    }

    public int Width { get; }

    public int MaxHeight { get; }

    /// <param name="position">Such as <c>top-left</c>, <c>bottom</c> or <c>centre</c>.</param>
    public (int X, int Y) Place(string position, int width, int height) => (
        position.EndsWith("left", StringComparison.Ordinal) ? margin
            : position.EndsWith("right", StringComparison.Ordinal) ? pictureWidth - margin - width
            : (pictureWidth - width) / 2,
        position.StartsWith("top", StringComparison.Ordinal) ? margin
            : position.StartsWith("bottom", StringComparison.Ordinal) ? pictureHeight - margin - height
            : (pictureHeight - height) / 2);
}
