using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>What the path fields of JSONPath states select and write. Failures carry the causes that AWS gives.</summary>
public static class PathFields
{
    /// <summary>The value of <c>InputPath</c> or <c>OutputPath</c>: absent is the whole of <see cref="StateScope.Input"/>, <c>null</c> the empty object.</summary>
    /// <exception cref="StatesException"><c>States.Runtime</c>: there is nothing at the path.</exception>
    public static JsonData Select(JsonData? path, StateScope scope)
    {
        switch (path)
        {
            case null:
                return scope.Input;
            case NullData:
                return ObjectData.Empty;
        }

        string text = TextOf(path);
        try
        {
            return text == "$" ? scope.Input : PathQueryCache.Get(text).Evaluate(scope);
        }
        catch (JsonPathException e)
        {
            throw new StatesException(StateErrors.Runtime, $"Invalid path '{text}' : {e.Message}");
        }
    }

    /// <summary>The value of another path field (<c>ErrorPath</c>, <c>SecondsPath</c> …), which may be an intrinsic function call where AWS allows one.</summary>
    /// <param name="field">The field's name, for the cause of a failure.</param>
    /// <exception cref="StatesException"><c>States.Runtime</c>: there is nothing at the path.</exception>
    public static JsonData Resolve(string path, string field, StateScope scope)
    {
        try
        {
            return Evaluate(PathQueryCache.Get(path), field, scope);
        }
        catch (JsonPathException e)
        {
            throw new StatesException(StateErrors.Runtime, $"Invalid path '{path}' : {e.Message}");
        }
    }

    /// <summary>
    /// Puts <paramref name="result"/> into <paramref name="input"/> as <c>ResultPath</c> says: absent replaces the input, <c>null</c> discards
    /// the result, a reference path writes there and makes the objects on the way.
    /// </summary>
    /// <exception cref="StatesException"><c>States.ReferencePathConflict</c>: the path does not fit the input.</exception>
    public static JsonData ApplyResultPath(JsonData? resultPath, JsonData input, JsonData result) => resultPath switch
    {
        null => result,
        NullData => input,
        _ => ReferencePath.Write(TextOf(resultPath), input, result),
    };

    internal static JsonData Evaluate(PathQuery query, string field, StateScope scope)
    {
        try
        {
            return query.Evaluate(scope);
        }
        catch (JsonPathException)
        {
            throw new StatesException(
                StateErrors.Runtime,
                $"The JSONPath '{query.Text}' specified for the field '{field}' could not be found in the input '{DocumentOf(query, scope).ToJson()}'");
        }
    }

    private static JsonData DocumentOf(PathQuery query, StateScope scope) =>
        query is RootedPath { Root: PathRoot.Context } ? scope.Context : scope.Input;

    private static string TextOf(JsonData path) => path is StringData text
        ? text.Value
        : throw new StatesException(StateErrors.Runtime, $"Invalid path '{path.ToJson()}' : a path must be a string.");
}
