using ImageFlow.Activities.Metadata;

namespace ImageFlow.Activities.ReadMetadata;

/// <summary>The EXIF fields that people ask for; <see langword="null"/> where the file does not state one.</summary>
internal sealed record ExifSummary
{
    public string? CameraMake { get; init; }

    public string? CameraModel { get; init; }

    public string? Lens { get; init; }

    public string? Software { get; init; }

    /// <summary>ISO 8601, without an offset where the camera did not record one.</summary>
    public string? TakenAt { get; init; }

    /// <summary>In seconds.</summary>
    public double? ExposureTime { get; init; }

    public double? FNumber { get; init; }

    public int? Iso { get; init; }

    /// <summary>In millimetres.</summary>
    public double? FocalLength { get; init; }

    public static ExifSummary Of(ExifReader exif) => new()
    {
        CameraMake = exif.Text(ExifDirectory.Main, ExifTag.Make),
        CameraModel = exif.Text(ExifDirectory.Main, ExifTag.Model),
        Lens = exif.Text(ExifDirectory.Exif, ExifTag.LensModel),
        Software = exif.Text(ExifDirectory.Main, ExifTag.Software),
        TakenAt = exif.Time(ExifTag.DateTimeOriginal, ExifTag.OffsetTimeOriginal),
        ExposureTime = exif.Fraction(ExifDirectory.Exif, ExifTag.ExposureTime),
        FNumber = exif.Fraction(ExifDirectory.Exif, ExifTag.FNumber),
        Iso = exif.Number(ExifDirectory.Exif, ExifTag.PhotographicSensitivity) is { } iso and <= int.MaxValue ? (int)iso : null,
        FocalLength = exif.Fraction(ExifDirectory.Exif, ExifTag.FocalLength),
    };
}
