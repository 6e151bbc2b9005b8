namespace ImageFlow.Activities;

/// <summary>The bytes are not a picture, or one of a format that is not accepted.</summary>
public sealed class InvalidImageFormatError(string file, string reason, string? format = null)
    : ActivityException($"'{file}' {reason}")
{
    public string File { get; } = file;

    /// <summary>The format that the bytes have, such as <c>heic</c>; <see langword="null"/> where it is unknown.</summary>
    public string? Format { get; } = format;
}

/// <summary>The picture has more bytes or more pixels than the limits allow.</summary>
public sealed class ImageTooLargeError(string file, string reason)
    : ActivityException($"'{file}' {reason}")
{
    public string File { get; } = file;
}

/// <summary>The format is accepted, but the picture is truncated, damaged or not what was declared.</summary>
public sealed class CorruptImageError(string file, string reason, Exception? behind = null)
    : ActivityException($"'{file}' {reason}", behind)
{
    public string File { get; } = file;
}
