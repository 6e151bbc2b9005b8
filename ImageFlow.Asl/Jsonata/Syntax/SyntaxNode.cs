using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Syntax;

/// <summary>A node of the tree that the parser makes. Immutable once the parser has returned it.</summary>
/// <param name="position">Offset just behind the token that made the node.</param>
/// <param name="height">Levels of nodes below this one, to bound every recursion over the tree.</param>
internal abstract class SyntaxNode(int position, int height)
{
    public int Position { get; } = position;

    public int Height { get; } = height;

    /// <summary>An empty predicate <c>[]</c> follows: a single result stays an array. Set by the parser only.</summary>
    public bool KeepArray { get; set; }

    public static int Above(params ReadOnlySpan<SyntaxNode?> parts)
    {
        int height = 0;
        foreach (SyntaxNode? part in parts)
        {
            height = Math.Max(height, part?.Height ?? 0);
        }

        return height + 1;
    }

    public static int Above(IReadOnlyList<SyntaxNode> parts)
    {
        int height = 0;
        foreach (SyntaxNode part in parts)
        {
            height = Math.Max(height, part.Height);
        }

        return height + 1;
    }
}

/// <summary>A string, number, boolean or null.</summary>
internal sealed class LiteralSyntax(int position, JsonData value) : SyntaxNode(position, 1)
{
    public JsonData Value { get; } = value;
}

internal sealed class NameSyntax(int position, string name) : SyntaxNode(position, 1)
{
    public string Name { get; } = name;
}

/// <summary><c>$name</c>; the empty name is the context, <c>$</c> is the input document (<c>$$</c>).</summary>
internal sealed class VariableSyntax(int position, string name) : SyntaxNode(position, 1)
{
    public string Name { get; } = name;
}

internal sealed class RegexSyntax(int position, string pattern, string flags) : SyntaxNode(position, 1)
{
    public string Pattern { get; } = pattern;

    public string Flags { get; } = flags;
}

/// <summary>Symbols that mean something alone.</summary>
internal enum SymbolKind
{
    /// <summary><c>*</c></summary>
    Wildcard,

    /// <summary><c>**</c></summary>
    Descendants,

    /// <summary><c>%</c></summary>
    Parent,

    /// <summary><c>?</c> as an argument of a partial application.</summary>
    Placeholder,

    /// <summary>The expression ended where an operand was expected.</summary>
    End,
}

internal sealed class SymbolSyntax(int position, SymbolKind kind) : SyntaxNode(position, 1)
{
    public SymbolKind Kind { get; } = kind;
}

internal sealed class NegateSyntax(int position, SyntaxNode operand) : SyntaxNode(position, Above(operand))
{
    public SyntaxNode Operand { get; } = operand;
}

internal sealed class ArraySyntax(int position, IReadOnlyList<SyntaxNode> items) : SyntaxNode(position, Above(items))
{
    public IReadOnlyList<SyntaxNode> Items { get; } = items;
}

/// <summary>An object constructor, or (<see cref="Grouped"/> set) the grouping of a path's results.</summary>
internal sealed class ObjectSyntax(int position, SyntaxNode? grouped, IReadOnlyList<(SyntaxNode Key, SyntaxNode Value)> pairs)
    : SyntaxNode(position, Math.Max(Above(grouped), Above([.. pairs.Select(p => p.Key), .. pairs.Select(p => p.Value)])))
{
    public SyntaxNode? Grouped { get; } = grouped;

    public IReadOnlyList<(SyntaxNode Key, SyntaxNode Value)> Pairs { get; } = pairs;
}

/// <summary>Two operands: arithmetic, comparison, <c>and or in &amp; ..</c>, and the structural <c>. [ ~&gt; ?: ??</c>.</summary>
internal sealed class BinarySyntax(int position, TokenKind op, SyntaxNode left, SyntaxNode right) : SyntaxNode(position, Above(left, right))
{
    public TokenKind Operator { get; } = op;

    public SyntaxNode Left { get; } = left;

    public SyntaxNode Right { get; } = right;
}

/// <summary><c>left@$name</c> and <c>left#$name</c>.</summary>
internal sealed class StepVariableSyntax(int position, TokenKind op, SyntaxNode left, string name) : SyntaxNode(position, Above(left))
{
    public TokenKind Operator { get; } = op;

    public SyntaxNode Left { get; } = left;

    public string Name { get; } = name;
}

internal sealed class BindSyntax(int position, string name, SyntaxNode value) : SyntaxNode(position, Above(value))
{
    public string Name { get; } = name;

    public SyntaxNode Value { get; } = value;
}

internal sealed class SortSyntax(int position, SyntaxNode left, IReadOnlyList<(SyntaxNode Expression, bool Descending)> terms)
    : SyntaxNode(position, Math.Max(Above(left), Above([.. terms.Select(t => t.Expression)])))
{
    public SyntaxNode Left { get; } = left;

    public IReadOnlyList<(SyntaxNode Expression, bool Descending)> Terms { get; } = terms;
}

internal sealed class ConditionSyntax(int position, SyntaxNode condition, SyntaxNode then, SyntaxNode? otherwise)
    : SyntaxNode(position, Above(condition, then, otherwise))
{
    public SyntaxNode Condition { get; } = condition;

    public SyntaxNode Then { get; } = then;

    public SyntaxNode? Otherwise { get; } = otherwise;
}

/// <summary>A call, or a partial application where one argument is <c>?</c>.</summary>
internal sealed class CallSyntax(int position, SyntaxNode procedure, IReadOnlyList<SyntaxNode> arguments, bool isPartial)
    : SyntaxNode(position, Math.Max(Above(procedure), Above(arguments)))
{
    public SyntaxNode Procedure { get; } = procedure;

    public IReadOnlyList<SyntaxNode> Arguments { get; } = arguments;

    public bool IsPartial { get; } = isPartial;
}

internal sealed class LambdaSyntax(int position, IReadOnlyList<string> parameters, Signature? signature, SyntaxNode body)
    : SyntaxNode(position, Above(body))
{
    public IReadOnlyList<string> Parameters { get; } = parameters;

    public Signature? Signature { get; } = signature;

    public SyntaxNode Body { get; } = body;
}

internal sealed class BlockSyntax(int position, IReadOnlyList<SyntaxNode> expressions, bool bindsVariables)
    : SyntaxNode(position, Above(expressions))
{
    public IReadOnlyList<SyntaxNode> Expressions { get; } = expressions;

    /// <summary>Some <c>:=</c> stands inside, so that an evaluation needs a scope of its own.</summary>
    public bool BindsVariables { get; } = bindsVariables;
}

/// <summary><c>| pattern | update, delete |</c></summary>
internal sealed class TransformSyntax(int position, SyntaxNode pattern, SyntaxNode update, SyntaxNode? delete)
    : SyntaxNode(position, Above(pattern, update, delete))
{
    public SyntaxNode Pattern { get; } = pattern;

    public SyntaxNode Update { get; } = update;

    public SyntaxNode? Delete { get; } = delete;
}
