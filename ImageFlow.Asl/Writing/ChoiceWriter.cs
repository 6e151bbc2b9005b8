using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Writing;

/// <summary>Writes Choice rules.</summary>
internal static class ChoiceWriter
{
    public static ObjectData WriteRule(ChoiceRule rule)
    {
        ObjectDataBuilder target = new();
        target.SetText("Comment", rule.Comment);
        target.SetTemplate("Condition", rule.Condition);
        if (rule.Test is { } test)
        {
            WriteTest(target, test);
        }

        target.SetTemplate("Assign", rule.Assign);
        target.SetTemplate("Output", rule.Output);
        target.Set("Next", rule.Next);
        return target.Build();
    }

    private static void WriteTest(ObjectDataBuilder target, ChoiceTest test)
    {
        switch (test)
        {
            case AllOf all:
                target.SetObjects("And", all.Tests, WriteInner);
                break;
            case AnyOf any:
                target.SetObjects("Or", any.Tests, WriteInner);
                break;
            case Negation negation:
                target.Set("Not", WriteInner(negation.Test));
                break;
            case Comparison comparison:
                target.Set("Variable", comparison.Variable);
                target.Set(comparison.Operator, comparison.Operand);
                break;
        }
    }

    private static ObjectData WriteInner(ChoiceTest test)
    {
        ObjectDataBuilder target = new();
        WriteTest(target, test);
        return target.Build();
    }
}
