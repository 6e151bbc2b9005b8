using System.IO.Compression;
using System.Security.Cryptography;

namespace ImageFlow.Deployment.Packages;

/// <summary>Packs a folder so that the same files give the same bytes: sorted names, one fixed time, no owner.</summary>
public static class ReproducibleZip
{
    /// <summary>The earliest time that the format can hold.</summary>
    private static readonly DateTimeOffset FixedTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A regular file that everyone may read and run, in the upper half where Unix keeps its mode.</summary>
    private const int ReadableByAll = (0x8000 | 0x1ED) << 16;

    /// <returns>The SHA-256 of the zip, lower-case hexadecimal.</returns>
    public static string Write(string folder, string zipFile)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        if (Path.GetDirectoryName(Path.GetFullPath(zipFile)) is { } parent)
        {
            Directory.CreateDirectory(parent);
        }

        using (FileStream target = File.Create(zipFile))
        using (ZipArchive zip = new(target, ZipArchiveMode.Create))
        {
            foreach (string file in files)
            {
                ZipArchiveEntry entry = zip.CreateEntry(file, CompressionLevel.SmallestSize);
                entry.LastWriteTime = FixedTime;
                entry.ExternalAttributes = ReadableByAll;
                using Stream content = entry.Open();
                using FileStream source = File.OpenRead(Path.Combine(folder, file));
                source.CopyTo(content);
            }
        }

        return Hash(zipFile);
    }

    /// <summary>The SHA-256 of a file, lower-case hexadecimal.</summary>
    public static string Hash(string file)
    {
        using FileStream content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
