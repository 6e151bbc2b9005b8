namespace ImageFlow.LocalCloud.Mocks;

/// <summary>What one execution is tried with: answers in the place of services, faults, and whether its waits are jumped over.</summary>
/// <param name="Mocks">By state name.</param>
/// <param name="SkipsWaits">Waits and retry delays take no time; the history shows the times that they would have taken.</param>
public sealed record TrialSetup(IReadOnlyDictionary<string, MockedResponse> Mocks, IReadOnlyList<Fault> Faults, bool SkipsWaits);
