using ImageFlow.Activities.Faces;
using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging;

/// <param name="Format">The output's format, jpeg, png, webp or avif.</param>
/// <param name="Attention">Whether cutting keeps the part that draws attention rather than the centre.</param>
/// <param name="Background">Red, green, blue: 0 to 255.</param>
internal sealed record RenderOptions(string Format, bool Attention, IReadOnlyList<double> Background)
{
    /// <summary>Cutting keeps these before anything else. Default none.</summary>
    public IReadOnlyList<FaceRegion> Faces { get; init; } = [];
}

/// <summary>Makes the pixels of several sizes from one decode: upright, sRGB, 8 bits.</summary>
internal static class Resizer
{
    private const int SizeForce = 3;
    private const int InterestCentre = 1;
    private const int InterestAttention = 3;
    private const int ExtendBackground = 5;
    private const int GravityCentre = 0;
    private const int SpaceBlackWhite = 1;
    private const int SpaceSrgb = 22;
    private const string ProfileField = "icc-profile-data";

    /// <summary>
    /// A size is made from a larger one that is in memory already where that has at least twice its width: less work, and no visible
    /// difference to one made from the decoded picture.
    /// </summary>
    private const double EnoughLarger = 2;

    /// <summary>The results stand in the order of the plans. The caller disposes them.</summary>
    /// <exception cref="CorruptImageError">The file ends too early or its data are damaged.</exception>
    public static VipsImage[] Render(SourceImage source, IReadOnlyList<ResizePlan> plans, RenderOptions options)
    {
        VipsImage[] results = new VipsImage[plans.Count];
        List<VipsImage> levels = [];
        try
        {
            foreach (int index in Enumerable.Range(0, plans.Count).OrderByDescending(i => plans[i].ScaledWidth))
            {
                ResizePlan plan = plans[index];
                VipsImage level = levels.Find(l => l.Width == plan.ScaledWidth && l.Height == plan.ScaledHeight) ?? AddLevel(source, plan, levels);
                results[index] = Finish(level, plan, options);
            }

            return results;
        }
        catch
        {
            foreach (VipsImage? result in results)
            {
                result?.Dispose();
            }

            throw;
        }
        finally
        {
            levels.ForEach(l => l.Dispose());
        }
    }

    private static VipsImage AddLevel(SourceImage source, ResizePlan plan, List<VipsImage> levels)
    {
        VipsImage level = levels.Count == 0
            ? source.Guard(() => DecodeAt(source, plan))
            : ScaleDown(levels.FindLast(l => l.Width >= plan.ScaledWidth * EnoughLarger) ?? levels[0], plan);
        levels.Add(level);
        return level;
    }

    private static VipsImage DecodeAt(SourceImage source, ResizePlan plan)
    {
        using VipsImage decoded = source.Decode(ShrinkOnLoad(source, plan));
        using VipsOperation thumbnail = Thumbnail(decoded, plan);
        if (source.ColorProfile is not null || source.ColorSpace == "cmyk")
        {
            thumbnail.Set("output_profile", "srgb");
        }

        using VipsImage scaled = thumbnail.RunToImage();
        using VipsImage srgb = ToEightBits(scaled);
        VipsImage level = srgb.ToMemory();

        // The pixels are sRGB now, which is what a picture without a profile means.
        level.Remove(ProfileField);
        return level;
    }

    private static VipsImage ScaleDown(VipsImage larger, ResizePlan plan)
    {
        using VipsImage scaled = Thumbnail(larger, plan).RunToImage();
        return scaled.ToMemory();
    }

    /// <summary>The decoder may shrink as long as the picture stays at least as large as what is wanted.</summary>
    private static int ShrinkOnLoad(SourceImage source, ResizePlan plan)
    {
        foreach (int shrink in (ReadOnlySpan<int>)[8, 4, 2])
        {
            if (source.Width / shrink >= plan.ScaledWidth && source.Height / shrink >= plan.ScaledHeight)
            {
                return shrink;
            }
        }

        return 1;
    }

    /// <summary>Scales to exactly this size and turns the picture upright.</summary>
    private static VipsOperation Thumbnail(VipsImage image, ResizePlan plan) => new VipsOperation("thumbnail_image")
        .Set("in", image)
        .Set("width", plan.ScaledWidth)
        .Set("height", plan.ScaledHeight)
        .Set("size", SizeForce);

    private static VipsImage ToEightBits(VipsImage image)
    {
        int colorBands = image.Bands - (image.HasAlpha ? 1 : 0);
        return ToSpace(image, colorBands < 3 ? SpaceBlackWhite : SpaceSrgb);
    }

    private static VipsImage ToSpace(VipsImage image, int space) =>
        new VipsOperation("colourspace").Set("in", image).Set("space", space).RunToImage();

    private static VipsImage Finish(VipsImage level, ResizePlan plan, RenderOptions options)
    {
        bool isPadded = plan.Width > plan.ScaledWidth || plan.Height > plan.ScaledHeight;
        bool isFlattened = level.HasAlpha && options.Format == ImageFormats.Jpeg;
        using Chain chain = new(level);
        if (plan.Width < plan.ScaledWidth || plan.Height < plan.ScaledHeight)
        {
            chain.Then(i => Cut(i, Math.Min(plan.Width, plan.ScaledWidth), Math.Min(plan.Height, plan.ScaledHeight), options));
        }

        if ((isPadded || isFlattened) && level.Interpretation != SpaceSrgb)
        {
            // The background has three bands.
            chain.Then(i => new VipsOperation("colourspace").Set("in", i).Set("space", SpaceSrgb));
        }

        if (isFlattened)
        {
            chain.Then(i => new VipsOperation("flatten").Set("in", i).Set("background", [.. options.Background]));
        }

        if (isPadded)
        {
            double[] background = level.HasAlpha && !isFlattened ? [.. options.Background, byte.MaxValue] : [.. options.Background];
            chain.Then(i => new VipsOperation("gravity")
                .Set("in", i)
                .Set("direction", GravityCentre)
                .Set("width", plan.Width)
                .Set("height", plan.Height)
                .Set("extend", ExtendBackground)
                .Set("background", background));
        }

        return chain.ToMemory();
    }

    private static VipsOperation Cut(VipsImage image, int width, int height, RenderOptions options)
    {
        if (options.Faces.Count == 0)
        {
            return new VipsOperation("smartcrop")
                .Set("input", image)
                .Set("width", width)
                .Set("height", height)
                .Set("interesting", options.Attention ? InterestAttention : InterestCentre);
        }

        (int left, int top) = FaceWindow.Place(options.Faces, image.Width, image.Height, width, height);
        return new VipsOperation("extract_area").Set("input", image).Set("left", left).Set("top", top).Set("width", width).Set("height", height);
    }

    /// <summary>Operations one after the other, each of whose images is disposed when the next has it.</summary>
    private sealed class Chain : IDisposable
    {
        private readonly VipsImage first;
        private VipsImage current;

        public Chain(VipsImage first) => this.first = current = first;

        public void Then(Func<VipsImage, VipsOperation> next)
        {
            VipsImage after = next(current).RunToImage();
            Dispose();
            current = after;
        }

        public VipsImage ToMemory() => current.ToMemory();

        /// <summary>The first image is the caller's.</summary>
        public void Dispose()
        {
            if (!ReferenceEquals(current, first))
            {
                current.Dispose();
            }
        }
    }
}
