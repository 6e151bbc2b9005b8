using ImageFlow.Activities.Imaging;
using ImageFlow.Activities.ReadMetadata;

namespace ImageFlow.Activities.Metadata;

/// <summary>What the header of a stored picture tells, so that two pictures can be laid beside each other: what one has and the other has lost.</summary>
/// <param name="Format">The real format: jpeg, png, webp, gif, avif or tiff.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Width">In pixels, as displayed: after the orientation is applied.</param>
/// <param name="Height">In pixels, as displayed.</param>
/// <param name="Orientation">The EXIF orientation, 1 to 8 (EXIF 2.32, tag 0112); 1 where the file states none.</param>
/// <param name="Pages">Frames or pages.</param>
/// <param name="HasAlpha">Whether there is an alpha channel.</param>
/// <param name="ColorSpace">As stored, such as srgb, b-w or cmyk.</param>
/// <param name="ExifBytes">The size of the block of EXIF data; 0 without one.</param>
/// <param name="HasGps">Whether the EXIF data tell where the picture was taken.</param>
/// <param name="Camera">Make and model, or <see langword="null"/>.</param>
/// <param name="Lens">The lens, or <see langword="null"/>.</param>
/// <param name="Software">The program that wrote the picture, or <see langword="null"/>.</param>
/// <param name="TakenAt">ISO 8601, without an offset where the camera did not record one; or <see langword="null"/>.</param>
/// <param name="ProfileBytes">The size of the embedded ICC profile; 0 without one.</param>
/// <param name="ProfileName">The name that the profile gives itself, or <see langword="null"/>.</param>
/// <param name="XmpBytes">The size of the XMP packet; 0 without one.</param>
/// <param name="IptcBytes">The size of the IPTC data; 0 without them.</param>
public sealed record PictureFacts(
    string Format, long Bytes, int Width, int Height, int Orientation, int Pages, bool HasAlpha, string ColorSpace, int ExifBytes, bool HasGps, string? Camera, string? Lens, string? Software,
    string? TakenAt, int ProfileBytes, string? ProfileName, int XmpBytes, int IptcBytes)
{
    /// <summary>Reads the header alone; no pixel is decoded.</summary>
    /// <exception cref="ObjectNotFoundError">There is no such object.</exception>
    /// <exception cref="InvalidImageFormatError">It is no picture of a known format.</exception>
    /// <exception cref="ImageTooLargeError">It has more bytes or pixels than the default <see cref="ImageLimits"/> allow.</exception>
    /// <exception cref="CorruptImageError">Its header cannot be read.</exception>
    public static async Task<PictureFacts> ReadAsync(IObjectStore objects, string bucket, string key, CancellationToken cancellationToken)
    {
        using SourceImage image = await ObjectImages.OpenAsync(new ActivityContext { Objects = objects }, bucket, key, cancellationToken);
        byte[]? block = image.ExifData;
        byte[]? profile = image.ColorProfile;
        ExifReader exif = new(block);
        ExifSummary told = ExifSummary.Of(exif);
        return new(
            image.Format, image.Bytes.Length, image.Width, image.Height, image.Orientation, image.Pages, image.HasAlpha, image.ColorSpace, block?.Length ?? 0,
            exif.Has(ExifDirectory.Gps, ExifTag.GpsLatitude) && exif.Has(ExifDirectory.Gps, ExifTag.GpsLongitude),
            string.Join(' ', new[] { told.CameraMake, told.CameraModel }.Where(part => part is not null)) is { Length: > 0 } camera ? camera : null,
            told.Lens, told.Software, told.TakenAt, profile?.Length ?? 0, ColorProfileName.Of(profile), image.Xmp?.Length ?? 0, image.Iptc?.Length ?? 0);
    }
}
