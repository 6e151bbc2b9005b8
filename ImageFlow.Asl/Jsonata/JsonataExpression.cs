using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Jsonata.Nodes;
using ImageFlow.Asl.Jsonata.Resolving;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Jsonata.Syntax;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata;

/// <summary>A JSONata expression, parsed once and evaluated any number of times, from any threads.</summary>
public sealed class JsonataExpression
{
    private readonly Node root;
    private readonly SyntaxNode tree;
    private IReadOnlySet<string>? freeVariables;

    private JsonataExpression(string text, JsonataMode mode, SyntaxNode tree, Node root)
    {
        Text = text;
        Mode = mode;
        this.tree = tree;
        this.root = root;
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    public JsonataMode Mode { get; }

    /// <summary>The tree as parsed, for checks of what an expression refers to.</summary>
    internal SyntaxNode Tree => tree;

    /// <summary>The variables that the expression reads and does not bind itself, without the dollar sign; not the built-in functions.</summary>
    public IReadOnlySet<string> FreeVariables => freeVariables ??=
        NameUsage.Of(tree).Free.Where(name => FunctionTable.Find(name, Mode) is null).ToHashSet(StringComparer.Ordinal);

    /// <exception cref="JsonataException">The text is not an expression (codes S0…; U1001 where it is nested too deeply).</exception>
    public static JsonataExpression Parse(string text, JsonataMode mode = JsonataMode.Standard)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            SyntaxNode tree = Parser.Parse(text, mode);
            Draft draft = Resolver.Resolve(tree);
            return new JsonataExpression(text, mode, tree, new NodeBuilder(mode).Build(draft));
        }
        catch (InsufficientExecutionStackException)
        {
            throw new JsonataException("U1001", "The expression is nested too deeply for the stack of this thread.");
        }
    }

    /// <param name="input">The document (<c>$$</c>); <see langword="null"/> is undefined.</param>
    /// <returns>The result; <see langword="null"/> is undefined. Of kind <see cref="JsonDataKind.Function"/> where the result is a function.</returns>
    /// <exception cref="JsonataException">The evaluation failed, or passed one of its limits (U1001).</exception>
    public JsonData? Evaluate(JsonData? input, JsonataBindings? bindings = null)
    {
        Run run = new(Mode, input, bindings ?? JsonataBindings.None);
        try
        {
            return Results.Tidy(root.Evaluate(Results.WrapDocument(input), run.Root), run);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new JsonataException("U1001", "Stack overflow error: a value is nested too deeply for the stack of this thread.");
        }
    }

    /// <summary>For <c>$eval</c>: in the scope of a running evaluation.</summary>
    /// <param name="wrap">The input is a document of its own, not the context of the call.</param>
    internal JsonData? EvaluateInside(JsonData? input, bool wrap, Frame frame) =>
        root.Evaluate(wrap ? Results.WrapDocument(input) : input, frame);

    public override string ToString() => Text;
}
