using ImageFlow.Asl.Jsonata.Syntax;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Resolving;

internal sealed partial class Resolver
{
    private Draft ProcessBinary(BinarySyntax binary)
    {
        switch (binary.Operator)
        {
            case TokenKind.Dot:
                return ProcessMap(binary);
            case TokenKind.LeftBracket:
                return ProcessPredicate(binary);
            case TokenKind.Chain:
                Draft left = Process(binary.Left);
                Draft right = Process(binary.Right);
                return new Draft(DraftKind.Apply, binary.Position)
                {
                    Parts = [left, right],
                    KeepArray = left.KeepArray || right.KeepArray,
                };
            case TokenKind.Elvis or TokenKind.Coalesce:
                return With(new Draft(DraftKind.Default, binary.Position) { Operator = binary.Operator }, [binary.Left, binary.Right]);
            default:
                return With(new Draft(DraftKind.Binary, binary.Position) { Operator = binary.Operator }, [binary.Left, binary.Right]);
        }
    }

    private Draft ProcessMap(BinarySyntax map)
    {
        Draft left = Process(map.Left);
        Draft path = left;
        if (left.Kind != DraftKind.Path)
        {
            path = new Draft(DraftKind.Path, map.Position) { Parts = [left] };
            if (left.Kind == DraftKind.Parent)
            {
                path.SeekingParent = [left.Slot!];
            }
        }

        Draft rest = Process(map.Right);
        if (rest.Kind == DraftKind.Path)
        {
            path.Parts.AddRange(rest.Parts);
        }
        else
        {
            (rest.Stages, rest.Predicates) = (rest.Predicates ?? rest.Stages, null);
            path.Parts.Add(rest);
        }

        for (int i = 0; i < path.Parts.Count; i++)
        {
            path.Parts[i] = AsStep(path.Parts[i]);
        }

        path.KeepSingletonArray |= path.Parts.Any(step => step.KeepArray);
        foreach (Draft end in (ReadOnlySpan<Draft>)[path.Parts[0], path.Parts[^1]])
        {
            end.IsConstructorStep |= end.Kind == DraftKind.Array;
        }

        ResolveAncestry(path);
        return path;
    }

    /// <summary>A string as a step is a field name; other literals cannot be steps.</summary>
    private static Draft AsStep(Draft step)
    {
        if (step.Kind != DraftKind.Literal)
        {
            return step;
        }

        return step.Value is StringData text
            ? new Draft(DraftKind.Name, step.Position)
            {
                Text = text.Value,
                KeepArray = step.KeepArray,
                Stages = step.Stages,
                Predicates = step.Predicates,
                Group = step.Group,
                SeekingParent = step.SeekingParent,
                Focus = step.Focus,
                Index = step.Index,
                IsTuple = step.IsTuple,
            }
            : throw new JsonataException("S0213", step.Position, value: step.Value);
    }

    private Draft ProcessPredicate(BinarySyntax filter)
    {
        Draft result = Process(filter.Left);
        bool isPath = result.Kind == DraftKind.Path;
        Draft step = isPath ? result.Parts[^1] : result;
        if (step.Group is not null)
        {
            throw new JsonataException("S0209", filter.Position);
        }

        Draft predicate = Process(filter.Right);
        if (predicate.SeekingParent is { } slots)
        {
            foreach (ParentSlot slot in slots)
            {
                if (slot.Level == 1)
                {
                    SeekParent(step, slot);
                }
                else
                {
                    slot.Level--;
                }
            }

            PushAncestry(step, predicate);
        }

        DraftStage stage = new(predicate, null);
        if (isPath)
        {
            (step.Stages ??= []).Add(stage);
        }
        else
        {
            (step.Predicates ??= []).Add(stage);
        }

        return result;
    }

    private Draft ProcessSort(SortSyntax sort)
    {
        Draft left = Process(sort.Left);
        Draft path = left.Kind == DraftKind.Path ? left : new Draft(DraftKind.Path, sort.Position) { Parts = [left] };
        Draft step = new(DraftKind.Sort, sort.Position) { Descending = [] };
        foreach ((SyntaxNode expression, bool descending) in sort.Terms)
        {
            Draft term = Process(expression);
            PushAncestry(step, term);
            step.Parts.Add(term);
            step.Descending!.Add(descending);
        }

        path.Parts.Add(step);
        ResolveAncestry(path);
        return path;
    }

    private Draft ProcessFocus(StepVariableSyntax focus)
    {
        Draft result = Process(focus.Left);
        Draft step = result.Kind == DraftKind.Path ? result.Parts[^1] : result;
        if (step.Stages is not null || step.Predicates is not null)
        {
            throw new JsonataException("S0215", focus.Position);
        }

        if (step.Kind == DraftKind.Sort)
        {
            throw new JsonataException("S0216", focus.Position);
        }

        step.KeepArray |= focus.KeepArray;
        step.Focus = focus.Name;
        step.IsTuple = true;
        return result;
    }

    private Draft ProcessIndex(StepVariableSyntax index)
    {
        Draft result = Process(index.Left);
        Draft step;
        if (result.Kind == DraftKind.Path)
        {
            step = result.Parts[^1];
        }
        else
        {
            step = result;
            result = new Draft(DraftKind.Path, index.Position) { Parts = [step] };
            (step.Stages, step.Predicates) = (step.Predicates ?? step.Stages, null);
        }

        if (step.Stages is null)
        {
            step.Index = index.Name;
        }
        else
        {
            step.Stages.Add(new DraftStage(null, index.Name));
        }

        step.IsTuple = true;
        return result;
    }
}
