using System.Globalization;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>What a workflow that is drawn in takes and gives, as the activity that calls it names it.</summary>
internal static class CalledOutputs
{
    private const string Whole = "result";

    /// <summary>Another workflow used as an activity has its inputs and outputs as members, Elsa.ExecuteWorkflow has <c>input</c> and <c>result</c>.</summary>
    public static bool IsActivity(Frame frame) => !frame.Call.Type.StartsWith("Elsa.", StringComparison.Ordinal);

    public static IEnumerable<string> Names(Frame frame) => IsActivity(frame) ? frame.Definition.Outputs.Select(output => Member(output.Name)) : [Whole];

    /// <summary>Elsa writes the members of a workflow used as an activity in camel case.</summary>
    public static string Member(string declared) => declared.Length == 0 ? declared : char.ToLower(declared[0], CultureInfo.InvariantCulture) + declared[1..];

    /// <summary>The outputs by their members.</summary>
    public static ObjectLiteral Of(Frame frame)
    {
        List<ObjectMember> outputs = [.. frame.Definition.Outputs.Select(output => new ObjectMember(IsActivity(frame) ? Member(output.Name) : output.Name, new SymbolUse(frame.Output(output), DataType.Unknown) { MayBeNull = true }))];
        if (IsActivity(frame))
        {
            return new(outputs, 0);
        }

        ObjectLiteral output = new(outputs, 0);
        return frame.Call.Type == "Elsa.DispatchWorkflow"
            ? new([new(Whole, output)], 0)
            : new([new(Whole, new ObjectLiteral([new("status", new Literal("SUCCEEDED")), new("output", output)], 0))], 0);
    }
}
