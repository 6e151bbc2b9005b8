using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary><c>$eval</c>: an expression in a string, in the scope of the call.</summary>
internal static class EvalFunction
{
    /// <summary>Work of parsing one character of an expression, in steps.</summary>
    private const int StepsPerCharacter = 2;

    public static BuiltinFunction[] All { get; } = [new("eval", "<sx?:x>", 2, Eval)];

    private static JsonData? Eval(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData text)
        {
            return null;
        }

        Run run = call.Run;
        run.Charge(1 + (text.Value.Length * StepsPerCharacter));
        JsonataExpression expression;
        try
        {
            expression = JsonataExpression.Parse(text.Value, run.Mode);
        }
        catch (JsonataException e) when (e.Code != Limit)
        {
            throw new JsonataException("D3120", value: e.Message);
        }

        try
        {
            return expression.EvaluateInside(args[1] ?? call.Input, wrap: args[1] is not null, call.Frame);
        }
        catch (JsonataException e) when (e.Code != Limit)
        {
            throw new JsonataException("D3121", value: e.Message);
        }
    }

    /// <summary>The code of a passed limit; that ends everything.</summary>
    private const string Limit = "U1001";
}
