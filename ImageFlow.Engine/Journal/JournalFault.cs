namespace ImageFlow.Engine.Journal;

/// <summary>
/// The crash that tests ask for: the journal dies at its nth commit, either just before it (nothing of it is kept) or just after
/// it (all of it is kept, but nobody hears). From then on the journal writes nothing more, as if the process were gone.
/// </summary>
internal sealed record JournalFault(int AtCommit, bool AfterIt);

/// <summary>The crash of a <see cref="JournalFault"/>.</summary>
internal sealed class SimulatedCrashException() : Exception("The journal was told to crash here.");
