namespace ImageFlow.LocalCloud.Objects;

/// <summary>Several files read one after the other as one stream.</summary>
internal sealed class JoinedFiles(IReadOnlyList<string> paths) : Stream
{
    private int next;
    private FileStream? open;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The stream can only be read.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream can only be read.");
        set => throw new NotSupportedException("The stream can only be read.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (Advance())
        {
            if (open!.Read(buffer) is > 0 and var read)
            {
                return read;
            }

            Close(ref open);
        }

        return 0;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (Advance())
        {
            if (await open!.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            Close(ref open);
        }

        return 0;
    }

    public override void Flush() => throw new NotSupportedException("The stream can only be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream can only be read.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream can only be read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream can only be read.");

    protected override void Dispose(bool disposing)
    {
        Close(ref open);
        base.Dispose(disposing);
    }

    private bool Advance()
    {
        if (open is null && next < paths.Count)
        {
            open = File.OpenRead(paths[next++]);
        }

        return open is not null;
    }

    private static void Close(ref FileStream? file)
    {
        file?.Dispose();
        file = null;
    }
}
