using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Applying functions. Calls in tail position come back here as values and are made in a loop.</summary>
internal static class Calls
{
    public static JsonData? Apply(JsonData? procedure, ReadOnlySpan<JsonData?> arguments, JsonData? input, Frame frame)
    {
        if (procedure is not FunctionData function)
        {
            throw new JsonataException("T1006");
        }

        JsonData? result = function.Invoke(arguments, input, frame);
        return result is TailCall call ? Finish(call, input, frame) : result;
    }

    /// <summary>Calls a function that is an argument of another one: it sees no context.</summary>
    public static JsonData? Call(FunctionData function, ReadOnlySpan<JsonData?> arguments, Frame frame)
    {
        frame.Run.EnterCallback();
        JsonData? result = Apply(function, arguments, NullData.Instance, frame);
        frame.Run.LeaveCallback();
        return result;
    }

    /// <summary>Calls with as many of value, place and whole as the function takes; at least with the value.</summary>
    public static JsonData? Call(FunctionData function, JsonData? value, JsonData? place, JsonData? whole, Frame frame)
    {
        ReadOnlySpan<JsonData?> all = [value, place, whole];
        return Call(function, all[..Math.Clamp(function.Arity, 1, 3)], frame);
    }

    public static JsonData? Finish(TailCall call, JsonData? input, Frame frame)
    {
        while (true)
        {
            JsonData? result = call.Node.CallOnce(call, input, frame);
            if (result is not TailCall next)
            {
                return result;
            }

            call = next;
        }
    }
}
