using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>A path and what its first sign stands for.</summary>
internal sealed class RootedPath : PathQuery
{
    private readonly JsonPathExpression path;

    private RootedPath(string text, PathRoot root, string? variable, JsonPathExpression path)
    {
        Text = text;
        Root = root;
        Variable = variable;
        this.path = path;
    }

    public override string Text { get; }

    public PathRoot Root { get; }

    /// <summary>The name of the variable, without the dollar sign.</summary>
    public string? Variable { get; }

    public override IEnumerable<string> Variables => Variable is null ? [] : [Variable];

    public bool IsReferencePath => path.IsReferencePath;

    public JsonPathExpression Path => path;

    public static new RootedPath Parse(string text)
    {
        if (text.StartsWith("$$", StringComparison.Ordinal))
        {
            return new RootedPath(text, PathRoot.Context, null, JsonPathExpression.Parse(text[1..]));
        }

        int end = 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return end == 1
            ? new RootedPath(text, PathRoot.Input, null, JsonPathExpression.Parse(text))
            : new RootedPath(text, PathRoot.Variable, text[1..end], JsonPathExpression.Parse("$" + text[end..]));
    }

    public override JsonData Evaluate(StateScope scope) => path.Evaluate(Document(scope));

    /// <summary>The value that the path looks in.</summary>
    public JsonData Document(StateScope scope) => Root switch
    {
        PathRoot.Input => scope.Input,
        PathRoot.Context => scope.Context,
        _ => scope.Variables.TryGetValue(Variable!, out JsonData? value)
            ? value
            : throw new JsonPathException($"Undefined variable '${Variable}'."),
    };
}

internal enum PathRoot
{
    Input,
    Context,
    Variable,
}
