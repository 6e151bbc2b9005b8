namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>
/// A merge sort that asks its questions in the order in which the reference asks them: a comparison function of the user's may
/// have effects, or contradict itself.
/// </summary>
internal static class MergeSort
{
    /// <param name="isAfter">Whether the first must stand behind the second.</param>
    public static void Sort<T>(T[] items, Func<T, T, bool> isAfter, Run run)
    {
        run.Charge(items.Length);
        Sort(items, new T[items.Length], 0, items.Length, isAfter, run);
    }

    private static void Sort<T>(T[] items, T[] spare, int start, int end, Func<T, T, bool> isAfter, Run run)
    {
        int length = end - start;
        if (length <= 1)
        {
            return;
        }

        int middle = start + (length / 2);
        Sort(items, spare, start, middle, isAfter, run);
        Sort(items, spare, middle, end, isAfter, run);
        run.Charge(length);
        items.AsSpan(start, length).CopyTo(spare.AsSpan(start));
        int left = start;
        int right = middle;
        for (int to = start; to < end; to++)
        {
            bool takeRight = left == middle || (right < end && isAfter(spare[left], spare[right]));
            items[to] = takeRight ? spare[right++] : spare[left++];
        }
    }
}
