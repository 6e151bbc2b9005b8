using System.Buffers.Binary;
using System.Security.Cryptography;
using ImageFlow.Asl.Evaluation;

namespace ImageFlow.Engine;

/// <summary>Chance from the operating system. Thread-safe.</summary>
public sealed class SystemRandomSource : IRandomSource
{
    private SystemRandomSource()
    {
    }

    public static SystemRandomSource Instance { get; } = new();

    public double NextDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return (BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 11) * (1.0 / (1UL << 53));
    }

    public void NextBytes(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
