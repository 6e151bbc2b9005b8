using System.Runtime.InteropServices;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>
/// <c>{ key: value, … }</c>: groups the items of its input by key and evaluates each value once per group, in the context of the
/// group's items. With one item it is an object constructor.
/// </summary>
internal sealed class Grouping
{
    private readonly (Node Key, Node Value)[] pairs;
    private readonly int position;

    /// <summary>The keys where all of them are different literals.</summary>
    private readonly string[]? fixedKeys;

    public Grouping((Node Key, Node Value)[] pairs, int position)
    {
        this.pairs = pairs;
        this.position = position;
        string?[] keys = [.. pairs.Select(p => p.Key is LiteralNode { Value: StringData text } ? text.Value : null)];
        if (!keys.Contains(null) && keys.Distinct().Count() == keys.Length && !keys.Any(IsReserved))
        {
            fixedKeys = keys!;
        }
    }

    public JsonData Evaluate(JsonData? input, Frame frame)
    {
        if (input is not ArrayData array)
        {
            return fixedKeys is null ? EvaluateGroups(Groups([input], false, frame), false, frame) : EvaluateFixed(input, frame);
        }

        bool tuples = (array.Marks & ArrayMarks.TupleStream) != 0;
        if (array.Count == 0 && !tuples)
        {
            return Evaluate(null, frame);
        }

        return array.Count == 1 && !tuples && fixedKeys is not null
            ? EvaluateFixed(array[0], frame)
            : EvaluateGroups(Groups(array.Span, tuples, frame), tuples, frame);
    }

    private static bool IsReserved(string? key) => key is "_jsonata_lambda" or "_jsonata_function";

    private static ObjectData Build(KeyValuePair<string, JsonData>[] members, int count, Run run)
    {
        run.Charge(2);
        run.ChargeMembers(2 + count);
        if (count == 0)
        {
            return ObjectData.Empty;
        }

        return new ObjectData(count == members.Length ? members : members[..count]);
    }

    private static void Join(Group group, JsonData? item, Run run)
    {
        if (group.Data is null)
        {
            group.Data = item;
        }
        else if (item is not null)
        {
            group.Data = Sequences.Join(group.Data, item, ref group.IsOwn, run);
        }
    }

    private ObjectData EvaluateFixed(JsonData? context, Frame frame)
    {
        Run run = frame.Run;
        KeyValuePair<string, JsonData>[] members = new KeyValuePair<string, JsonData>[pairs.Length];
        int count = 0;
        run.Touch();
        for (int i = 0; i < pairs.Length; i++)
        {
            if (pairs[i].Value.Evaluate(context, frame) is { } value)
            {
                run.MustTidy |= value is ArrayData or ObjectData;
                members[count++] = new(fixedKeys![i], value);
            }
        }

        return Build(members, count, run);
    }

    private Dictionary<string, Group> Groups(ReadOnlySpan<JsonData?> items, bool tuples, Frame frame)
    {
        // A dictionary that nothing is removed from enumerates in the order of insertion.
        Dictionary<string, Group> groups = new(StringComparer.Ordinal);
        foreach (JsonData? item in items)
        {
            TupleData? tuple = tuples ? item as TupleData : null;
            Frame scope = tuple is null ? frame : new Frame(frame, tuple);
            for (int p = 0; p < pairs.Length; p++)
            {
                JsonData? key = pairs[p].Key.Evaluate(tuple is null ? item : tuple.Context, scope);
                if (key is null)
                {
                    continue;
                }

                if (key is not StringData text)
                {
                    throw new JsonataException("T1003", position, value: key);
                }

                if (frame.Run.Dialect.ReservesInternalNames && IsReserved(text.Value))
                {
                    throw new JsonataException("D1013", position, value: key);
                }

                frame.Run.ChargeMembers(2);
                ref Group? group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, text.Value, out bool exists);
                if (!exists)
                {
                    group = new Group(p) { Data = item, First = tuple };
                }
                else if (group!.Pair != p)
                {
                    throw new JsonataException("D1009", position, value: key);
                }
                else if (tuple is not null)
                {
                    group.Add(tuple, frame.Run);
                }
                else
                {
                    Join(group, item, frame.Run);
                }
            }
        }

        return groups;
    }

    private ObjectData EvaluateGroups(Dictionary<string, Group> groups, bool tuples, Frame frame)
    {
        Run run = frame.Run;
        KeyValuePair<string, JsonData>[] members = new KeyValuePair<string, JsonData>[groups.Count];
        int count = 0;
        foreach ((string key, Group group) in groups)
        {
            JsonData? context = group.Data;
            Frame scope = frame;
            if (tuples && group.First is { } first)
            {
                TupleData reduced = group.Reduced ?? first;
                context = reduced.Context;
                scope = new Frame(frame, reduced);
            }

            if (pairs[group.Pair].Value.Evaluate(context, scope) is { } value)
            {
                run.MustTidy |= value is ArrayData or ObjectData;
                members[count++] = new(key, value);
            }
        }

        return Build(members, count, run);
    }

    /// <summary>The items that share a key.</summary>
    private sealed class Group(int pair)
    {
        /// <summary>Whether <see cref="Data"/> is an array made here, to which more can be added.</summary>
        public bool IsOwn;

        private Dictionary<string, bool>? own;

        public int Pair { get; } = pair;

        public JsonData? Data { get; set; }

        public TupleData? First { get; init; }

        /// <summary>Several tuples as one, each variable holding all their values.</summary>
        public TupleData? Reduced { get; private set; }

        public void Add(TupleData tuple, Run run)
        {
            Reduced ??= new TupleData(First!);
            own ??= new Dictionary<string, bool>(StringComparer.Ordinal);
            Reduced.Context = Joined("@", Reduced.Context, tuple.Context, run);
            foreach ((string name, JsonData? value) in tuple.Variables)
            {
                Reduced.TryGet(name, out JsonData? before);
                Reduced.Set(name, Joined(name, before, value, run));
            }
        }

        private JsonData? Joined(string name, JsonData? before, JsonData? value, Run run)
        {
            if (before is null || value is null)
            {
                return before ?? value;
            }

            ref bool isOwn = ref CollectionsMarshal.GetValueRefOrAddDefault(own!, name, out _);
            return Sequences.Join(before, value, ref isOwn, run);
        }
    }
}

/// <summary>An object constructor.</summary>
internal sealed class ObjectNode(Grouping grouping) : Node
{
    public override JsonData? Core(JsonData? input, Frame frame) => grouping.Evaluate(input, frame);
}
