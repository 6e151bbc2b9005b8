using System.Text.Json.Serialization;
using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.Faces;

/// <summary>A face as Rekognition describes it, of which only the place counts.</summary>
internal sealed record FaceRegion
{
    /// <summary>In shares of the picture as displayed.</summary>
    [JsonPropertyName("BoundingBox")]
    public required FaceRectangle Box { get; init; }

    public static FaceRegion Of(FaceBox face, GreyImage image) => new()
    {
        Box = new()
        {
            Left = (double)face.X / image.Width,
            Top = (double)face.Y / image.Height,
            Width = (double)face.Width / image.Width,
            Height = (double)face.Height / image.Height,
        },
    };
}

/// <summary>A rectangle in shares of a picture; it may reach beyond the picture.</summary>
internal sealed record FaceRectangle
{
    [JsonPropertyName("Left")]
    public double Left { get; init; }

    [JsonPropertyName("Top")]
    public double Top { get; init; }

    [JsonPropertyName("Width")]
    public double Width { get; init; }

    [JsonPropertyName("Height")]
    public double Height { get; init; }
}

/// <summary>Where to cut a picture so that its faces stay in it.</summary>
internal static class FaceWindow
{
    /// <summary>The upper left corner of a window of this size: around all faces where they fit into it, else around the biggest.</summary>
    /// <param name="faces">At least one.</param>
    public static (int Left, int Top) Place(IReadOnlyList<FaceRegion> faces, int width, int height, int windowWidth, int windowHeight)
    {
        double left = faces.Min(face => face.Box.Left);
        double top = faces.Min(face => face.Box.Top);
        double right = faces.Max(face => face.Box.Left + face.Box.Width);
        double bottom = faces.Max(face => face.Box.Top + face.Box.Height);
        if ((right - left) * width > windowWidth || (bottom - top) * height > windowHeight)
        {
            FaceRectangle biggest = faces.MaxBy(face => face.Box.Width * face.Box.Height)!.Box;
            (left, top, right, bottom) = (biggest.Left, biggest.Top, biggest.Left + biggest.Width, biggest.Top + biggest.Height);
        }

        return (Start((left + right) / 2, width, windowWidth), Start((top + bottom) / 2, height, windowHeight));
    }

    private static int Start(double centre, int length, int window) => (int)Math.Clamp(Math.Round((centre * length) - (window / 2.0)), 0, length - window);
}
