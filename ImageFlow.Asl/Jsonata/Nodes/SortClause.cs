using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary><c>^(&lt;a, &gt;b)</c>: puts items in order; stable, undefined last.</summary>
internal sealed class SortClause((Node Expression, bool Descending)[] terms, int position)
{
    /// <summary>Gives the same array where there is nothing to order.</summary>
    public ArrayData Apply(ArrayData input, Frame frame)
    {
        if (input.Count <= 1)
        {
            return input;
        }

        Keys keys = new(terms, position, input, frame);
        int[] order = new int[input.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        MergeSort.Sort(order, (a, b) => keys.Compare(a, b) > 0, frame.Run);
        JsonData[] sorted = new JsonData[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            sorted[i] = input[order[i]];
        }

        return new ArrayData(sorted);
    }

    /// <summary>The values of the terms by item, each evaluated when it is first compared.</summary>
    private sealed class Keys((Node Expression, bool Descending)[] terms, int position, ArrayData input, Frame frame)
    {
        private readonly JsonData?[] values = new JsonData?[input.Count * terms.Length];
        private readonly bool[] known = new bool[input.Count * terms.Length];

        public int Compare(int a, int b)
        {
            for (int term = 0; term < terms.Length; term++)
            {
                JsonData? left = Value(a, term);
                JsonData? right = Value(b, term);
                if (left is null || right is null)
                {
                    if (left is null && right is null)
                    {
                        continue;
                    }

                    return left is null ? 1 : -1;
                }

                int order = CompareKeys(left, right);
                if (order != 0)
                {
                    return terms[term].Descending ? -order : order;
                }
            }

            return 0;
        }

        private int CompareKeys(JsonData left, JsonData right)
        {
            switch (left, right)
            {
                case (NumberData a, NumberData b):
                    return a.Value == b.Value ? 0 : a.Value < b.Value ? -1 : 1;
                case (StringData a, StringData b):
                    return string.CompareOrdinal(a.Value, b.Value);
                case (NumberData or StringData, NumberData or StringData):
                    throw new JsonataException("T2007", position, value: left) { SecondValue = right };
                default:
                    throw new JsonataException("T2008", position, value: left is NumberData or StringData ? right : left);
            }
        }

        private JsonData? Value(int item, int term)
        {
            int at = (item * terms.Length) + term;
            if (!known[at])
            {
                JsonData value = input[item];
                values[at] = value is TupleData tuple && (input.Marks & ArrayMarks.TupleStream) != 0
                    ? terms[term].Expression.Evaluate(tuple.Context, new Frame(frame, tuple))
                    : terms[term].Expression.Evaluate(value, frame);
                known[at] = true;
            }

            return values[at];
        }
    }
}
