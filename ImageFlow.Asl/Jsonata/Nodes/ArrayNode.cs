using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary><c>[a, b, c]</c>: items that are arrays are joined in, unless they are array constructors themselves.</summary>
/// <param name="isStep">First or last step of a path, where the array is not flattened.</param>
internal sealed class ArrayNode(Node[] items, bool[] isConstructor, bool isStep) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame)
    {
        Run run = frame.Run;
        run.MustTidy |= isStep;
        ArrayMarks marks = isStep ? ArrayMarks.Constructed : ArrayMarks.None;
        if (items.Length == 1 && !isConstructor[0] && items[0].Evaluate(input, frame) is { } only)
        {
            run.Charge(1);
            run.MustTidy |= only is ArrayData or ObjectData;
            return only is ArrayData inner ? inner.WithMarks(marks) : new ArrayData([only], 1, marks);
        }

        ArrayData result = new(new JsonData[items.Length], 0, marks);
        for (int i = items.Length == 1 && !isConstructor[0] ? 1 : 0; i < items.Length; i++)
        {
            JsonData? value = items[i].Evaluate(input, frame);
            if (value is null)
            {
                continue;
            }

            if (value is ArrayData array && !isConstructor[i])
            {
                run.MustTidy = true;
                run.Append(result, array.Span);
            }
            else
            {
                run.MustTidy |= value is ArrayData or ObjectData;
                run.Append(result, value);
            }
        }

        run.Charge(1 + (result.Count / 4));
        return result;
    }
}
