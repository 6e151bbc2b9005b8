namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>An array of exactly these items, or of any number of equal ones.</summary>
internal sealed class KnownArray : KnownValue
{
    public KnownArray(IReadOnlyList<KnownValue> items)
    {
        Items = items;
        MinBytes = Math.Min(MaxBytes, items.Aggregate(2L, (sum, item) => Math.Min(MaxBytes, sum + item.MinBytes + 1)) - (items.Count > 0 ? 1 : 0));
        Depth = 1 + items.Aggregate(0, (depth, item) => Math.Max(depth, item.Depth));
    }

    private KnownArray(KnownValue element)
    {
        Element = element;
        MinBytes = 2;
        Depth = 1 + element.Depth;
    }

    /// <summary>The items, or <see langword="null"/> where their number is not known.</summary>
    public IReadOnlyList<KnownValue>? Items { get; }

    /// <summary>What every item is, where their number is not known.</summary>
    public KnownValue? Element { get; }

    public override long MinBytes { get; }

    public override int Depth { get; }

    public static KnownArray AnyNumberOf(KnownValue element) => new(element);

    public override KnownValue? Item(int index)
    {
        if (Items is null)
        {
            return Element;
        }

        int at = index < 0 ? Items.Count + index : index;
        return at >= 0 && at < Items.Count ? Items[at] : null;
    }
}
