using System.Text;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>The service's limits on data.</summary>
internal static class Limits
{
    /// <summary>256 KiB of JSON text for any input, output or result.</summary>
    public const int MaxPayload = 262_144;

    /// <exception cref="StatesException"><c>States.DataLimitExceeded</c></exception>
    public static void CheckPayload(string subject, JsonData? known, JsonData value)
    {
        if (!ReferenceEquals(known, value) && Exceeds(value))
        {
            throw new StatesException(
                "States.DataLimitExceeded",
                $"The state/task '{subject}' returned a result with a size exceeding the maximum number of bytes service limit.");
        }
    }

    public static bool Exceeds(JsonData value)
    {
        int left = MaxPayload;
        Measure(value, ref left);
        return left < 0;
    }

    private static void Measure(JsonData value, ref int left)
    {
        switch (value)
        {
            case StringData text:
                left -= Encoding.UTF8.GetByteCount(text.Value) + 2;
                break;
            case NumberData number:
                left -= number.Value is >= 0 and < 10 ? 1 : number.ToJson().Length;
                break;
            case ArrayData array:
                left -= Math.Max(2, array.Count + 1);
                foreach (JsonData item in array.Span)
                {
                    if (left < 0)
                    {
                        return;
                    }

                    Measure(item, ref left);
                }

                break;
            case ObjectData members:
                left -= Math.Max(2, members.Count + 1);
                foreach ((string name, JsonData member) in members.Span)
                {
                    if (left < 0)
                    {
                        return;
                    }

                    left -= Encoding.UTF8.GetByteCount(name) + 3;
                    Measure(member, ref left);
                }

                break;
            case BooleanData { Value: false }:
                left -= 5;
                break;
            default:
                left -= 4;
                break;
        }
    }
}
