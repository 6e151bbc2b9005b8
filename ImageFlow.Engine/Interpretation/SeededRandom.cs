using System.Buffers.Binary;
using ImageFlow.Asl.Evaluation;

namespace ImageFlow.Engine.Interpretation;

/// <summary>
/// The numbers that follow from a seed (SplitMix64), so that a transition with the same event always does the same.
/// </summary>
internal sealed class SeededRandom(ulong seed) : IRandomSource
{
    private ulong state = seed;

    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    public void NextBytes(Span<byte> buffer)
    {
        Span<byte> word = stackalloc byte[8];
        while (!buffer.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
            int count = Math.Min(8, buffer.Length);
            word[..count].CopyTo(buffer);
            buffer = buffer[count..];
        }
    }

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
