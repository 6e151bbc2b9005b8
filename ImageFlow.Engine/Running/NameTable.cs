using System.Buffers.Binary;

namespace ImageFlow.Engine.Running;

/// <summary>Keeps two starts of the same name from passing each other, and makes names where none is given.</summary>
internal sealed class NameTable(EngineOptions options)
{
    private readonly Dictionary<(long Machine, string Name), TaskCompletionSource> claimed = [];

    public async ValueTask<Claim> ClaimAsync(long machine, string? name)
    {
        if (name is null)
        {
            return new Claim(this, null, NewName());
        }

        if (name.Length is 0 or > 80 || name.Any(c => char.IsControl(c) || " \t<>{}[]?*\"#%\\^|~`$&,;:/".Contains(c)))
        {
            throw new EngineException("InvalidName", $"Invalid Name: '{name}'");
        }

        while (true)
        {
            Task other;
            lock (claimed)
            {
                if (!claimed.TryGetValue((machine, name), out TaskCompletionSource? holder))
                {
                    claimed[(machine, name)] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    return new Claim(this, (machine, name), name);
                }

                other = holder.Task;
            }

            await other.ConfigureAwait(false);
        }
    }

    /// <summary>A UUID whose front is the time (RFC 9562, version 7), so that the index over names grows at its end.</summary>
    private string NewName()
    {
        Span<byte> bytes = stackalloc byte[16];
        options.Random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds() << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The right to start under a name, until it is disposed.</summary>
    public readonly struct Claim(NameTable table, (long Machine, string Name)? key, string name) : IDisposable
    {
        public string Name { get; } = name;

        public void Dispose()
        {
            if (key is not { } held)
            {
                return;
            }

            TaskCompletionSource? holder;
            lock (table.claimed)
            {
                table.claimed.Remove(held, out holder);
            }

            holder?.TrySetResult();
        }
    }
}
