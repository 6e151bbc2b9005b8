using System.Globalization;
using System.Text;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.Server.Aws.S3;

/// <summary>
/// Reads a body of the content encoding <c>aws-chunked</c>: frames of a length in hexadecimal digits, perhaps with a signature, and the bytes; the last frame is
/// empty, and checksums may follow it. Their signatures are not checked.
/// </summary>
internal sealed class ChunkedBody(Stream source) : Stream
{
    private const int MaxLine = 8192;

    private readonly byte[] one = new byte[1];
    private long left;
    private bool first = true;
    private bool ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The stream can only be read.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream can only be read.");
        set => throw new NotSupportedException("The stream can only be read.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || ended)
        {
            return 0;
        }

        if (left == 0 && !await NextAsync(cancellationToken))
        {
            return 0;
        }

        int read = await source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        if (read == 0)
        {
            throw Incomplete();
        }

        left -= read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read asynchronously.");

    public override void Flush() => throw new NotSupportedException("The stream can only be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream can only be read.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream can only be read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream can only be read.");

    private async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (!first)
        {
            await LineAsync(cancellationToken);
        }

        first = false;
        string length = (await LineAsync(cancellationToken)).Split(';')[0];
        if (!long.TryParse(length, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out left))
        {
            throw Incomplete();
        }

        if (left > 0)
        {
            return true;
        }

        ended = true;
        while ((await LineAsync(cancellationToken)).Length > 0)
        {
            // Checksums that trail the content.
            continue;
        }

        return false;
    }

    /// <summary>A line without its end; empty at the end of the body.</summary>
    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        while (await source.ReadAsync(one, cancellationToken) > 0)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
            if (line.Length > MaxLine)
            {
                throw Incomplete();
            }
        }

        return line.ToString();
    }

    private static S3ErrorException Incomplete() => new(
        "IncompleteBody", StatusCodes.Status400BadRequest, "The request body terminated unexpectedly");
}
