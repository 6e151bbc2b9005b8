namespace ImageFlow.Activities;

/// <summary>What a picture may cost at most. All are checked before a single pixel is decoded.</summary>
public sealed record ImageLimits
{
    public const int DefaultMaxBytes = 20_000_000;
    public const int DefaultMaxPixels = 50_000_000;

    /// <summary>The greatest accepted size of an encoded picture, in bytes. Default 20 MB.</summary>
    public int MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>The greatest accepted width × height. Default 50 megapixels.</summary>
    public int MaxPixels { get; init; } = DefaultMaxPixels;

    /// <summary>How many frames or pages are decoded and checked at most; they count toward <see cref="MaxPixels"/>. Default 1. What is produced
    /// always shows the first frame.</summary>
    public int MaxFrames { get; init; } = 1;
}
