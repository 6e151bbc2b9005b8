using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Activities.Imaging;

/// <summary>Brings a picture from the object store.</summary>
internal static class ObjectImages
{
    /// <summary>Refuses an object that is too large before a byte of it is read. Dispose the result.</summary>
    public static async Task<EncodedImage> ReadAsync(ActivityContext context, string bucket, string key, int maxBytes, CancellationToken cancellationToken)
    {
        await using StoredObject stored = await context.Objects.GetAsync(bucket, key, cancellationToken);
        long size = stored.Info.Size;
        int limit = Math.Min(maxBytes, context.Limits.MaxBytes);
        if (size > limit)
        {
            throw new ImageTooLargeError(key, $"has {size} bytes; at most {limit} are accepted.");
        }

        return await EncodedImage.ReadAsync(stored.Content, (int)size, cancellationToken);
    }

    /// <summary>Reads the object and its header.</summary>
    /// <param name="allowedFormats">Formats to accept; <see langword="null"/> for every one that can be decoded.</param>
    public static async Task<SourceImage> OpenAsync(
        ActivityContext context, string bucket, string key, CancellationToken cancellationToken, IReadOnlyList<string>? allowedFormats = null)
    {
        EncodedImage bytes = await ReadAsync(context, bucket, key, context.Limits.MaxBytes, cancellationToken);
        try
        {
            return SourceImage.Open(bytes, key, context.Limits, allowedFormats);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }
}
