using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.JsonPath;

/// <summary><c>['a','b']</c>: an object with those of the members that exist. Like the evaluator of AWS, it gives one value for each object.</summary>
internal sealed class MembersStep(string[] names) : PathStep
{
    public override void Collect(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is not ObjectData members)
        {
            return;
        }

        ObjectDataBuilder chosen = new(names.Length);
        foreach (string name in names)
        {
            chosen.SetIfPresent(name, members[name]);
        }

        results.Add(chosen.Build());
    }

    /// <summary>A scan finds places; it does not make empty objects where the names are not.</summary>
    public override void CollectVisited(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is ObjectData members && Array.Exists(names, members.Contains))
        {
            Collect(value, root, results);
        }
    }

    public override void AppendTo(StringBuilder text) => text.Append('[').AppendJoin(',', names.Select(name => $"'{name}'")).Append(']');
}

/// <summary><c>[0,2]</c>.</summary>
internal sealed class IndicesStep(int[] indices) : PathStep
{
    public override void Collect(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is not ArrayData items)
        {
            return;
        }

        foreach (int index in indices)
        {
            int at = index < 0 ? items.Count + index : index;
            if (at >= 0 && at < items.Count)
            {
                results.Add(items[at]);
            }
        }
    }

    public override void AppendTo(StringBuilder text) => text.Append('[').AppendJoin(',', indices).Append(']');
}

/// <summary><c>[1:3]</c>, <c>[:2]</c>, <c>[-2:]</c>, <c>[::2]</c>; the step is positive.</summary>
internal sealed class SliceStep(int? from, int? to, int? stride) : PathStep
{
    public override void Collect(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is not ArrayData items)
        {
            return;
        }

        int end = Bound(to ?? items.Count, items.Count);
        for (long i = Bound(from ?? 0, items.Count); i < end; i += stride ?? 1)
        {
            results.Add(items[(int)i]);
        }
    }

    public override void AppendTo(StringBuilder text) =>
        text.Append('[').Append(from).Append(':').Append(to).Append(stride is null ? "" : ":" + stride).Append(']');

    private static int Bound(int index, int count) => Math.Clamp(index < 0 ? count + index : index, 0, count);
}

/// <summary><c>*</c>: all members of an object or items of an array.</summary>
internal sealed class WildcardStep : PathStep
{
    public override void Collect(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is ArrayData items)
        {
            results.AddRange(items);
        }
        else if (value is ObjectData members)
        {
            foreach ((_, JsonData member) in members.Span)
            {
                results.Add(member);
            }
        }
    }

    public override void AppendTo(StringBuilder text) => text.Append("[*]");
}

/// <summary><c>..step</c>: the step applied to the value and everything below it, in document order.</summary>
internal sealed class DeepScanStep(PathStep step) : PathStep
{
    public override void Collect(JsonData value, JsonData root, List<JsonData> results)
    {
        step.CollectVisited(value, root, results);
        if (value is ArrayData items)
        {
            foreach (JsonData item in items.Span)
            {
                Collect(item, root, results);
            }
        }
        else if (value is ObjectData members)
        {
            foreach ((_, JsonData member) in members.Span)
            {
                Collect(member, root, results);
            }
        }
    }

    public override void AppendTo(StringBuilder text)
    {
        text.Append("..");
        step.AppendTo(text);
    }
}

/// <summary><c>[?(@.size &gt; 3)]</c>: the items of an array, or an object itself, for which the test holds.</summary>
internal sealed class FilterStep(PathTest test) : PathStep
{
    public override void Collect(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is ArrayData items)
        {
            foreach (JsonData item in items.Span)
            {
                if (test.Holds(item, root))
                {
                    results.Add(item);
                }
            }
        }
        else if (value is ObjectData && test.Holds(value, root))
        {
            results.Add(value);
        }
    }

    public override void CollectVisited(JsonData value, JsonData root, List<JsonData> results)
    {
        if (value is ObjectData)
        {
            Collect(value, root, results);
        }
    }

    public override void AppendTo(StringBuilder text) => text.Append("[?]");
}
