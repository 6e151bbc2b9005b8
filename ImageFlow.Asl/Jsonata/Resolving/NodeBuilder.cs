using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Jsonata.Nodes;
using ImageFlow.Asl.Jsonata.Syntax;

namespace ImageFlow.Asl.Jsonata.Resolving;

/// <summary>Turns the resolved drafts into nodes that can be evaluated.</summary>
internal sealed class NodeBuilder(JsonataMode mode)
{
    private static readonly Filter[] NoFilters = [];

    public Node Build(Draft draft)
    {
        if (draft.Kind == DraftKind.Path)
        {
            return BuildPath(draft);
        }

        if (draft.Predicates is null && draft.Group is null)
        {
            return BuildBare(draft, draft.KeepArray);
        }

        Filter[] filters = draft.Predicates is null ? NoFilters : [.. draft.Predicates.Select(p => new Filter(Build(p.Predicate!)))];
        return new FilteredNode(BuildBare(draft, false), filters, draft.Group is null ? null : BuildGrouping(draft.Group))
        {
            Position = draft.Position,
            KeepArray = draft.KeepArray,
        };
    }

    private Node BuildBare(Draft draft, bool keep)
    {
        int position = draft.Position;
        switch (draft.Kind)
        {
            case DraftKind.Literal:
                return new LiteralNode(draft.Value!) { Position = position };
            case DraftKind.Name:
                return new NameNode(draft.Text!) { Position = position, KeepArray = keep };
            case DraftKind.Variable:
                return BuildVariable(draft.Text!, position, keep);
            case DraftKind.Regex:
                return new RegexNode(draft.Text!, draft.Flags!, position) { Position = position };
            case DraftKind.Wildcard:
                return new WildcardNode { Position = position, KeepArray = keep };
            case DraftKind.Descendants:
                return new DescendantsNode { Position = position, KeepArray = keep };
            case DraftKind.Parent:
                return new ParentNode(draft.Slot!.Label) { Position = position, KeepArray = keep };
            case DraftKind.Placeholder:
                throw new JsonataException("S0201", position, "?");
            case DraftKind.Binary:
                return BuildBinary(draft, keep);
            case DraftKind.Apply:
                return new ApplyNode(Build(draft.Parts[0]), Build(draft.Parts[1])) { Position = position, KeepArray = keep };
            case DraftKind.Default:
                return new DefaultNode(Build(draft.Parts[0]), Build(draft.Parts[1]), draft.Operator == TokenKind.Coalesce)
                {
                    Position = position,
                    KeepArray = keep,
                };
            case DraftKind.Negate:
                return new NegateNode(Build(draft.Parts[0])) { Position = position };
            case DraftKind.Array:
                return new ArrayNode(BuildAll(draft.Parts), [.. draft.Parts.Select(p => p.Kind == DraftKind.Array)], draft.IsConstructorStep)
                {
                    Position = position,
                    KeepArray = keep,
                };
            case DraftKind.Object:
                return new ObjectNode(BuildGrouping(draft)) { Position = position, KeepArray = keep };
            case DraftKind.Call:
                return BuildCall(draft, keep);
            case DraftKind.TailCall:
                return new TailCallNode(BuildCall(draft.Parts[0], false)) { Position = position };
            case DraftKind.Partial:
                return BuildPartial(draft);
            case DraftKind.Lambda:
                return new LambdaNode([.. draft.Parameters], draft.Signature, Build(draft.Parts[0])) { Position = position };
            case DraftKind.Condition:
                return new ConditionNode(Build(draft.Parts[0]), Build(draft.Parts[1]), draft.Parts.Count > 2 ? Build(draft.Parts[2]) : null)
                {
                    Position = position,
                    KeepArray = keep,
                };
            case DraftKind.Block:
                return new BlockNode(BuildAll(draft.Parts), draft.BindsVariables) { Position = position, KeepArray = keep };
            case DraftKind.Bind:
                return new BindNode(draft.Text!, Build(draft.Parts[0])) { Position = position, KeepArray = keep };
            case DraftKind.Transform:
                return new TransformNode(Build(draft.Parts[0]), Build(draft.Parts[1]), draft.Parts.Count > 2 ? Build(draft.Parts[2]) : null)
                {
                    Position = position,
                };
            default:
                throw new JsonataException("S0206", position, draft.Kind.ToString());
        }
    }

    private Node[] BuildAll(List<Draft> drafts)
    {
        Node[] nodes = new Node[drafts.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = Build(drafts[i]);
        }

        return nodes;
    }

