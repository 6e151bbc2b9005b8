namespace ImageFlow.Workflows.Graph;

/// <summary>What may be done with parallel paths that have no exact form.</summary>
/// <param name="Sequentialise">Paths that cross run one after the other.</param>
/// <param name="EmulateWaitAny">The first path that arrives stops the others by an error.</param>
internal sealed record ForkOptions(bool Sequentialise, bool EmulateWaitAny);
