namespace ImageFlow.Activities.Imaging;

/// <summary>The formats that a step may be asked to make.</summary>
internal static class OutputFormats
{
    public const string Auto = "auto";

    /// <summary>What <see cref="Auto"/> means for a picture: its own format, or, where that is not made, png for transparency and jpeg otherwise.</summary>
    public static string For(string format, SourceImage source) => format != Auto ? format : source.Format switch
    {
        ImageFormats.Jpeg or ImageFormats.Png or ImageFormats.Webp or ImageFormats.Avif => source.Format,
        _ => source.HasAlpha ? ImageFormats.Png : ImageFormats.Jpeg,
    };
}
