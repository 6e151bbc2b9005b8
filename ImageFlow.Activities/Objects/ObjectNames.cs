using System.Buffers;
using System.Text;

namespace ImageFlow.Activities;

/// <summary>
/// Which bucket names and keys a store accepts: S3's rules, less the keys that could mean a place outside the bucket's folder on
/// one of the systems that the file store runs on.
/// </summary>
internal static class ObjectNames
{
    /// <summary>S3's bound, in bytes of UTF-8.</summary>
    public const int MaxKeyBytes = 1024;

    /// <summary>What the common file systems hold in one name, in bytes of UTF-8.</summary>
    public const int MaxSegmentBytes = 255;

    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <exception cref="InvalidObjectNameException">The name is not one that S3 allows.</exception>
    public static void CheckBucket(string bucket)
    {
        if (bucket.Length is < 3 or > 63)
        {
            throw new InvalidObjectNameException(bucket, "a bucket's name has 3 to 63 characters");
        }

        if (bucket.AsSpan().ContainsAnyExcept(BucketCharacters))
        {
            throw new InvalidObjectNameException(bucket, "a bucket's name has only lower-case letters, digits, hyphens and dots");
        }

        if (!char.IsAsciiLetterOrDigit(bucket[0]) || !char.IsAsciiLetterOrDigit(bucket[^1]) || bucket.Contains("..", StringComparison.Ordinal))
        {
            throw new InvalidObjectNameException(bucket, "a bucket's name begins and ends with a letter or digit and has no two dots in a row");
        }
    }

    /// <exception cref="InvalidObjectNameException">The key is empty, too long, or could lead out of the bucket.</exception>
    public static void CheckKey(string key)
    {
        if (key.Length == 0)
        {
            throw new InvalidObjectNameException(key, "a key must not be empty");
        }

        if (Encoding.UTF8.GetByteCount(key) > MaxKeyBytes)
        {
            throw new InvalidObjectNameException(key, $"a key has at most {MaxKeyBytes} bytes in UTF-8");
        }

        if (key.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            throw new InvalidObjectNameException(key.Replace('\0', '?'), "a key has no control characters");
        }

        if (key[0] == '/')
        {
            throw new InvalidObjectNameException(key, "a key does not begin with '/'");
        }

        if (OperatingSystem.IsWindows() && key.AsSpan().ContainsAny('\\', ':'))
        {
            throw new InvalidObjectNameException(key, "on Windows a key has no '\\' and no ':'");
        }

        foreach (Range range in key.AsSpan().Split('/'))
        {
            CheckSegment(key, key.AsSpan(range));
        }
    }

    private static void CheckSegment(string key, ReadOnlySpan<char> segment)
    {
        if (segment is "." or "..")
        {
            throw new InvalidObjectNameException(key, "a key has no '.' or '..' between slashes");
        }

        if (Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes)
        {
            throw new InvalidObjectNameException(key, $"no part of a key between slashes has more than {MaxSegmentBytes} bytes in UTF-8");
        }
    }
}
