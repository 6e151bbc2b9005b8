namespace ImageFlow.Activities.Imaging;

/// <summary>How a picture gets a size: first scaled as a whole, then cut or surrounded to the output's size.</summary>
internal readonly record struct ResizePlan(int ScaledWidth, int ScaledHeight, int Width, int Height)
{
    /// <param name="width">The width of the picture as displayed.</param>
    /// <param name="boxWidth">The width asked for; <see langword="null"/> where only the height counts.</param>
    /// <param name="fit">inside, cover or contain; with one side alone all three are inside.</param>
    /// <param name="enlarge">Whether a small picture is made larger.</param>
    public static ResizePlan For(int width, int height, int? boxWidth, int? boxHeight, string fit, bool enlarge)
    {
        double byWidth = (double?)boxWidth / width ?? double.NaN;
        double byHeight = (double?)boxHeight / height ?? double.NaN;
        bool isBox = boxWidth is not null && boxHeight is not null;
        double scale = !isBox ? (boxWidth is null ? byHeight : byWidth)
            : fit == "cover" ? Math.Max(byWidth, byHeight)
            : Math.Min(byWidth, byHeight);
        if (!enlarge)
        {
            scale = Math.Min(scale, 1);
        }

        int scaledWidth = Scale(width, scale);
        int scaledHeight = Scale(height, scale);
        return (isBox, fit) switch
        {
            (true, "cover") => new(scaledWidth, scaledHeight, Math.Min(boxWidth!.Value, scaledWidth), Math.Min(boxHeight!.Value, scaledHeight)),
            (true, "contain") => new(scaledWidth, scaledHeight, boxWidth!.Value, boxHeight!.Value),
            _ => new(scaledWidth, scaledHeight, scaledWidth, scaledHeight),
        };
    }

    private static int Scale(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale, MidpointRounding.AwayFromZero));
}
