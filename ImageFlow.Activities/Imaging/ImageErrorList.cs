namespace ImageFlow.Activities.Imaging;

/// <summary>The errors that every activity which reads a picture declares.</summary>
internal static class ImageErrorList
{
    public static IReadOnlyList<ErrorDescription> All { get; } =
    [
        new(nameof(InvalidImageFormatError), "The bytes are not a picture, or one of a format that is not accepted."),
        new(nameof(ImageTooLargeError), "The picture has more bytes or more pixels than the limits allow."),
        new(nameof(CorruptImageError), "The picture is truncated, damaged or not what was declared."),
        new(nameof(ObjectNotFoundError), "There is no object under this bucket and key."),
    ];
}
