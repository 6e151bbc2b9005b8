namespace ImageFlow.Asl.Jsonata.Resolving;

internal sealed partial class Resolver
{
    /// <summary>Hands the parent operators that a part could not place to the whole.</summary>
    private static void PushAncestry(Draft whole, Draft part)
    {
        if (part.SeekingParent is null && part.Kind != DraftKind.Parent)
        {
            return;
        }

        List<ParentSlot> slots = part.SeekingParent ?? [];
        if (part.Kind == DraftKind.Parent)
        {
            slots.Add(part.Slot!);
        }

        if (whole.SeekingParent is null)
        {
            whole.SeekingParent = slots;
        }
        else
        {
            whole.SeekingParent.AddRange([.. slots]);
        }
    }

    /// <summary>Places the parent operators of a path's last step on the steps before it, or hands them on.</summary>
    private static void ResolveAncestry(Draft path)
    {
        Draft last = path.Parts[^1];
        List<ParentSlot> slots = last.SeekingParent ?? [];
        if (last.Kind == DraftKind.Parent)
        {
            slots.Add(last.Slot!);
        }

        foreach (ParentSlot slot in slots)
        {
            int at = path.Parts.Count - 2;
            while (slot.Level > 0)
            {
                if (at < 0)
                {
                    (path.SeekingParent ??= []).Add(slot);
                    break;
                }

                Draft step = path.Parts[at--];

                // Steps in a row that bind the focus stay at the same item; only the first of them has a parent.
                while (at >= 0 && step.Focus is not null && path.Parts[at].Focus is not null)
                {
                    step = path.Parts[at--];
                }

                SeekParent(step, slot);
            }
        }
    }

    /// <summary>Goes one step up; where that is the step meant, it is told to remember the item it came from.</summary>
    /// <exception cref="JsonataException">S0217: such a node has no parent.</exception>
    private static void SeekParent(Draft node, ParentSlot slot)
    {
        switch (node.Kind)
        {
            case DraftKind.Name or DraftKind.Wildcard:
                slot.Level--;
                if (slot.Level == 0)
                {
                    slot.Label = node.Ancestor?.Label ?? slot.Label;
                    node.Ancestor = slot;
                    node.IsTuple = true;
                }

                break;
            case DraftKind.Parent:
                slot.Level++;
                break;
            case DraftKind.Block:
                if (node.Parts.Count > 0)
                {
                    node.IsTuple = true;
                    SeekParent(node.Parts[^1], slot);
                }

                break;
            case DraftKind.Path:
                node.IsTuple = true;
                int at = node.Parts.Count - 1;
                SeekParent(node.Parts[at--], slot);
                while (slot.Level > 0 && at >= 0)
                {
                    SeekParent(node.Parts[at--], slot);
                }

                break;
            default:
                throw new JsonataException("S0217", node.Position, node.Kind.ToString().ToLowerInvariant());
        }
    }
}
