using System.Globalization;
using System.Text;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Executions;

/// <summary>
/// A history as a tree: states, with the states of branches and iterations below the state that started them. Each event names
/// the one before it in its branch; from that it follows where it belongs.
/// </summary>
internal sealed class HistoryTree
{
    private static readonly string[] Opening = ["ParallelStateStarted", "MapStateStarted", "MapIterationStarted"];

    private readonly string label;
    private readonly HistoryTree? parent;
    private readonly List<HistoryTree> children = [];
    private readonly DateTimeOffset entered;
    private string outcome = "";

    private HistoryTree(string label, string kind, HistoryTree? parent, DateTimeOffset entered)
    {
        this.label = label;
        Kind = kind;
        this.parent = parent;
        this.entered = entered;
        parent?.children.Add(this);
    }

    /// <summary><c>Execution</c>, a state's type, or <c>MapIteration</c>.</summary>
    private string Kind { get; }

    public static HistoryTree Build(string executionName, IReadOnlyList<HistoryEvent> history)
    {
        HistoryTree root = new(executionName, "Execution", null, history.Count == 0 ? default : history[0].Timestamp);
        Dictionary<long, (HistoryTree Node, string Type)> at = new() { [0] = (root, "") };
        foreach (HistoryEvent happened in history)
        {
            (HistoryTree node, string type) = at.GetValueOrDefault(happened.PreviousEventId, (root, ""));
            at[happened.Id] = (node.Place(happened, type), happened.Type);
        }

        return root;
    }

    public string ToText()
    {
        StringBuilder text = new();
        Write(text, "", "");
        return text.ToString();
    }

    /// <summary>The node that an event belongs to, whose predecessor belongs to this one.</summary>
    private HistoryTree Place(HistoryEvent happened, string previousType)
    {
        string type = happened.Type;
        HistoryTree container = Opening.Contains(previousType) || parent is null ? this : parent;
        if (type.EndsWith("StateEntered", StringComparison.Ordinal))
        {
            return new HistoryTree(Text(happened, "name"), type[..^"StateEntered".Length], container, happened.Timestamp);
        }

        if (type == "MapIterationStarted")
        {
            string index = (happened.Details?["index"] as NumberData)?.Value.ToString(CultureInfo.InvariantCulture) ?? "?";
            return new HistoryTree($"#{index}", "MapIteration", Nearest("Map"), happened.Timestamp);
        }

        HistoryTree owner = Owner(type);
        owner.Note(happened);
        return owner;
    }

    private HistoryTree Owner(string type) => type switch
    {
        _ when type.StartsWith("MapIteration", StringComparison.Ordinal) => Nearest("MapIteration"),
        _ when type.StartsWith("MapState", StringComparison.Ordinal) => Nearest("Map"),
        _ when type.StartsWith("ParallelState", StringComparison.Ordinal) => Nearest("Parallel"),
        _ when type.StartsWith("Execution", StringComparison.Ordinal) => Nearest("Execution"),
        _ => this,
    };

    private HistoryTree Nearest(string kind)
    {
        HistoryTree node = this;
        while (node.Kind != kind && node.parent is not null)
        {
            node = node.parent;
        }

        return node;
    }

    private void Note(HistoryEvent happened)
    {
        string duration = string.Create(CultureInfo.InvariantCulture, $"{(happened.Timestamp - entered).TotalMilliseconds:0} ms");
        outcome = happened.Type switch
        {
            _ when happened.Type.EndsWith("Exited", StringComparison.Ordinal) || happened.Type is "MapIterationSucceeded" or "ExecutionSucceeded" => $"✓ {duration}",
            _ when happened.Type.EndsWith("Aborted", StringComparison.Ordinal) => "aborted",
            _ when happened.Type.EndsWith("TimedOut", StringComparison.Ordinal) => $"✗ timed out {duration}",
            _ when happened.Type.EndsWith("Failed", StringComparison.Ordinal) => $"✗ {Text(happened, "error")}".TrimEnd(),
            _ => outcome,
        };
    }

    private static string Text(HistoryEvent happened, string name) => (happened.Details?[name] as StringData)?.Value ?? "";

    private void Write(StringBuilder text, string first, string rest)
    {
        string kind = Kind is "Execution" or "MapIteration" ? "" : $" ({Kind})";
        text.Append($"{first}{label}{kind} {outcome}".TrimEnd()).Append('\n');
        for (int i = 0; i < children.Count; i++)
        {
            bool last = i == children.Count - 1;
            children[i].Write(text, rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
        }
    }
}
