namespace ImageFlow.Activities.Metadata;

/// <summary>EXIF's numbers of the tags that are read (EXIF 2.32, 4.6).</summary>
internal static class ExifTag
{
    public const ushort Make = 0x010F;
    public const ushort Model = 0x0110;
    public const ushort Software = 0x0131;
    public const ushort ExposureTime = 0x829A;
    public const ushort FNumber = 0x829D;
    public const ushort PhotographicSensitivity = 0x8827;
    public const ushort DateTimeOriginal = 0x9003;
    public const ushort OffsetTimeOriginal = 0x9011;
    public const ushort FocalLength = 0x920A;
    public const ushort LensModel = 0xA434;
    public const ushort GpsLatitude = 0x0002;
    public const ushort GpsLongitude = 0x0004;
}
