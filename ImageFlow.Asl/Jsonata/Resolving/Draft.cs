using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Jsonata.Syntax;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Resolving;

internal enum DraftKind
{
    Literal,
    Name,
    Variable,
    Regex,
    Wildcard,
    Descendants,
    Parent,
    Placeholder,
    Path,
    Sort,
    Binary,
    Apply,
    Default,
    Negate,
    Array,
    Object,
    Call,
    Partial,
    TailCall,
    Lambda,
    Condition,
    Block,
    Bind,
    Transform,
}

/// <summary>
/// A node while the resolver works on it: later parts of an expression decide about earlier ones (a parent operator makes a step
/// far before it remember where it came from), so drafts are changed until the whole tree is known.
/// </summary>
internal sealed class Draft(DraftKind kind, int position)
{
    public DraftKind Kind { get; set; } = kind;

    public int Position { get; } = position;

    /// <summary>Operands, items, arguments, steps, or the pairs of an object flattened, as the kind has it.</summary>
    public List<Draft> Parts { get; init; } = [];

    public TokenKind Operator { get; init; }

    /// <summary>Field name, variable, pattern of a regular expression.</summary>
    public string? Text { get; init; }

    public string? Flags { get; init; }

    public JsonData? Value { get; set; }

    public IReadOnlyList<string> Parameters { get; init; } = [];

    public Signature? Signature { get; init; }

    public bool BindsVariables { get; init; }

    /// <summary>Sort terms: whether the part of the same place is descending.</summary>
    public List<bool>? Descending { get; init; }

    public bool KeepArray { get; set; }

    /// <summary>Path: some step keeps single results in an array.</summary>
    public bool KeepSingletonArray { get; set; }

    /// <summary>An array constructor whose result is not flattened.</summary>
    public bool IsConstructorStep { get; set; }

    /// <summary>The step, or the path as a whole, carries tuples.</summary>
    public bool IsTuple { get; set; }

    public string? Focus { get; set; }

    public string? Index { get; set; }

    /// <summary>The parent operator that this step answers.</summary>
    public ParentSlot? Ancestor { get; set; }

    /// <summary>The slot of a parent operator.</summary>
    public ParentSlot? Slot { get; init; }

    /// <summary>Predicates behind a node that is no step.</summary>
    public List<DraftStage>? Predicates { get; set; }

    /// <summary>Predicates and index bindings behind a step.</summary>
    public List<DraftStage>? Stages { get; set; }

    /// <summary>Grouping behind the node, pairs flattened.</summary>
    public Draft? Group { get; set; }

    /// <summary>Parent operators inside whose step has not been found yet.</summary>
    public List<ParentSlot>? SeekingParent { get; set; }
}

/// <summary>A predicate, or (<paramref name="Index"/>) a binding of places.</summary>
internal sealed record DraftStage(Draft? Predicate, string? Index);

/// <summary>A parent operator looking for the step that is its parent.</summary>
internal sealed class ParentSlot(string label)
{
    /// <summary>Name under which the step leaves the item it came from.</summary>
    public string Label { get; set; } = label;

    /// <summary>Steps still to go up.</summary>
    public int Level { get; set; } = 1;
}
