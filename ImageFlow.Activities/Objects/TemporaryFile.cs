using System.Buffers;
using System.Security.Cryptography;

namespace ImageFlow.Activities;

/// <summary>A file that is written and flushed to the disk under a name of its own, then renamed. Not renamed, it is removed.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private string? path;

    private TemporaryFile(string path, long size, string md5)
    {
        this.path = path;
        Size = size;
        Md5 = md5;
        Changed = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
    }

    public long Size { get; }

    /// <summary>In lower-case hex.</summary>
    public string Md5 { get; }

    /// <summary>The time of change, which a rename keeps.</summary>
    public DateTimeOffset Changed { get; }

    public static async Task<TemporaryFile> WriteAsync(string directory, Stream content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, Path.GetRandomFileName());
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            long size = 0;
            await using (FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    md5.AppendData(buffer.AsSpan(0, read));
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    size += read;
                }

                file.Flush(flushToDisk: true);
            }

            return new(path, size, Convert.ToHexStringLower(md5.GetHashAndReset()));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static string Md5Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(file));
    }

    public void MoveTo(string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(path!, target, overwrite: true);
        path = null;
    }

    public void Dispose()
    {
        if (path is not null)
        {
            File.Delete(path);
        }
    }
}
