using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>Predicates and grouping behind something that is not a path.</summary>
internal sealed class FilteredNode(Node inner, Filter[] filters, Grouping? grouping) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        JsonData? result = inner.Core(input, frame);
        if (filters.Length > 0)
        {
            result = Filter.ApplyAll(filters, result, frame);
            if (KeepArray && result is not null and not ArrayData)
            {
                ArrayData one = ArrayData.NewSequence(1);
                one.Add(result);
                result = one;
            }
        }

        return grouping is null ? result : grouping.Evaluate(result, frame);
    }
}
