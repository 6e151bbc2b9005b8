using System.Runtime.CompilerServices;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>The boolean that a value counts as.</summary>
internal static class Truth
{
    /// <summary>JSONata's rules; undefined is false.</summary>
    public static bool Of(JsonData? value)
    {
        switch (value)
        {
            case BooleanData boolean:
                return boolean.Value;
            case StringData text:
                return text.Value.Length > 0;
            case NumberData:
                return Numbers.IsNumeric(value, out double number) && number != 0;
            case ObjectData members:
                return members.Count > 0;
            case ArrayData array:
                RuntimeHelpers.EnsureSufficientExecutionStack();
                foreach (JsonData item in array.Span)
                {
                    if (Of(item))
                    {
                        return true;
                    }
                }

                return false;
            case TupleData:
                return true;
            default:
                return false;
        }
    }

    /// <summary>JavaScript's rules, which decide what a sort's comparison function has said.</summary>
    public static bool InJavaScript(JsonData? value) => value switch
    {
        null or NullData => false,
        BooleanData boolean => boolean.Value,
        StringData text => text.Value.Length > 0,
        NumberData number => number.Value != 0 && !double.IsNaN(number.Value),
        _ => true,
    };
}
