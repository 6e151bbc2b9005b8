using ImageFlow.Asl.Model;
using ImageFlow.Workflows.Binding;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Lowering;

/// <summary>What is caught, and how a step leaves its parallel path.</summary>
internal sealed partial class GraphEmitter
{
    private static readonly Reference Caught = new(ReferenceRoot.StateInput, null, DataType.Object, true)
    {
        Shape = [KeyValuePair.Create("Error", DataType.String), KeyValuePair.Create("Cause", DataType.String)],
    };

    /// <summary>Catchers for errors whose handler is in this graph: first those by name, last the one for every error.</summary>
    private List<Catcher> Catchers(IEnumerable<ErrorEdge> edges)
    {
        List<ErrorEdge> all = [.. edges];
        List<Catcher> catchers = [];
        string? variable = context.Plan.IsRead(new ErrorSymbol()) ? scope.Declare(new ErrorSymbol()) : null;
        Template? assign = variable is null ? null : context.Dialect.CaughtError(variable);
        List<ErrorEdge> here = [.. all.Where(edge => region.Contains(edge.Target)).DistinctBy(edge => edge.Error)];
        foreach (ErrorEdge escape in here.Where(edge => edge.IsEscape))
        {
            catchers.Add(new() { ErrorEquals = [escape.Error], Next = Restored(escape) });
        }

        ErrorEdge? any = here.Find(edge => edge.Error is ErrorEdge.Any or "States.ALL");
        List<string> onward = [.. all.Where(edge => edge.IsEscape && !region.Contains(edge.Target)).Select(edge => edge.Error).Distinct()];
        if (any is not null && onward.Count > 0)
        {
            catchers.Add(new() { ErrorEquals = onward, Next = PassOn() });
        }

        foreach (IGrouping<Step, ErrorEdge> handler in here.Where(edge => !edge.IsEscape && edge != any).GroupBy(edge => edge.Target))
        {
            catchers.Add(new() { ErrorEquals = [.. handler.Select(edge => edge.Error)], Next = NextName(handler.Key, isHandler: true), Assign = assign });
        }

        if (any is not null)
        {
            catchers.Add(new() { ErrorEquals = ["States.ALL"], Next = NextName(any.Target, isHandler: true), Assign = assign });
        }

        return catchers;
    }

    /// <summary>The error that takes the execution out of its path; its cause is what the path has set so far, as JSON.</summary>
    private State EmitEscape(Step step, string name)
    {
        Literal error = new(step.Errors[0].Error);
        FailState fail = new() { Name = name, Comment = From(step) };
        List<ObjectMember> values = [.. Carried(symbol => scope.Find(symbol) is not null).Select(entry => new ObjectMember(entry.Key, Variable(scope.Find(entry.Symbol)!, entry.Symbol)))];
        if (values.Count == 0)
        {
            return context.Dialect.Fail(fail, error, new Literal($"{step.Node.DisplayName} ends what runs beside it"));
        }

        if (context.Dialect.Language == QueryLanguage.Jsonata)
        {
            return context.Dialect.Fail(fail, error, new Call(new Name("toJson", 0), [new ObjectLiteral(values, 0)], 0));
        }

        string raise = context.StateNames.Take($"{name}: leave");
        states[raise] = context.Dialect.Fail(fail with { Name = raise }, error, new Call(new Name("toJson", 0), [new Reference(ReferenceRoot.StateInput, null, DataType.Object, true)], 0));
        context.SourceMap.Add(new(step.Node.Id, PointerOf(raise), raise, "fail"));
        return new PassState { Name = name, Comment = From(step), Parameters = context.Dialect.Object(values.Select(value => KeyValuePair.Create(value.Key!, value.Value))), Next = raise };
    }

    /// <summary>The state that takes over what a left path has set, and the way on from there.</summary>
    private string Restored(ErrorEdge escape)
    {
        string next = NextName(escape.Target, isHandler: true);
        List<(Symbol Symbol, string Key)> values = [.. Carried(scope.Declares)];
        if (values.Count == 0)
        {
            return next;
        }

        string title = $"{escape.Target.Node.DisplayName}: values";
        string restore = context.StateNames.Take(title);
        Expr whole = new Call(new Member(new Name("JSON", 0), "parse", false, 0), [new Member(Caught, "Cause", false, 0)], 0);
        string first = restore;
        if (context.Dialect.Language == QueryLanguage.JsonPath)
        {
            first = context.StateNames.Take($"{title}: read");
            string left = scope.Declare(new LoopSymbol(escape.Target, "left", DataType.Object));
            states[first] = new PassState { Name = first, Comment = "Reads what the path had set", Assign = context.Dialect.Object([KeyValuePair.Create(left, whole)]), Next = restore };
            context.SourceMap.Add(new(escape.Target.Node.Id, PointerOf(first), first, "variables"));
            whole = new Reference(ReferenceRoot.Variable, left, DataType.Object, true);
        }

        states[restore] = new PassState
        {
            Name = restore,
            Comment = "Takes over what the path had set when it was left",
            Assign = context.Dialect.Object(values.Select(value => KeyValuePair.Create<string, Expr>(scope.Declare(value.Symbol), new Member(whole, value.Key, false, 0)))),
            Next = next,
        };
        context.SourceMap.Add(new(escape.Target.Node.Id, PointerOf(restore), restore, "variables"));
        return first;
    }

    private IEnumerable<(Symbol Symbol, string Key)> Carried(Func<Symbol, bool> known) =>
        context.Plan.Carried.Select((symbol, i) => (Symbol: symbol, Key: $"{symbol.PreferredName}_{i}")).Where(entry => known(entry.Symbol));

    /// <summary>An error that leads further out than here, where every error is caught, is raised again.</summary>
    private string PassOn()
    {
        string name = context.StateNames.Take("Leave");
        states[name] = context.Dialect.Fail(new FailState { Name = name, Comment = "Leads further out" }, new Member(Caught, "Error", false, 0), new Member(Caught, "Cause", false, 0));
        return name;
    }
}
