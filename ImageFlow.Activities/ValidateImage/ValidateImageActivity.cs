using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.ValidateImage;

internal static class ValidateImageActivity
{
    private const string Name = "ValidateImage";

    public static ActivityDescription Description { get; } = LambdaActivity.Describe<ValidateImageInput, ValidateImageOutput>(
        Name,
        "Validate image",
        "Checks that an object really is a picture of an accepted format, within the limits and whole: reads the real format and size from the bytes, then decodes all of it.",
        ImageErrorList.All,
        new LambdaSize(Memory: 1769, Timeout: 60),
        RunAsync);

    private static async Task<ValidateImageOutput> RunAsync(ValidateImageInput input, ActivityContext context, CancellationToken cancellationToken)
    {
        ImageLimits limits = LimitsOf(input, context.Limits);
        using EncodedImage bytes = await ObjectImages.ReadAsync(context, input.Bucket, input.Key, limits.MaxBytes, cancellationToken);
        if (input.ExpectedBytes is { } expected && expected != bytes.Length)
        {
            throw new CorruptImageError(input.Key, $"has {bytes.Length} bytes where {expected} were declared.");
        }

        using SourceImage image = SourceImage.Open(bytes, input.Key, limits, input.AllowedFormats);
        image.CheckPixels();
        return new()
        {
            Bucket = input.Bucket,
            Key = input.Key,
            Format = image.Format,
            ContentType = ImageFormats.ContentType(image.Format),
            Width = image.Width,
            Height = image.Height,
            Bytes = bytes.Length,
        };
    }

    /// <summary>An input can lower the process's limits, not raise them.</summary>
    private static ImageLimits LimitsOf(ValidateImageInput input, ImageLimits limits)
    {
        if (input.AllowedFormats.Count == 0)
        {
            throw new InvalidInputError(Name, "allowedFormats", "must name at least one format");
        }

        return limits with
        {
            MaxBytes = Positive("maxBytes", input.MaxBytes, limits.MaxBytes),
            MaxPixels = Positive("maxPixels", input.MaxPixels, limits.MaxPixels),
        };
    }

    private static int Positive(string member, int value, int limit) =>
        value > 0 ? Math.Min(value, limit) : throw new InvalidInputError(Name, member, $"is {value}; it must be at least 1");
}
