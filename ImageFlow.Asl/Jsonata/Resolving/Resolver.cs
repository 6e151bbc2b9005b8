using ImageFlow.Asl.Jsonata.Syntax;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Resolving;

/// <summary>
/// Gives the parser's tree its meaning: chains of <c>.</c> become paths with steps, predicates and bindings attach to their steps,
/// parent operators find the steps they mean, and calls in tail position are marked.
/// </summary>
internal sealed partial class Resolver
{
    private int parents;

    /// <exception cref="JsonataException">S02xx: the parts do not fit together.</exception>
    public static Draft Resolve(SyntaxNode tree)
    {
        Draft draft = new Resolver().Process(tree);
        if (draft.Kind == DraftKind.Parent || draft.SeekingParent is not null)
        {
            throw new JsonataException("S0217", draft.Position, draft.Kind.ToString().ToLowerInvariant());
        }

        return draft;
    }

    private Draft Process(SyntaxNode node)
    {
        Draft draft = node switch
        {
            BinarySyntax binary => ProcessBinary(binary),
            NameSyntax name => Path(new Draft(DraftKind.Name, name.Position) { Text = name.Name, KeepArray = name.KeepArray }),
            VariableSyntax variable => new Draft(DraftKind.Variable, node.Position) { Text = variable.Name },
            LiteralSyntax literal => new Draft(DraftKind.Literal, node.Position) { Value = literal.Value },
            RegexSyntax regex => new Draft(DraftKind.Regex, node.Position) { Text = regex.Pattern, Flags = regex.Flags },
            SymbolSyntax symbol => ProcessSymbol(symbol),
            NegateSyntax negate => ProcessNegate(negate),
            ArraySyntax array => With(new Draft(DraftKind.Array, node.Position), array.Items),
            ObjectSyntax { Grouped: null } constructor => With(new Draft(DraftKind.Object, node.Position), Flatten(constructor)),
            ObjectSyntax group => ProcessGroup(group),
            CallSyntax call => ProcessCall(call),
            LambdaSyntax lambda => ProcessLambda(lambda),
            ConditionSyntax condition => With(
                new Draft(DraftKind.Condition, node.Position),
                condition.Otherwise is null ? [condition.Condition, condition.Then] : [condition.Condition, condition.Then, condition.Otherwise]),
            BlockSyntax block => ProcessBlock(block),
            BindSyntax bind => With(new Draft(DraftKind.Bind, node.Position) { Text = bind.Name }, [bind.Value]),
            SortSyntax sort => ProcessSort(sort),
            StepVariableSyntax { Operator: TokenKind.At } focus => ProcessFocus(focus),
            StepVariableSyntax index => ProcessIndex(index),
            TransformSyntax transform => ProcessTransform(transform),
            _ => throw new JsonataException("S0206", node.Position),
        };
        if (node.KeepArray)
        {
            draft.KeepArray = true;
        }

        return draft;
    }

    private static Draft Path(Draft step)
    {
        Draft path = new(DraftKind.Path, step.Position) { KeepSingletonArray = step.KeepArray && step.Kind == DraftKind.Name };
        path.Parts.Add(step);
        return path;
    }

    private static List<SyntaxNode> Flatten(ObjectSyntax constructor)
    {
        List<SyntaxNode> flat = new(constructor.Pairs.Count * 2);
        foreach ((SyntaxNode key, SyntaxNode value) in constructor.Pairs)
        {
            flat.Add(key);
            flat.Add(value);
        }

        return flat;
    }

    /// <summary>Processes the parts in order; parent operators inside them are the draft's to pass on.</summary>
    private Draft With(Draft draft, IReadOnlyList<SyntaxNode> parts)
    {
        foreach (SyntaxNode part in parts)
        {
            Draft processed = Process(part);
            PushAncestry(draft, processed);
            draft.Parts.Add(processed);
        }

        return draft;
    }

    private Draft ProcessSymbol(SymbolSyntax symbol) => symbol.Kind switch
    {
        SymbolKind.Wildcard => new Draft(DraftKind.Wildcard, symbol.Position),
        SymbolKind.Descendants => new Draft(DraftKind.Descendants, symbol.Position),
        SymbolKind.Parent => new Draft(DraftKind.Parent, symbol.Position) { Slot = new ParentSlot($"!{parents++}") },
        SymbolKind.Placeholder => new Draft(DraftKind.Placeholder, symbol.Position),
        _ => throw new JsonataException("S0207", symbol.Position),
    };

    private Draft ProcessNegate(NegateSyntax negate)
    {
        Draft operand = Process(negate.Operand);
        if (operand is { Kind: DraftKind.Literal, Value: NumberData number })
        {
            operand.Value = Runtime.Numbers.Of(-number.Value);
            return operand;
        }

        Draft draft = new(DraftKind.Negate, negate.Position) { Parts = [operand] };
        PushAncestry(draft, operand);
        return draft;
    }

    private Draft ProcessGroup(ObjectSyntax group)
    {
        Draft result = Process(group.Grouped!);
        if (result.Group is not null)
        {
            throw new JsonataException("S0210", group.Position);
        }

        result.Group = new Draft(DraftKind.Object, group.Position) { Parts = [.. Flatten(group).Select(Process)] };
        return result;
    }

    private Draft ProcessCall(CallSyntax call)
    {
        Draft draft = With(new Draft(call.IsPartial ? DraftKind.Partial : DraftKind.Call, call.Position), call.Arguments);
        draft.Parts.Add(Process(call.Procedure));
        return draft;
    }

    private Draft ProcessLambda(LambdaSyntax lambda) => new(DraftKind.Lambda, lambda.Position)
    {
        Parameters = lambda.Parameters,
        Signature = lambda.Signature,
        Parts = [MarkTailCall(Process(lambda.Body))],
    };

    private static Draft MarkTailCall(Draft draft)
    {
        switch (draft.Kind)
        {
            case DraftKind.Call when draft.Predicates is null:
                return new Draft(DraftKind.TailCall, draft.Position) { Parts = [draft] };
            case DraftKind.Condition:
                for (int i = 1; i < draft.Parts.Count; i++)
                {
                    draft.Parts[i] = MarkTailCall(draft.Parts[i]);
                }

                break;
            case DraftKind.Default:
                draft.Parts[1] = MarkTailCall(draft.Parts[1]);
                break;
            case DraftKind.Block when draft.Parts.Count > 0:
                draft.Parts[^1] = MarkTailCall(draft.Parts[^1]);
                break;
        }

        return draft;
    }

    private Draft ProcessBlock(BlockSyntax block)
    {
        Draft draft = With(new Draft(DraftKind.Block, block.Position) { BindsVariables = block.BindsVariables }, block.Expressions);
        draft.IsConstructorStep = draft.Parts.Any(part =>
            part.IsConstructorStep || (part.Kind == DraftKind.Path && part.Parts[0].IsConstructorStep));
        return draft;
    }

    private Draft ProcessTransform(TransformSyntax transform)
    {
        Draft draft = new(DraftKind.Transform, transform.Position);
        draft.Parts.Add(Process(transform.Pattern));
        draft.Parts.Add(Process(transform.Update));
        if (transform.Delete is not null)
        {
            draft.Parts.Add(Process(transform.Delete));
        }

        return draft;
    }
}
