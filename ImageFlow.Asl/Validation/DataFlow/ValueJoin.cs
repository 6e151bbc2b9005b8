namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>
/// Describes the values that come on several ways. Gives its first operand itself where the second adds nothing to it. Work is bounded:
/// values nested deeply, and all values once much was joined, become unknown.
/// </summary>
internal sealed class ValueJoin
{
    private const int MaxDepth = 64;

    private int partsLeft = 200_000;

    public static KnownValue Bound(KnownValue value) => value.Depth > MaxDepth ? KnownValue.Anything : value;

    public KnownValue Join(KnownValue first, KnownValue second)
    {
        if (ReferenceEquals(first, second) || ReferenceEquals(first, KnownValue.Anything))
        {
            return first;
        }

        if (ReferenceEquals(second, KnownValue.Anything) || partsLeft-- <= 0)
        {
            return KnownValue.Anything;
        }

        KnownValue whole = first.Expand();
        KnownValue joined = (whole, second.Expand()) switch
        {
            (KnownObject a, KnownObject b) => Join(a, b),
            (KnownArray a, KnownArray b) => Join(a, b),
            (KnownObject or KnownArray, _) or (_, KnownObject or KnownArray) => KnownValue.Anything,
            var (a, b) => a.MinBytes <= b.MinBytes ? a : b,
        };
        return ReferenceEquals(joined, whole) ? first : joined;
    }

    private KnownObject Join(KnownObject a, KnownObject b)
    {
        KnownObject joined = b.IsOpen ? a.Opened() : a;
        foreach ((string name, KnownMember member) in a.Members)
        {
            KnownMember together = b.Members.TryGetValue(name, out KnownMember twin)
                ? new KnownMember(Join(member.Value, twin.Value), member.IsSure && twin.IsSure)
                : new KnownMember(b.IsOpen ? KnownValue.Anything : member.Value, false);
            if (together.IsSure != member.IsSure || !ReferenceEquals(together.Value, member.Value))
            {
                joined = joined.With(name, together.Value, together.IsSure);
            }
        }

        foreach ((string name, KnownMember member) in b.Members)
        {
            if (!a.Members.ContainsKey(name) && !a.IsOpen)
            {
                joined = joined.With(name, member.Value, isSure: false);
            }
        }

        partsLeft -= a.Members.Count + b.Members.Count;
        return joined;
    }

    private KnownArray Join(KnownArray a, KnownArray b)
    {
        if (a.Items is { } ours && b.Items is { } theirs && ours.Count == theirs.Count)
        {
            KnownValue[] items = [.. ours.Select((item, i) => Join(item, theirs[i]))];
            return items.Where((item, i) => !ReferenceEquals(item, ours[i])).Any() ? new KnownArray(items) : a;
        }

        KnownValue? before = a.Element ?? ElementOf(a);
        KnownValue? other = b.Element ?? ElementOf(b);
        KnownValue element = before is null ? other! : other is null ? before : Join(before, other);
        return a.Element is not null && ReferenceEquals(element, a.Element) ? a : KnownArray.AnyNumberOf(element);
    }

    /// <summary>What describes every item, or <see langword="null"/> where there is none.</summary>
    public KnownValue? ElementOf(KnownArray array) =>
        array.Element ?? (array.Items!.Count == 0 ? null : array.Items.Aggregate(Join));
}
