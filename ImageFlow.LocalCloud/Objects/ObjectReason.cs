namespace ImageFlow.LocalCloud.Objects;

/// <summary>The <c>reason</c> that S3's events give for a change.</summary>
public static class ObjectReason
{
    public const string Put = "PutObject";
    public const string Post = "POST Object";
    public const string Copy = "CopyObject";
    public const string Multipart = "CompleteMultipartUpload";
    public const string Delete = "DeleteObject";
}
