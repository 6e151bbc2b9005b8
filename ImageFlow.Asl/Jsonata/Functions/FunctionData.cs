using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>A function as a value. It lives inside one evaluation; in JSON it shows as an empty string.</summary>
internal abstract class FunctionData : JsonData
{
    public override JsonDataKind Kind => JsonDataKind.Function;

    /// <summary>How many arguments a higher-order function hands over.</summary>
    public abstract int Arity { get; }

    /// <param name="input">The context, for parameters that take it.</param>
    public abstract JsonData? Invoke(ReadOnlySpan<JsonData?> arguments, JsonData? input, Frame frame);

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue("");

    public override bool Equals(JsonData? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>What a built-in function knows about its call.</summary>
internal readonly record struct CallContext(Frame Frame, JsonData? Input)
{
    public Run Run => Frame.Run;
}

internal delegate JsonData? BuiltinImplementation(CallContext call, ReadOnlySpan<JsonData?> arguments);

/// <summary>A built-in function.</summary>
internal sealed class BuiltinFunction(string name, string signature, int arity, BuiltinImplementation implementation) : FunctionData
{
    private readonly Signature signature = Signature.Parse(signature);

    public string Name { get; } = name;

    public override int Arity { get; } = arity;

    public override JsonData? Invoke(ReadOnlySpan<JsonData?> arguments, JsonData? input, Frame frame)
    {
        ArgumentBuffer spare = default;
        try
        {
            return implementation(new CallContext(frame, input), signature.Validate(arguments, input, spare));
        }
        catch (JsonataException e) when (e.Locate(-1, Name))
        {
            throw;
        }
    }
}

/// <summary>A function written in the expression, with the scope around it.</summary>
internal sealed class LambdaFunction(Nodes.LambdaNode node, JsonData? input, Frame closure) : FunctionData
{
    public override int Arity => node.Parameters.Length;

    public Nodes.LambdaNode Node => node;

    public override JsonData? Invoke(ReadOnlySpan<JsonData?> arguments, JsonData? context, Frame frame)
    {
        ArgumentBuffer spare = default;
        return InvokeUnchecked(node.Signature is null ? arguments : node.Signature.Validate(arguments, context, spare));
    }

    /// <summary>A partial application does not check its arguments against the signature.</summary>
    public JsonData? InvokeUnchecked(ReadOnlySpan<JsonData?> arguments)
    {
        Frame scope = new(closure);
        string[] parameters = node.Parameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            scope.Bind(parameters[i], i < arguments.Length ? arguments[i] : null);
        }

        return node.Body.Evaluate(input, scope);
    }
}

/// <summary>A function of which some arguments are set; the others are taken in their order.</summary>
internal sealed class PartialFunction(FunctionData function, JsonData?[] arguments, int[] open) : FunctionData
{
    public override int Arity => open.Length;

    public override JsonData? Invoke(ReadOnlySpan<JsonData?> given, JsonData? input, Frame frame)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        JsonData?[] all = [.. arguments];
        for (int i = 0; i < open.Length; i++)
        {
            all[open[i]] = i < given.Length ? given[i] : null;
        }

        return function is LambdaFunction lambda ? lambda.InvokeUnchecked(all) : function.Invoke(all, input, frame);
    }
}

/// <summary><c>f ~&gt; g</c>: first f, then g.</summary>
internal sealed class ComposedFunction(FunctionData first, FunctionData second) : FunctionData
{
    public override int Arity => 1;

    public override JsonData? Invoke(ReadOnlySpan<JsonData?> arguments, JsonData? input, Frame frame)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        JsonData? between = Calls.Apply(first, arguments.Length > 1 ? arguments[..1] : arguments, input, frame);
        return Calls.Apply(second, [between], input, frame);
    }
}

/// <summary>A call in tail position that is yet to be made; <see cref="Calls"/> makes it without growing the stack.</summary>
internal sealed class TailCall(Nodes.CallNode node, JsonData? input, Frame frame) : FunctionData
{
    public Nodes.CallNode Node { get; } = node;

    public JsonData? Input { get; } = input;

    public Frame Frame { get; } = frame;

    public override int Arity => 0;

    public override JsonData? Invoke(ReadOnlySpan<JsonData?> arguments, JsonData? input, Frame frame) => Calls.Finish(this, input, frame);
}
