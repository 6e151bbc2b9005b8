namespace ImageFlow.Activities;

/// <summary>What follows from the store's members.</summary>
public static class ObjectStoreExtensions
{
    /// <summary>Writes an object from memory.</summary>
    public static async Task<ObjectInfo> PutAsync(
        this IObjectStore objects,
        string bucket,
        string key,
        ReadOnlyMemory<byte> content,
        ObjectAttributes attributes,
        CancellationToken cancellationToken = default)
    {
        using MemoryStream stream = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out ArraySegment<byte> array)
            ? new(array.Array!, array.Offset, array.Count, writable: false)
            : new(content.ToArray(), writable: false);
        return await objects.PutAsync(bucket, key, stream, attributes, cancellationToken);
    }

    /// <summary>Reads a whole object into memory.</summary>
    /// <exception cref="ObjectNotFoundError">There is no such object.</exception>
    public static async Task<byte[]> ReadAllBytesAsync(this IObjectStore objects, string bucket, string key, CancellationToken cancellationToken = default)
    {
        await using StoredObject stored = await objects.GetAsync(bucket, key, cancellationToken);
        byte[] bytes = new byte[stored.Info.Size];
        await stored.Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
