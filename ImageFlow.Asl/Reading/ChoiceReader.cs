using ImageFlow.Asl.Choices;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Reading;

/// <summary>Makes the model of Choice rules.</summary>
internal static class ChoiceReader
{
    public static ChoiceRule ReadRule(ObjectData source) => new()
    {
        Next = source.RequiredText("Next"),
        Condition = source.Template("Condition"),
        Test = source.Contains("Condition") ? null : ReadTest(source),
        Assign = source.Template("Assign"),
        Output = source.Template("Output"),
        Comment = source.Text("Comment"),
    };

    private static ChoiceTest ReadTest(ObjectData source)
    {
        if (source.Contains("And"))
        {
            return new AllOf(source.Objects("And", ReadTest));
        }

        if (source.Contains("Or"))
        {
            return new AnyOf(source.Objects("Or", ReadTest));
        }

        if (source["Not"] is ObjectData negated)
        {
            return new Negation(ReadTest(negated));
        }

        (string name, JsonData operand) = source.Span.ToArray().First(member => ChoiceOperator.All.ContainsKey(member.Key));
        return new Comparison(source.RequiredText("Variable"), name, operand);
    }
}
