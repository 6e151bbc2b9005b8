namespace ImageFlow.LocalCloud.Uploads;

/// <summary>What an upload may be.</summary>
public sealed record UploadPermit
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    /// <summary>The content type that the form must name.</summary>
    public required string ContentType { get; init; }

    /// <summary>Bytes. Default 1.</summary>
    public long MinBytes { get; init; } = 1;

    public required long MaxBytes { get; init; }

    /// <summary>How long the permit holds. Default 15 minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>User metadata that the object gets; names without <c>x-amz-meta-</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>A presigned POST: the form fields to send before the file, in this order.</summary>
public sealed record PresignedPost(IReadOnlyList<KeyValuePair<string, string>> Fields, DateTimeOffset ExpiresAt);

/// <summary>The form of a POST as it came in.</summary>
public sealed record PostForm
{
    /// <summary>From the address.</summary>
    public required string Bucket { get; init; }

    /// <summary>The fields before the file, in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; }

    /// <summary>The name of the file part; <see langword="null"/> where <c>file</c> was sent as a plain string.</summary>
    public string? FileName { get; init; }
}

/// <summary>An upload that the policy allows. The file's size is known only when it has been read: see <see cref="CheckSize"/>.</summary>
public sealed record PermittedUpload
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    /// <summary>Default <c>binary/octet-stream</c>.</summary>
    public required string ContentType { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The XML document of the field <c>tagging</c>.</summary>
    public string? Tagging { get; init; }

    /// <summary>The status to answer with: 200, 201 or 204 (the default).</summary>
    public int SuccessStatus { get; init; } = 204;

    /// <summary>Where to send the browser instead.</summary>
    public string? SuccessRedirect { get; init; }

    public (long Min, long Max)? ContentLength { get; init; }

    /// <summary>The most bytes worth reading: one more than is allowed, so that too much can be told from enough.</summary>
    public long ReadLimit => ContentLength is { Max: < long.MaxValue } range ? range.Max + 1 : long.MaxValue;

    /// <exception cref="S3ErrorException"><c>EntityTooSmall</c> or <c>EntityTooLarge</c>.</exception>
    public void CheckSize(long bytes)
    {
        if (ContentLength is not { } range)
        {
            return;
        }

        if (bytes < range.Min)
        {
            throw new S3ErrorException(
                "EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size",
                ("ProposedSize", bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("MinSizeAllowed", range.Min.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        if (bytes > range.Max)
        {
            throw new S3ErrorException(
                "EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size",
                ("ProposedSize", bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("MaxSizeAllowed", range.Max.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }
}
