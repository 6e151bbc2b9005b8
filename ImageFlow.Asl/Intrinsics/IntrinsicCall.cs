using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>A call of an intrinsic function, ready to be evaluated.</summary>
internal sealed class IntrinsicCall(string text, IntrinsicFunction function, IntrinsicArgument[] arguments) : PathQuery
{
    public override string Text => text;

    public IntrinsicFunction Function => function;

    public IReadOnlyList<IntrinsicArgument> Arguments => arguments;

    public override IEnumerable<string> Variables => arguments.OfType<QueryArgument>().SelectMany(argument => argument.Query.Variables).Distinct();

    public override JsonData Evaluate(StateScope scope)
    {
        try
        {
            return Apply(scope);
        }
        catch (IntrinsicFailure failure)
        {
            throw new StatesException(failure.Error, $"The function '{text}' had the following error: {failure.Message}");
        }
    }

    /// <exception cref="IntrinsicFailure">The call fails; the outermost call tells of it.</exception>
    private JsonData Apply(StateScope scope)
    {
        JsonData[] values = new JsonData[arguments.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i] switch
            {
                LiteralArgument literal => i == 0 && function.ReadsTemplate ? literal.Template : literal.Value,
                QueryArgument { Query: IntrinsicCall call } => call.Apply(scope),
                QueryArgument { Query: RootedPath path } => Read(path, scope),
                _ => throw new InvalidOperationException("An argument is a literal, a path or a call."),
            };
        }

        return function.Apply(values, scope);
    }

    private static JsonData Read(RootedPath path, StateScope scope)
    {
        try
        {
            return path.Evaluate(scope);
        }
        catch (JsonPathException e)
        {
            throw new IntrinsicFailure(
                e.Message.StartsWith("Filter:", StringComparison.Ordinal)
                    ? e.Message
                    : $"The JsonPath argument for the field '{path.Text}' could not be found in the input '{scope.Input.ToJson()}'");
        }
    }
}

internal abstract class IntrinsicArgument;

/// <param name="value">The value.</param>
/// <param name="template">A string with its braces still escaped.</param>
internal sealed class LiteralArgument(JsonData value, string? template = null) : IntrinsicArgument
{
    public JsonData Value { get; } = value;

    public JsonData Template { get; } = template is null ? value : new StringData(template);
}

internal sealed class QueryArgument(PathQuery query) : IntrinsicArgument
{
    public PathQuery Query { get; } = query;
}

/// <summary>A call failed. Never leaves the outermost call, which turns it into a <see cref="StatesException"/>.</summary>
internal sealed class IntrinsicFailure(string message, string error = "States.Runtime") : Exception(message)
{
    public string Error { get; } = error;
}
