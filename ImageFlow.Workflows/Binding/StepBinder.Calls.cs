using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>Workflows that are drawn into the one that calls them.</summary>
internal sealed partial class StepBinder
{
    /// <summary>The inputs, and what the workflow's variables and outputs begin with, each time that it is called.</summary>
    private List<Assignment> BindCall(Step step, Frame frame)
    {
        List<Assignment> assignments = [.. frame.Definition.Inputs.Select(input => new Assignment(frame.Input(input), InputOf(step, frame, input)))];
        assignments.AddRange(frame.Definition.Variables.Concat(frame.Definition.Root.Variables ?? []).Select(variable =>
            Made(step, (frame.Variable(variable), new Literal(VariableDefault.Of(variable, findings))))));
        assignments.AddRange(frame.Definition.Outputs.Select(output => Made(step, (frame.Output(output), new Literal(NullData.Instance)))));
        if (frame.Outcomes is { } outcomes)
        {
            assignments.Add(Made(step, (outcomes, new ArrayLiteral([], 0))));
        }

        return assignments;
    }

    private BoundInput InputOf(Step step, Frame frame, WorkflowArgument input)
    {
        if (CalledOutputs.IsActivity(frame))
        {
            return BindInput(step, CalledOutputs.Member(input.Name), input.IsArray ? input.TypeName + "[]" : input.TypeName) ?? Nothing(step);
        }

        if (BindInput(step, "input", "Object") is not { } given)
        {
            return Nothing(step);
        }

        return given with
        {
            Value = given.Value switch
            {
                ObjectLiteral { Members: var members } when members.All(member => member.Key is not null) =>
                    members.FirstOrDefault(member => FlowNames.SameName(input.Name, member.Key!))?.Value ?? new Literal(NullData.Instance),
                Literal { Value: ObjectData members } => new Literal(members[input.Name] ?? NullData.Instance),
                var whole => new MissingAsNull(new Member(whole, input.Name, false, 0)),
            },
        };
    }

    private List<Assignment> BindReturn(Step step, Frame frame)
    {
        ObjectLiteral output = CalledOutputs.Of(frame);
        List<Assignment> assignments = [Made(step, (new OutputSymbol(step), output))];
        foreach (ObjectMember member in output.Members)
        {
            if (BoundTo(step, member.Key!) is { } target)
            {
                assignments.Add(Made(step, (target, member.Value)));
            }
        }

        return assignments;
    }
}
