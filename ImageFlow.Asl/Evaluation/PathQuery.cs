using ImageFlow.Asl.Intrinsics;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>
/// What may stand behind a <c>.$</c> name or in a path field of a JSONPath state: a path from the input (<c>$.a</c>), from the
/// context object (<c>$$.a</c>) or from a variable (<c>$name.a</c>), or an intrinsic function call.
/// </summary>
internal abstract class PathQuery
{
    /// <summary>The query as written.</summary>
    public abstract string Text { get; }

    /// <summary>The names of the variables that it reads, each once.</summary>
    public abstract IEnumerable<string> Variables { get; }

    /// <exception cref="JsonPathException">The text is neither a path nor a call.</exception>
    public static PathQuery Parse(string text) =>
        text.StartsWith('$') ? RootedPath.Parse(text) : new IntrinsicParser(text).ParseWhole();

    /// <exception cref="JsonPathException">A path finds nothing.</exception>
    /// <exception cref="StatesException">An intrinsic function fails.</exception>
    public abstract JsonData Evaluate(StateScope scope);
}
