using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>Joining arrays.</summary>
internal static class Sequences
{
    /// <summary><c>$append</c>: both as one array; undefined is nothing, and a value that is no array counts as an array of it.</summary>
    public static JsonData? Append(JsonData? first, JsonData? second, Run run)
    {
        if (first is null || second is null)
        {
            return first ?? second;
        }

        bool own = false;
        return Join(first, second, ref own, run);
    }

    /// <summary>Like <see cref="Append"/>, for many joins in a row.</summary>
    /// <param name="isOwn">Whether <paramref name="first"/> came from an earlier join and may be added to; true afterwards.</param>
    public static ArrayData Join(JsonData first, JsonData second, ref bool isOwn, Run run)
    {
        ArrayData result;
        if (isOwn && first is ArrayData earlier)
        {
            result = earlier;
        }
        else
        {
            int count = first is ArrayData a ? a.Count : 1;
            int more = second is ArrayData b ? b.Count : 1;
            run.ChargeArray((long)count + more);
            if (count == 0 && second is ArrayData whole)
            {
                // Nothing to join: the same items, and a range need not be written out.
                return whole.WithMarks(ArrayMarks.None);
            }

            result = new ArrayData(new JsonData[count + more], 0, ArrayMarks.None);
            if (first is ArrayData items)
            {
                result.AddRange(items.Span);
            }
            else
            {
                result.Add(first);
            }

            isOwn = true;
        }

        if (second is ArrayData array)
        {
            run.Append(result, array.Span);
        }
        else
        {
            run.Append(result, second);
        }

        return result;
    }
}
