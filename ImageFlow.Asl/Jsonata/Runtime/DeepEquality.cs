using System.Runtime.CompilerServices;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>Equality of values, paid from the budget: shared parts can make a small value enormous to walk.</summary>
internal static class DeepEquality
{
    public static bool AreEqual(JsonData left, JsonData right, Run run)
    {
        if (ReferenceEquals(left, right))
        {
            return left is not NumberData number || !double.IsNaN(number.Value);
        }

        switch (left)
        {
            case StringData text:
                return right is StringData otherText && text.Value == otherText.Value;
            case NumberData number:
                return right is NumberData otherNumber && number.Value == otherNumber.Value;
            case ArrayData array:
                return right is ArrayData otherArray && Arrays(array, otherArray, run);
            case ObjectData members:
                return right is ObjectData otherMembers && Objects(members, otherMembers, run);
            default:
                return false;
        }
    }

    /// <summary>What <c>in</c> asks: equal scalars, or the very same array, object or function.</summary>
    public static bool AreSame(JsonData left, JsonData right) => left.Kind switch
    {
        JsonDataKind.String => right is StringData text && text.Value == ((StringData)left).Value,
        JsonDataKind.Number => right is NumberData number && number.Value == ((NumberData)left).Value,
        _ => ReferenceEquals(left, right),
    };

    private static bool Arrays(ArrayData left, ArrayData right, Run run)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Charge(1);
        for (int i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i], run))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Objects(ObjectData left, ObjectData right, Run run)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Charge(1);
        foreach ((string name, JsonData value) in left.Span)
        {
            if (!right.TryGet(name, out JsonData? twin) || !AreEqual(value, twin, run))
            {
                return false;
            }
        }

        return true;
    }
}
