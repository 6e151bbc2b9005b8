namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>Takes what is found on the way through a state; <see cref="Silent"/> while values are still being collected.</summary>
internal sealed class FlowFindings(Findings? findings)
{
    /// <summary>The greatest size of a state's input, output or variables in UTF-8 bytes.</summary>
    public const long PayloadLimit = 262_144;

    public static FlowFindings Silent { get; } = new((Findings?)null);

    public bool IsSilent => findings is null;

    public void Missing(Location at, string path) =>
        findings?.Add(FindingKind.PathNeverPresent, at, $"The value read here never has anything at '{path}'.");

    public void TooLarge(Location at, string what, long bytes)
    {
        if (bytes > PayloadLimit)
        {
            findings?.Add(
                FindingKind.PayloadTooLarge,
                at,
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The {what} has at least {bytes} bytes; {PayloadLimit} are allowed."));
        }
    }

    public void Unbounded(Location at) =>
        findings?.Add(FindingKind.ResultsUnbounded, at, $"The results of all items are put into one array, which may exceed {PayloadLimit} bytes.");
}
