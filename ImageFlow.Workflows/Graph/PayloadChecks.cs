using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Graph;

/// <summary>Finds data that can pass what a state machine carries from state to state (Step Functions, "Quotas": 256 KiB).</summary>
internal static class PayloadChecks
{
    private const int Limit = 256 * 1024;

    public static void Check(IReadOnlyDictionary<Step, StepCode> code, Findings findings)
    {
        foreach ((Step step, StepCode own) in code.OrderBy(entry => entry.Key.Index))
        {
            foreach (Assignment assignment in own.Assignments.Where(assignment => step.Kind is StepKind.SetVariable or StepKind.SetOutput && Gathers(assignment) && Repeats(step)))
            {
                findings.Warning("FLOW0140", step.Node, $"'{step.Node.DisplayName}' adds to '{assignment.Target.PreferredName}' in each turn, and what a state machine carries may have 256 KiB at most.", "Keep the items in a table or an object, and let keys travel.");
            }

            if (own.Inputs.Select(input => input.Value).Concat(own.Assignments.Select(assignment => assignment.Value)).Sum(input => Size(input.Value)) is > Limit and var size)
            {
                findings.Error("FLOW0140", step.Node, $"What is written out in '{step.Node.DisplayName}' has {size / 1024} KiB, and a state machine carries 256 KiB at most.", "Put the value into an object store or a table, and let its key travel.");
            }
        }
    }

    private static long Size(Expr expression) => ExprWalk.All(expression).OfType<Literal>().Sum(literal => (long)System.Text.Encoding.UTF8.GetByteCount(literal.Value.ToJson()));

    /// <summary>Whether the new value holds the old one and more: <c>[...x, item]</c>, <c>x.concat(item)</c>, <c>x + text</c>.</summary>
    private static bool Gathers(Assignment assignment) => ExprWalk.All(assignment.Value.Value).Any(part => part switch
    {
        ArrayLiteral array => array.Items.OfType<Spread>().Any(spread => Is(spread.Value, assignment.Target)),
        Call { Callee: Member { Property: "concat" } method } => Is(method.Target, assignment.Target),
        TemplateText template => template.Values.Any(value => Is(value, assignment.Target)),
        Binary { Operator: "+" } sum => (Is(sum.Left, assignment.Target) || Is(sum.Right, assignment.Target)) && assignment.Target is VariableSymbol { Type.Kind: DataKind.String },
        _ => false,
    });

    private static bool Is(Expr value, Symbol symbol) => value is SymbolUse use ? use.Symbol.Equals(symbol) : value is Exact exact && Is(exact.Value, symbol);

    /// <summary>Whether the step can run again after it has run.</summary>
    private static bool Repeats(Step step)
    {
        HashSet<Step> seen = [];
        Stack<Step> open = new(step.AllSuccessors);
        while (open.TryPop(out Step? next))
        {
            if (next == step)
            {
                return true;
            }

            if (seen.Add(next))
            {
                foreach (Step after in next.AllSuccessors)
                {
                    open.Push(after);
                }
            }
        }

        return false;
    }
}
