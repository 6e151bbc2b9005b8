using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Lowering;

/// <summary>How states are written in one query language. Expressions that come here refer to places of the state machine alone.</summary>
internal abstract class Dialect
{
    public abstract QueryLanguage Language { get; }

    /// <summary>An object of the state, such as its Assign.</summary>
    /// <param name="afterTask">Whether it is evaluated after the state's task has run.</param>
    public abstract ObjectData Object(IEnumerable<KeyValuePair<string, Expr>> members, bool afterTask = false);

    public abstract TaskState Task(TaskState state, Expr arguments, Expr output);

    public abstract ChoiceRule Rule(Expr condition, string next);

    public abstract FailState Fail(FailState state, Expr? error, Expr? cause);

    public abstract MapState Items(MapState state, Expr items);

    /// <summary>A wait for a number of seconds, or until a moment.</summary>
    public abstract WaitState Wait(WaitState state, Expr? seconds, Expr? until);

    /// <summary>A state that ends its graph with this output.</summary>
    public abstract State End(string name, string comment, IReadOnlyList<KeyValuePair<string, Expr>> output);

    /// <summary>A Catch that keeps the error in a variable, too.</summary>
    public abstract Template CaughtError(string variable);

    /// <summary>A Parallel of one branch whose output is that of the branch.</summary>
    public abstract ParallelState Unwrapped(ParallelState state);

    /// <summary>What a Parallel or a Map gave, as its branches' outputs.</summary>
    public static Expr ResultOf(int branch) => new Subscript(new Reference(ReferenceRoot.Result, null, DataType.ArrayOf(DataType.Object), true), new Literal(NumberData.Of(branch)), 0);
}