    private Node BuildVariable(string name, int position, bool keep) => name switch
    {
        "" => new ContextNode { Position = position, KeepArray = keep },
        _ => new VariableNode(name, FunctionTable.Find(name, mode)) { Position = position, KeepArray = keep },
    };

    private Node BuildBinary(Draft draft, bool keep)
    {
        Node left = Build(draft.Parts[0]);
        Node right = Build(draft.Parts[1]);
        TokenKind op = draft.Operator;
        int position = draft.Position;
        return op switch
        {
            TokenKind.Plus or TokenKind.Minus or TokenKind.Star or TokenKind.Slash or TokenKind.Percent =>
                new ArithmeticNode(op, left, right) { Position = position },
            TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual =>
                new ComparisonNode(op, left, right) { Position = position },
            TokenKind.Equal or TokenKind.NotEqual => new EqualityNode(op, left, right) { Position = position },
            TokenKind.And or TokenKind.Or => new LogicalNode(op, left, right) { Position = position },
            TokenKind.Ampersand => new ConcatenationNode(left, right) { Position = position },
            TokenKind.In => new InclusionNode(left, right) { Position = position },
            _ => new RangeNode(left, right) { Position = position, KeepArray = keep },
        };
    }

    private CallNode BuildCall(Draft draft, bool keep)
    {
        Draft procedure = draft.Parts[^1];
        (string? name, string? forgotten) = NameOf(procedure);
        return new CallNode(Build(procedure), BuildAll(draft.Parts[..^1]), name, forgotten)
        {
            Position = draft.Position,
            KeepArray = keep,
        };
    }

    private PartialNode BuildPartial(Draft draft)
    {
        Draft procedure = draft.Parts[^1];
        (string? name, string? forgotten) = NameOf(procedure);
        Node?[] arguments = [.. draft.Parts[..^1].Select(part => part.Kind == DraftKind.Placeholder ? null : Build(part))];
        return new PartialNode(Build(procedure), arguments, name, forgotten) { Position = draft.Position };
    }

    private static (string? Name, string? Forgotten) NameOf(Draft procedure) =>
        procedure.Kind == DraftKind.Path ? (procedure.Parts[0].Text, procedure.Parts[0].Text) : (procedure.Text, null);

    private Grouping BuildGrouping(Draft pairs)
    {
        (Node, Node)[] built = new (Node, Node)[pairs.Parts.Count / 2];
        for (int i = 0; i < built.Length; i++)
        {
            built[i] = (Build(pairs.Parts[2 * i]), Build(pairs.Parts[(2 * i) + 1]));
        }

        return new Grouping(built, pairs.Position);
    }

    private Node BuildPath(Draft path)
    {
        PathTraits traits = new(
            path.Parts[0].Kind == DraftKind.Variable,
            path.Parts[0].IsConstructorStep,
            path.KeepSingletonArray);
        Grouping? grouping = path.Group is null ? null : BuildGrouping(path.Group);
        if (path.Parts.Any(step => step.IsTuple))
        {
            return new TuplePathNode([.. path.Parts.Select(BuildTupleStep)], traits, grouping, path.IsTuple)
            {
                Position = path.Position,
                KeepArray = path.KeepArray,
            };
        }

        Step[] steps = new Step[path.Parts.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = BuildStep(path.Parts[i]);
        }

        return new PathNode(steps, traits, grouping) { Position = path.Position, KeepArray = path.KeepArray };
    }

    private Step BuildStep(Draft step)
    {
        Filter[] filters = step.Stages is null ? NoFilters : [.. BuildStages(step).Select(stage => stage.Filter!)];
        return BuildStep(step, filters);
    }

    private Step BuildStep(Draft step, Filter[] filters)
    {
        if (step.Kind != DraftKind.Sort)
        {
            return new Step(Build(step), filters);
        }

        (Node, bool)[] terms = new (Node, bool)[step.Parts.Count];
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = (Build(step.Parts[i]), step.Descending![i]);
        }

        return new Step(null!, filters) { Sort = new SortClause(terms, step.Position) };
    }

    private Stage[] BuildStages(Draft step) => step.Stages is null
        ? []
        : [.. step.Stages.Select(stage => new Stage(stage.Predicate is null ? null : new Filter(Build(stage.Predicate)), stage.Index))];

    private TupleStep BuildTupleStep(Draft step)
    {
        Stage[] stages = BuildStages(step);
        Filter[] filters = [.. stages.Where(stage => stage.Filter is not null).Select(stage => stage.Filter!)];
        return new TupleStep(BuildStep(step, filters), stages, step.Focus, step.Index, step.Ancestor?.Label, step.IsTuple);
    }
}
