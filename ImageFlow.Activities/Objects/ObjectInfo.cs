namespace ImageFlow.Activities;

/// <summary>What is kept with an object beside its bytes.</summary>
public sealed record ObjectAttributes
{
    public const string DefaultContentType = "application/octet-stream";

    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>The media type. Default <c>application/octet-stream</c>, as in S3.</summary>
    public string ContentType { get; init; } = DefaultContentType;

    /// <summary>User metadata; names are lower case and have no <c>x-amz-meta-</c> prefix.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;
}

/// <summary>An object without its bytes.</summary>
public sealed record ObjectInfo
{
    public required string Bucket { get; init; }

    public required string Key { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The entity tag without quotation marks: the MD5 of the bytes in lower-case hex, unless S3 made it of parts.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    public ObjectAttributes Attributes { get; init; } = new();
}

/// <summary>An object opened for reading.</summary>
public sealed record StoredObject(ObjectInfo Info, Stream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
