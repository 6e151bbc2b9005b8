namespace ImageFlow.Asl.Evaluation;

/// <summary>Injected chance: what <c>States.UUID</c>, <c>States.MathRandom</c>, <c>$random()</c>, <c>$uuid()</c> and retry jitter draw from.</summary>
public interface IRandomSource
{
    /// <summary>A number from 0 inclusive to 1 exclusive.</summary>
    double NextDouble();

    /// <summary>Fills the whole buffer.</summary>
    void NextBytes(Span<byte> buffer);
}
