using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ImageFlow.Activities;

/// <summary>
/// Where the file store puts things. An object lies under its own name, <c>&lt;bucket&gt;/&lt;key&gt;</c>, wherever the file system can
/// have it there. Where it cannot (the object <c>a/b</c> beside an object <c>a</c>, a key with an empty part), it lies under
/// the hash of its key in <c>.overflow</c>. Bucket names never begin with a dot, so that no key can reach these folders.
/// </summary>
internal sealed class FileLayout
{
    /// <summary>Where two keys can be one file name: there only keys whose names are the same on every system lie under them.</summary>
    private static readonly bool NamesAreFolded = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    private static readonly SearchValues<char> PortableCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_./ ()+=@,");

    private readonly string root;

    public FileLayout(string rootDirectory)
    {
        root = Path.GetFullPath(rootDirectory);
        TemporaryDirectory = Path.Combine(root, ".tmp");
    }

    /// <summary>On the same file system as the objects, so that a finished file can be renamed into its place.</summary>
    public string TemporaryDirectory { get; }

    /// <summary>Holds one folder per bucket.</summary>
    public string RootDirectory => root;

    public string BucketDirectory(string bucket) => Path.Combine(root, bucket);

    public string OverflowDirectory(string bucket) => Path.Combine(root, ".overflow", bucket);

    public string OverflowPath(string bucket, string key) => Path.Combine(OverflowDirectory(bucket), HashOf(key));

    public string RecordPath(string bucket, string key)
    {
        string hash = HashOf(key);
        return Path.Combine(root, ".meta", bucket, hash[..2], hash + ".json");
    }

    public string RecordPathOfOverflow(string bucket, string hash) => Path.Combine(root, ".meta", bucket, hash[..2], hash + ".json");

    /// <summary>The path under the object's own name, or <see langword="null"/> where the key has no such path.</summary>
    public string? PlainPath(string bucket, string key)
    {
        if (key.EndsWith('/') || key.Contains("//", StringComparison.Ordinal) || (NamesAreFolded && !IsPortable(key)))
        {
            return null;
        }

        string folder = BucketDirectory(bucket);
        string path = Path.GetFullPath(Path.Combine(folder, key.Replace('/', Path.DirectorySeparatorChar)));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidObjectNameException(key, "it leads out of the bucket's folder");
    }

    /// <summary>The key of a file that lies in the bucket's folder.</summary>
    public string KeyOf(string bucket, string path) =>
        Path.GetRelativePath(BucketDirectory(bucket), path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Letter case, Unicode normalisation, trailing dots and Windows' device names all make one name of two.</summary>
    private static bool IsPortable(string key) =>
        !key.AsSpan().ContainsAnyExcept(PortableCharacters)
        && key.Split('/').All(part => part[^1] is not ('.' or ' ') && !IsDeviceName(part));

    private static bool IsDeviceName(string part)
    {
        string stem = part.Split('.', 2)[0].TrimEnd();
        return stem is "con" or "prn" or "aux" or "nul"
            || (stem.Length == 4 && (stem.StartsWith("com", StringComparison.Ordinal) || stem.StartsWith("lpt", StringComparison.Ordinal)));
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
