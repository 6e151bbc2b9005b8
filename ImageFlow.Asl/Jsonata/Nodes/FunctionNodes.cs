using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary><c>function($a, $b){ body }</c></summary>
internal sealed class LambdaNode(string[] parameters, Signature? signature, Node body) : Node
{
    public string[] Parameters { get; } = parameters;

    public Signature? Signature { get; } = signature;

    public Node Body { get; } = body;

    /// <summary>What a function keeps alive (itself and the scope around it), in members of an array.</summary>
    private const int Weight = 3;

    public override JsonData? Core(JsonData? input, Frame frame)
    {
        frame.Run.ChargeMembers(Weight);
        return new LambdaFunction(this, input, frame);
    }
}

/// <summary>A call.</summary>
/// <param name="name">The name that is called, for errors: without the dollar sign, or of a field where the sign was forgotten.</param>
/// <param name="forgottenSign">The procedure is a path that begins with this field name.</param>
internal sealed class CallNode(Node procedure, Node[] arguments, string? name, string? forgottenSign) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame) => Evaluate(input, frame, false, null);

    /// <summary>The call with a first argument from outside (<c>first ~&gt; f(…)</c>).</summary>
    public JsonData? EvaluateWith(JsonData? first, JsonData? input, Frame frame) => Evaluate(input, frame, true, first);

    /// <summary>Makes a call that was put off.</summary>
    public JsonData? CallOnce(TailCall call, JsonData? input, Frame frame)
    {
        JsonData? function = procedure.Evaluate(call.Input, call.Frame);
        ArgumentBuffer buffer = default;
        Span<JsonData?> values = arguments.Length <= ArgumentBuffer.Length ? ((Span<JsonData?>)buffer)[..arguments.Length] : new JsonData?[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Evaluate(call.Input, call.Frame);
        }

        try
        {
            return function is FunctionData callee ? callee.Invoke(values, input, frame) : throw new JsonataException("T1006");
        }
        catch (JsonataException e) when (e.Locate(Position, name))
        {
            throw;
        }
    }

    private JsonData? Evaluate(JsonData? input, Frame frame, bool hasFirst, JsonData? first)
    {
        JsonData? function = procedure.Evaluate(input, frame);
        if (function is null && forgottenSign is not null && IsFunctionName(forgottenSign, frame))
        {
            throw new JsonataException("T1005", Position, forgottenSign);
        }

        int extra = hasFirst ? 1 : 0;
        int count = arguments.Length + extra;
        ArgumentBuffer buffer = default;
        Span<JsonData?> values = count <= ArgumentBuffer.Length ? ((Span<JsonData?>)buffer)[..count] : new JsonData?[count];
        if (hasFirst)
        {
            values[0] = first;
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            values[i + extra] = arguments[i].Evaluate(input, frame);
        }

        try
        {
            return Calls.Apply(function, values, input, frame);
        }
        catch (JsonataException e) when (e.Locate(Position, name))
        {
            throw;
        }
    }

    internal static bool IsFunctionName(string name, Frame frame) =>
        frame.TryLookup(name, out JsonData? value) ? value is not null : FunctionTable.Find(name, frame.Run.Mode) is not null;
}

/// <summary>A call in tail position of a function's body: not made here, but handed back to whoever called the function.</summary>
internal sealed class TailCallNode(CallNode call) : Node
{
    public override JsonData? Evaluate(JsonData? input, Frame frame)
    {
        frame.Run.Touch();
        return new TailCall(call, input, frame);
    }

    public override JsonData? Core(JsonData? input, Frame frame) => new TailCall(call, input, frame);
}

/// <summary><c>f(a, ?)</c>; an argument that is <see langword="null"/> is left open.</summary>
internal sealed class PartialNode(Node procedure, Node?[] arguments, string? name, string? forgottenSign) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        JsonData?[] values = new JsonData?[arguments.Length];
        List<int> open = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is { } argument)
            {
                values[i] = argument.Evaluate(input, frame);
            }
            else
            {
                open.Add(i);
            }
        }

        JsonData? value = procedure.Evaluate(input, frame);
        if (value is FunctionData function)
        {
            return new PartialFunction(function, values, [.. open]);
        }

        bool forgotten = value is null && forgottenSign is not null && CallNode.IsFunctionName(forgottenSign, frame);
        throw new JsonataException(forgotten ? "T1007" : "T1008", Position, forgotten ? forgottenSign : name);
    }
}

/// <summary><c>value ~&gt; f</c>, <c>value ~&gt; f(…)</c> and <c>f ~&gt; g</c>.</summary>
internal sealed class ApplyNode(Node left, Node right) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        JsonData? first = left.Evaluate(input, frame);
        if (right is CallNode call)
        {
            return call.EvaluateWith(first, input, frame);
        }

        JsonData? value = right.Evaluate(input, frame);
        if (value is not FunctionData function)
        {
            throw new JsonataException("T2006", Position, value: value);
        }

        try
        {
            return first is FunctionData inner
                ? new ComposedFunction(inner, function)
                : Calls.Apply(function, [first], NullData.Instance, frame);
        }
        catch (JsonataException e) when (e.Locate(Position, "~>"))
        {
            throw;
        }
    }
}
