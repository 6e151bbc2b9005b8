using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>A node that can be evaluated. Immutable; any number of evaluations may use it at once.</summary>
internal abstract class Node
{
    /// <summary>How often (in levels) the room on the stack is looked at.</summary>
    private const int LevelsBetweenStackChecks = 8;

    /// <summary>Offset in the expression, for errors.</summary>
    public int Position { get; init; }

    /// <summary>The result stays an array although it has one item (<c>[]</c>).</summary>
    public bool KeepArray { get; init; }

    /// <summary>Evaluates with all that the language does around any evaluation: counting, and dissolving of sequences.</summary>
    public virtual JsonData? Evaluate(JsonData? input, Frame frame)
    {
        Run run = frame.Run;
        run.Enter();
        if (run.Depth % LevelsBetweenStackChecks == 0 && !StackGuard.HasRoom)
        {
            run.Leave();
            return StackGuard.EvaluateElsewhere(this, input, frame);
        }

        JsonData? result = Core(input, frame);
        run.Leave();
        return Dissolve(result);
    }

    /// <summary>Like <see cref="Evaluate"/> on a stack that is known to have room.</summary>
    public JsonData? EvaluateHere(JsonData? input, Frame frame)
    {
        frame.Run.Enter();
        JsonData? result = Core(input, frame);
        frame.Run.Leave();
        return Dissolve(result);
    }

    /// <summary>The evaluation itself; may give a sequence of none or one.</summary>
    public abstract JsonData? Core(JsonData? input, Frame frame);

    /// <summary>An empty sequence becomes undefined, one of a single item that item.</summary>
    protected JsonData? Dissolve(JsonData? result)
    {
        if (result is not ArrayData array || (array.Marks & (ArrayMarks.Sequence | ArrayMarks.TupleStream)) != ArrayMarks.Sequence)
        {
            return result;
        }

        if (KeepArray)
        {
            array.Marks |= ArrayMarks.KeepSingleton;
        }

        return array.Count switch
        {
            0 => null,
            1 => (array.Marks & ArrayMarks.KeepSingleton) != 0 ? array : array[0],
            _ => array,
        };
    }
}
