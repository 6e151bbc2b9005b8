using ImageFlow.Asl.Evaluation;

namespace ImageFlow.Tests.Asl;

/// <summary>Chance that is none: always the same number and the same bytes.</summary>
public sealed class FixedRandom(double value = 0.5) : IRandomSource
{
    public double NextDouble() => value;

    public void NextBytes(Span<byte> buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)(i * 17);
        }
    }
}
