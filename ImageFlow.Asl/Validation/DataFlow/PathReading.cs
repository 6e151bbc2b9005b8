using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Intrinsics;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>What the fields of JSONPath states give for values of which only something is known.</summary>
internal sealed class PathReading(FlowFindings findings)
{
    /// <summary><c>InputPath</c> or <c>OutputPath</c>.</summary>
    public KnownValue Select(JsonData? path, KnownValue input, Location at) => path switch
    {
        null => input,
        NullData => KnownObject.Empty,
        _ => Query(path, input, at),
    };

    /// <summary>A path or a call of an intrinsic function.</summary>
    public KnownValue Query(JsonData query, KnownValue input, Location at)
    {
        try
        {
            return query is StringData text ? Evaluate(PathQueryCache.Get(text.Value), input, at) : KnownValue.Anything;
        }
        catch (JsonPathException)
        {
            // Not a path: a finding of its own.
            return KnownValue.Anything;
        }
    }

    /// <summary>A payload template.</summary>
    public KnownValue Template(JsonData template, KnownValue input, Location at)
    {
        if (!HasQueries(template))
        {
            return KnownValue.Literal(template);
        }

        if (template is ArrayData items)
        {
            return ValueJoin.Bound(new KnownArray([.. items.Select((item, i) => Template(item, input, at.Item(i)))]));
        }

        KnownObject built = KnownObject.Empty;
        foreach ((string name, JsonData member) in (ObjectData)template)
        {
            built = PayloadTemplate.IsQueryName(name)
                ? built.With(name[..^2], Query(member, input, at.Member(name)))
                : built.With(name, Template(member, input, at.Member(name)));
        }

        return ValueJoin.Bound(built);
    }

    /// <summary><c>ResultPath</c>.</summary>
    public static KnownValue Put(JsonData? path, KnownValue input, KnownValue result) => path switch
    {
        null or StringData { Value: "$" } => result,
        NullData => input,
        StringData text when PathQueryCache.Get(text.Value) is RootedPath { Root: PathRoot.Input } rooted => ValueJoin.Bound(Put(rooted.Path.Steps, input, result)),
        _ => KnownValue.Anything,
    };

    private static KnownValue Put(ReadOnlySpan<PathStep> steps, KnownValue? target, KnownValue value)
    {
        if (steps.IsEmpty)
        {
            return value;
        }

        KnownObject? members = ReferenceEquals(target, KnownValue.Anything) ? KnownObject.Open : (target ?? KnownObject.Empty).Expand() as KnownObject;
        return members is not null && steps[0] is MemberStep step
            ? members.With(step.Name, Put(steps[1..], members.Member(step.Name), value))
            : KnownValue.Anything;
    }

    private static bool HasQueries(JsonData template) => template switch
    {
        ObjectData members => members.Any(member => PayloadTemplate.IsQueryName(member.Key) || HasQueries(member.Value)),
        ArrayData items => items.Any(HasQueries),
        _ => false,
    };

    private KnownValue Evaluate(PathQuery query, KnownValue input, Location at) => query switch
    {
        RootedPath { Root: PathRoot.Input, Path.HasFunction: false } path => Follow(path, input, at),
        IntrinsicCall call => Apply(call, input, at),
        _ => KnownValue.Anything,
    };

    private KnownValue Follow(RootedPath path, KnownValue input, Location at)
    {
        KnownValue? value = input;
        foreach (PathStep step in path.Path.Steps)
        {
            value = step switch
            {
                MemberStep member => value.Member(member.Name),
                IndexStep index => value.Item(index.Index),
                _ => KnownValue.Anything,
            };
            if (value is null)
            {
                // A later step that gives a list finds an empty one, which is no failure.
                if (path.Path.IsDefinite)
                {
                    findings.Missing(at, path.Text);
                }

                return KnownValue.Anything;
            }
        }

        return value;
    }

    private KnownValue Apply(IntrinsicCall call, KnownValue input, Location at)
    {
        KnownValue[] arguments =
        [
            .. call.Arguments.Select(argument => argument switch
            {
                LiteralArgument literal => KnownValue.Literal(literal.Value),
                QueryArgument inner => Evaluate(inner.Query, input, at),
                _ => KnownValue.Anything,
            }),
        ];
        return call.Function.Name switch
        {
            "States.Array" => ValueJoin.Bound(new KnownArray(arguments)),
            "States.Format" => KnownValue.Text(2 + arguments.Skip(1).Sum(argument => Math.Max(0, argument.MinBytes - 2))),
            "States.JsonToString" => KnownValue.Text(arguments[0].MinBytes),
            _ => KnownValue.Anything,
        };
    }
}
