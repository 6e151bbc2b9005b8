using System.Security.Cryptography;
using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.Metadata;

namespace ImageFlow.Activities.ReadMetadata;

internal static class ReadMetadataActivity
{
    public static ActivityDescription Description { get; } = LambdaActivity.Describe<ReadMetadataInput, ReadMetadataOutput>(
        "ReadMetadata",
        "Read metadata",
        "Reads what a picture tells about itself, and computes its dominant colour, BlurHash, SHA-256 and perceptual hash.",
        ImageErrorList.All,
        new LambdaSize(Memory: 1769, Timeout: 60),
        RunAsync);

    private static async Task<ReadMetadataOutput> RunAsync(ReadMetadataInput input, ActivityContext context, CancellationToken cancellationToken)
    {
        using SourceImage image = await ObjectImages.OpenAsync(context, input.Bucket, input.Key, cancellationToken);
        ExifReader exif = new(image.ExifData);
        byte[]? profile = image.ColorProfile;
        PixelSample sample = PixelSample.Of(image);
        return new()
        {
            Bucket = input.Bucket,
            Key = input.Key,
            Format = image.Format,
            ContentType = ImageFormats.ContentType(image.Format),
            Bytes = image.Bytes.Length,
            Width = image.Width,
            Height = image.Height,
            StoredWidth = image.StoredWidth,
            StoredHeight = image.StoredHeight,
            Orientation = image.Orientation,
            Pages = image.Pages,
            HasAlpha = image.HasAlpha,
            ColorSpace = image.ColorSpace,
            HasColorProfile = profile is not null,
            ColorProfile = ColorProfileName.Of(profile),
            HasGps = exif.Has(ExifDirectory.Gps, ExifTag.GpsLatitude) && exif.Has(ExifDirectory.Gps, ExifTag.GpsLongitude),
            Exif = ExifSummary.Of(exif),
            DominantColor = DominantColor.Of(sample),
            BlurHash = BlurHash.Encode(sample),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(image.Bytes)),
            PHash = PerceptualHash.Of(sample),
        };
    }
}
