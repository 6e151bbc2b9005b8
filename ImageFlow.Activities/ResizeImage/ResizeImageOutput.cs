namespace ImageFlow.Activities.ResizeImage;

/// <summary>The members beside <see cref="Images"/> speak of the first result; they are null where <see cref="Ok"/> is false.</summary>
internal sealed record ResizeImageOutput
{
    [Output("Whether the results were made; false only with onError: result.")]
    public required bool Ok { get; init; }

    [Output("The bucket of the first result.")]
    public string? Bucket { get; init; }

    [Output("The key of the first result.")]
    public string? Key { get; init; }

    [Output("The width of the first result in pixels.")]
    public int? Width { get; init; }

    [Output("The height of the first result in pixels.")]
    public int? Height { get; init; }

    [Output("The size of the first result in bytes.")]
    public int? Bytes { get; init; }

    [Output("The media type of the first result.")]
    public string? ContentType { get; init; }

    [Output("Every result, in the order of the sizes: { name, bucket, key, width, height, bytes, contentType }.")]
    public IReadOnlyList<ResizedImage> Images { get; init; } = [];

    [Output("The error's name where ok is false, else null.", Nullable = true)]
    public string? Error { get; init; }

    [Output("What went wrong where ok is false, else null.", Nullable = true)]
    public string? Cause { get; init; }
}

internal sealed record ResizedImage(string Name, string Bucket, string Key, int Width, int Height, int Bytes, string ContentType);
