using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Parity;

/// <summary>
/// A history taken apart into its branches: the execution's own, those of Parallel states and the iterations of Maps. Which events of two
/// branches come first is chance; within a branch the order is what the language says.
/// </summary>
internal static class Branches
{
    /// <summary>The execution's own branch.</summary>
    public const string Root = "";

    private const string Entered = "StateEntered";
    private const string Exited = "StateExited";
    private const string Iteration = "MapIteration";

    /// <summary>
    /// The events of each branch by its path, such as <c>/Both/Resize</c> (the branch of the Parallel <c>Both</c> that begins with <c>Resize</c>)
    /// or <c>/Each[1]</c>; one entered again has <c>#2</c> behind it.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<HistoryEvent>> Of(IReadOnlyList<HistoryEvent> history)
    {
        Reader reader = new();
        foreach (HistoryEvent happened in history)
        {
            reader.Add(happened);
        }

        return reader.Paths.ToDictionary(branch => branch.Path, IReadOnlyList<HistoryEvent> (branch) => branch.Events);
    }

    /// <param name="Owner">The state that the branch belongs to.</param>
    /// <param name="Index">Of an iteration; <see langword="null"/> for the branch of a Parallel.</param>
    private sealed record Branch(string Path, Branch? Parent, string? Owner, long? Index)
    {
        public List<HistoryEvent> Events { get; } = [];

        public HashSet<string> States { get; } = [];

        public IEnumerable<Branch> Ancestry()
        {
            for (Branch? at = this; at is not null; at = at.Parent)
            {
                yield return at;
            }
        }
    }

    private sealed class Reader
    {
        private readonly Dictionary<long, Branch> branchOf = [];
        private readonly Dictionary<long, HistoryEvent> byId = [];
        private readonly Dictionary<string, int> uses = [];
        private readonly Branch root = new(Root, null, null, null);

        public Reader() => Paths = [root];

        public List<Branch> Paths { get; }

        public void Add(HistoryEvent happened)
        {
            HistoryEvent? previous = byId.GetValueOrDefault(happened.PreviousEventId);
            Branch branch = BranchOf(happened, previous, previous is null ? root : branchOf[previous.Id]);
            branch.Events.Add(happened);
            if (happened.Type.EndsWith(Entered, StringComparison.Ordinal) && Name(happened) is { } state)
            {
                branch.States.Add(state);
            }

            byId[happened.Id] = happened;
            branchOf[happened.Id] = branch;
        }

        private Branch BranchOf(HistoryEvent happened, HistoryEvent? previous, Branch before)
        {
            string? name = Name(happened);
            switch (happened.Type)
            {
                case Iteration + "Started":
                    Branch owner = before.Ancestry().FirstOrDefault(branch => branch.States.Contains(name ?? "")) ?? before;
                    return Open(owner, $"{name}[{Index(happened).ToString(CultureInfo.InvariantCulture)}]", name, Index(happened));
                case Iteration + "Succeeded" or Iteration + "Failed" or Iteration + "Aborted":
                    return Paths.LastOrDefault(branch => branch.Owner == name && branch.Index == Index(happened)) ?? before;
                case "ParallelStateSucceeded" or "ParallelStateFailed" or "ParallelStateAborted":
                    return Above(before, branch => branch.Owner is not null && branch.Index is null);
                case "MapStateSucceeded" or "MapStateFailed" or "MapStateAborted" when previous?.Type is not ("MapStateStarted" or "MapStateEntered"):
                    return Above(before, branch => branch.Index is not null);
                case "ExecutionSucceeded" or "ExecutionFailed" or "ExecutionAborted" or "ExecutionTimedOut":
                    return root;
                default:
                    break;
            }

            if (happened.Type.EndsWith(Entered, StringComparison.Ordinal) && previous?.Type == "ParallelStateStarted")
            {
                string parallel = OwnerOf(previous);
                return Open(before, $"{parallel}/{name}", parallel, null);
            }

            return happened.Type.EndsWith(Exited, StringComparison.Ordinal)
                ? before.Ancestry().FirstOrDefault(branch => branch.States.Contains(name ?? "")) ?? before
                : before;
        }

        private Branch Open(Branch parent, string name, string? owner, long? index)
        {
            string path = $"{parent.Path}/{name}";
            int use = uses[path] = uses.GetValueOrDefault(path) + 1;
            Branch opened = new(use == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}#{use}"), parent, owner, index);
            Paths.Add(opened);
            return opened;
        }

        /// <summary>The branch that the state stands in whose inner branch an event came from.</summary>
        private static Branch Above(Branch before, Func<Branch, bool> isInner) => before.Ancestry().FirstOrDefault(isInner)?.Parent ?? before;

        /// <summary>The name of the Parallel state whose start this is.</summary>
        private string OwnerOf(HistoryEvent started)
        {
            HistoryEvent? at = started;
            while (at is not null && Name(at) is null)
            {
                at = byId.GetValueOrDefault(at.PreviousEventId);
            }

            return at is null ? "Parallel" : Name(at)!;
        }

        private static string? Name(HistoryEvent happened) => (happened.Details?["name"] as StringData)?.Value;

        private static long Index(HistoryEvent happened) => happened.Details?["index"] is NumberData number ? (long)number.Value : 0;
    }
}
