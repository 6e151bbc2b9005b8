namespace ImageFlow.Activities;

/// <summary>There is no object under this bucket and key.</summary>
public sealed class ObjectNotFoundError(string bucket, string key)
    : ActivityException($"There is no object '{key}' in the bucket '{bucket}'.")
{
    public string Bucket { get; } = bucket;

    public string Key { get; } = key;
}

/// <summary>A bucket name or an object key that no object store can hold, or that would leave the bucket's folder.</summary>
public sealed class InvalidObjectNameException(string name, string reason)
    : ActivityException($"'{Shorten(name)}' cannot name an object: {reason}.")
{
    private const int ShownLength = 120;

    public string Name { get; } = name;

    public string Reason { get; } = reason;

    private static string Shorten(string name) => name.Length <= ShownLength ? name : name[..ShownLength] + "…";
}
