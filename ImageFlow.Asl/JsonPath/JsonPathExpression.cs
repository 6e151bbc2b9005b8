using System.Diagnostics.CodeAnalysis;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.JsonPath;

/// <summary>
/// A JSONPath in the dialect that Step Functions evaluates (Jayway's): children by dot and bracket, indices and unions of them,
/// slices, wildcards, deep scans, filters, and functions such as <c>length()</c> at the end. Immutable and thread-safe.
/// </summary>
public sealed class JsonPathExpression
{
    private readonly string source;

    private readonly PathFunction? function;
    private readonly bool isSteppedDefinitely;

    internal JsonPathExpression(string source, PathStep[] steps, PathFunction? function)
    {
        this.source = source;
        this.function = function;
        Steps = steps;
        isSteppedDefinitely = Array.TrueForAll(steps, step => step.IsDefinite);
        IsDefinite = isSteppedDefinitely || function is not null;
        IsReferencePath = function is null && Array.TrueForAll(steps, step => step.IsReference);
    }

    /// <summary>Whether the path names at most one place. An indefinite path always gives an array.</summary>
    public bool IsDefinite { get; }

    /// <summary>Whether the path can be written to: children and non-negative indices alone (ASL, section "Reference Paths").</summary>
    public bool IsReferencePath { get; }

    internal PathStep[] Steps { get; }

    internal bool HasFunction => function is not null;

    /// <summary>Reads a path that begins with <c>$</c>.</summary>
    /// <exception cref="JsonPathException">The text is not a path.</exception>
    public static JsonPathExpression Parse(string text) => new JsonPathParser(text).ParsePath();

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPathExpression? path)
    {
        try
        {
            path = Parse(text);
            return true;
        }
        catch (JsonPathException)
        {
            path = null;
            return false;
        }
    }

    /// <summary>The value at the path, or an array of all values where the path is not definite.</summary>
    /// <exception cref="JsonPathException">The path is definite and there is no such place.</exception>
    public JsonData Evaluate(JsonData root)
    {
        JsonData result = isSteppedDefinitely ? EvaluateSingle(root) : new ArrayData([.. EvaluateAll(root, root)]);
        return function is null ? result : function.Apply(result);
    }

    /// <summary>Like <see cref="Evaluate"/>, but says <see langword="false"/> where a definite path finds nothing.</summary>
    public bool TryEvaluate(JsonData root, [NotNullWhen(true)] out JsonData? value)
    {
        try
        {
            value = Evaluate(root);
            return true;
        }
        catch (JsonPathException)
        {
            value = null;
            return false;
        }
    }

    /// <summary>The path as it was written.</summary>
    public override string ToString() => source;

    /// <summary>The path in bracket notation, as failures name it: <c>$['a'][0]</c>.</summary>
    internal string ToCanonical(int steps)
    {
        StringBuilder text = new("$");
        for (int i = 0; i < steps; i++)
        {
            Steps[i].AppendTo(text);
        }

        return text.ToString();
    }

    /// <param name="start">What the path's first sign stands for: the document, or <c>@</c> in a filter.</param>
    /// <param name="root">The document, for <c>$</c> inside filters.</param>
    internal List<JsonData> EvaluateAll(JsonData start, JsonData root)
    {
        List<JsonData> current = [start];
        List<JsonData> next = [];
        foreach (PathStep step in Steps)
        {
            foreach (JsonData value in current)
            {
                step.Collect(value, root, next);
            }

            (current, next) = (next, current);
            next.Clear();
        }

        return current;
    }

    /// <summary>Inside a filter: the value, an array for an indefinite path, or <see langword="null"/> where there is none.</summary>
    internal JsonData? ValueFrom(JsonData start, JsonData root)
    {
        List<JsonData> found = EvaluateAll(start, root);
        JsonData? value = isSteppedDefinitely ? found.FirstOrDefault() : new ArrayData([.. found]);
        return value is null || function is null ? value : function.Apply(value);
    }

    private JsonData EvaluateSingle(JsonData root)
    {
        JsonData current = root;
        for (int i = 0; i < Steps.Length; i++)
        {
            current = Steps[i].Single(current, this, i) ?? throw NotFound(i);
        }

        return current;
    }

    private JsonPathException NotFound(int step) => step == Steps.Length - 1 || Steps[step] is not MemberStep
        ? new JsonPathException($"No results for path: {ToCanonical(Steps.Length)}")
        : new JsonPathException($"Missing property in path {ToCanonical(step + 1)}");
}
