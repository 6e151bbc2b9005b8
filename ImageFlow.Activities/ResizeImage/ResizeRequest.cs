using ImageFlow.Activities.Imaging;

namespace ImageFlow.Activities.ResizeImage;

/// <summary>A checked input of ResizeImage.</summary>
internal sealed record ResizeRequest(IReadOnlyList<NamedSize> Sizes, int? Quality, IReadOnlyList<double> Background)
{
    private const string Activity = "ResizeImage";
    private const int MaxSizes = 50;

    /// <exception cref="InvalidInputError">No size is given, or a value is out of range.</exception>
    public static ResizeRequest From(ResizeImageInput input)
    {
        IReadOnlyList<NamedSize> sizes = input.Sizes.Count > 0 ? input.Sizes : [new() { Width = input.Width, Height = input.Height }];
        if (sizes.Count > MaxSizes)
        {
            throw new InvalidInputError(Activity, "sizes", $"has {sizes.Count} items; at most {MaxSizes} are made at a time");
        }

        NamedSize[] named = [.. sizes.Select((size, index) => Check(size, input.Sizes.Count > 0 ? $"sizes[{index}]." : ""))];
        if (named.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidInputError(Activity, "sizes", $"names '{twice.Key}' more than once");
        }

        if (input.Quality is < Encoder.MinQuality or > Encoder.MaxQuality)
        {
            throw new InvalidInputError(Activity, "quality", $"is {input.Quality}; it must be {Encoder.MinQuality} to {Encoder.MaxQuality}");
        }

        return new(named, input.Quality, Colour.Parse(Activity, "background", input.Background));
    }

    private static NamedSize Check(NamedSize size, string member)
    {
        if (size is null or { Width: null, Height: null })
        {
            throw new InvalidInputError(Activity, member + "width", "is required where there is no height");
        }

        CheckSide(size.Width, member + "width");
        CheckSide(size.Height, member + "height");
        return size with { Name = string.IsNullOrEmpty(size.Name) ? DefaultName(size) : size.Name };
    }

    private static void CheckSide(int? side, string member)
    {
        if (side is < 1 or > Encoder.MaxSide)
        {
            throw new InvalidInputError(Activity, member, $"is {side}; it must be 1 to {Encoder.MaxSide}");
        }
    }

    private static string DefaultName(NamedSize size) => (size.Width, size.Height) switch
    {
        ({ } width, { } height) => $"{width}x{height}",
        ({ } width, null) => $"w{width}",
        _ => $"h{size.Height}",
    };
}
