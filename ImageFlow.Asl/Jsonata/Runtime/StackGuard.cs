using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using ImageFlow.Asl.Jsonata.Nodes;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>
/// Lets deep recursion go on where the thread's stack ends, so that the depth limit alone decides how deep an expression may
/// recurse, whatever thread evaluates it.
/// </summary>
internal static class StackGuard
{
    /// <summary>Bytes of stack of the thread that takes over; enough for several thousand levels.</summary>
    private const int ExtraStack = 16 * 1024 * 1024;

    public static bool HasRoom => RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Evaluates on a fresh stack while the caller waits.</summary>
    public static JsonData? EvaluateElsewhere(Node node, JsonData? input, Frame frame)
    {
        JsonData? result = null;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    result = node.EvaluateHere(input, frame);
                }
                catch (Exception e)
                {
                    // Whatever it is, it belongs to the waiting thread and is thrown again there.
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            ExtraStack)
        {
            IsBackground = true,
            Name = "JSONata (deep recursion)",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
