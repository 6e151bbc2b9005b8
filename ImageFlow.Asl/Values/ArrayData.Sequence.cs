namespace ImageFlow.Asl.Values;

/// <summary>
/// What an evaluation knows about an array that it made itself. JSONata's sequences are arrays that dissolve: an empty one is
/// <em>undefined</em> and one of a single item is that item. No array that leaves an evaluation carries a mark.
/// </summary>
[Flags]
internal enum ArrayMarks : byte
{
    None = 0,

    /// <summary>A sequence: the result of a path, a filter, a range or of functions that say so.</summary>
    Sequence = 1,

    /// <summary>A sequence that stays an array although it has one item (<c>path[]</c>).</summary>
    KeepSingleton = 2,

    /// <summary>The items are tuples: a context and the variables bound on the way to it.</summary>
    TupleStream = 4,

    /// <summary>The wrapper around an input document that is an array, so that a path sees it as one item.</summary>
    OuterWrapper = 8,

    /// <summary>Made by an array constructor that is a step of a path: not flattened into the path's result.</summary>
    Constructed = 16,

    /// <summary>Consecutive integers that are not written out yet; the first is the only item stored.</summary>
    Range = 32,
}

public sealed partial class ArrayData
{
    private const int LongestWrittenForOne = 100_000;

    internal ArrayData(JsonData[] items, int count, ArrayMarks marks)
    {
        this.items = items;
        this.count = count;
        Marks = marks;
    }

    internal ArrayMarks Marks { get; set; }

    internal bool IsSequence => (Marks & ArrayMarks.Sequence) != 0;

    private JsonData[] Items => (Marks & ArrayMarks.Range) == 0 ? items : WriteOutRange();

    internal static ArrayData NewSequence(int capacity = 4) => new(capacity == 0 ? [] : new JsonData[capacity], 0, ArrayMarks.Sequence);

    /// <summary>The integers from <paramref name="first"/> on. They take no memory until somebody looks at them.</summary>
    internal static ArrayData NewRange(double first, int count, ArrayMarks marks) =>
        new([new NumberData(first)], count, marks | ArrayMarks.Range);

    /// <summary>Appends an item; only the evaluation that made this sequence may do so, and before anybody else has seen it.</summary>
    internal void Add(JsonData item)
    {
        if (count == items.Length)
        {
            Array.Resize(ref items, Math.Max(4, count * 2));
        }

        items[count++] = item;
    }

    internal void AddRange(ReadOnlySpan<JsonData> more)
    {
        if (count + more.Length > items.Length)
        {
            Array.Resize(ref items, Math.Max(count + more.Length, items.Length * 2));
        }

        more.CopyTo(items.AsSpan(count));
        count += more.Length;
    }

    /// <summary>The same items with other marks; nothing is copied.</summary>
    internal ArrayData WithMarks(ArrayMarks marks) => new(items, count, (Marks & ArrayMarks.Range) | marks);

    /// <summary>One item; a range long enough to matter is not written out for that.</summary>
    private JsonData At(int index) => (Marks & ArrayMarks.Range) != 0 && count > LongestWrittenForOne
        ? new NumberData(((NumberData)items[0]).Value + index)
        : Span[index];

    private JsonData[] WriteOutRange()
    {
        double first = ((NumberData)items[0]).Value;
        JsonData[] all = new JsonData[count];
        for (int i = 0; i < all.Length; i++)
        {
            double value = first + i;
            all[i] = Math.Abs(value) < 1 << 30 ? NumberData.Of((long)value) : new NumberData(value);
        }

        // In this order: another thread that still sees the mark writes the range out once more.
        items = all;
        Thread.MemoryBarrier();
        Marks &= ~ArrayMarks.Range;
        return all;
    }
}
