using System.Globalization;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;
using ImageFlow.Workflows.Graph;

namespace ImageFlow.Workflows.Binding;

/// <summary>Decisions, loops, waits and scripts.</summary>
internal sealed partial class StepBinder
{
    private const string LargestDelay = "It may be 99,999,999 seconds at most.";

    private BoundInput BindCondition(Step step, DecisionCase one)
    {
        if (one.Condition.Made is { } made)
        {
            return new(made, Source(step));
        }

        if (step.OwnLoop is { } own)
        {
            return new(LoopValues.More(own, Inputs.LiteralText(step.Node, "outerBoundInclusive")?.ToUpperInvariant() != "FALSE" && Inputs.Find(step.Node, "outerBoundInclusive")?.Value is not BooleanData { Value: false }), Source(step));
        }

        if (one.Condition.MoreItemsThan is { } most)
        {
            BoundInput items = BindInput(step, one.Condition.Member, "Object[]") ?? Missing(step, one.Condition.Member);
            return items with { Value = new Binary(">", new Call(new Name("itemCount", 0), [items.Value], 0), new Literal(NumberData.Of(most)), 0) };
        }

        if (one.Condition.NoneOfCases)
        {
            IEnumerable<Expr> others = Enumerable.Range(0, Reading.Fields.Items(step.Node.Members["cases"]).Count).Select(i => BindCase(step, i).Value);
            return new(new Unary("!", others.Aggregate((left, right) => new Binary("||", left, right, 0)), 0), Source(step));
        }

        return one.Condition.Case is { } index ? BindCase(step, index, one.Condition.Member) : BindInput(step, one.Condition.Member, "Boolean") ?? Missing(step, one.Condition.Member);
    }

    private BoundInput BindCase(Step step, int index, string member = "cases")
    {
        JsonData? source = (Reading.Fields.Items(step.Node.Members[member])[index] as ObjectData)?["condition"];
        InputValue? value = Inputs.Read(source, $"{step.Node.Pointer}/{member}/{index}/condition");
        return value is null ? Missing(step, $"condition {index + 1}") : new(binder.Bind(value, "Boolean", step), value);
    }

    private List<Assignment> BindLoopStart(Step step, LoopScope own)
    {
        if (own.Form == LoopForm.Indexed)
        {
            BoundInput items = BindInput(step, "items", "Object[]") ?? Missing(step, "items");
            return [new(LoopValues.ItemsSymbol(own), items), Made(step, (LoopValues.Symbol(own, LoopValues.Index, DataType.Number), new Literal(NumberData.Of(0))))];
        }

        if (LoopValues.Written(own, "step", 1) == 0)
        {
            findings.Error("FLOW0104", step.Node, $"The step of '{step.Node.DisplayName}' is 0, so that the loop would never end.", "Enter a step of 1 or more, or of -1 or less.");
        }

        List<Assignment> assignments = [new(LoopValues.Symbol(own, LoopValues.Value, DataType.Number), BindInput(step, "start", "Int32") ?? new(new Literal(NumberData.Of(0)), Source(step)))];
        foreach ((string part, double standard) in new[] { ("end", 0d), ("step", 1d) })
        {
            if (LoopValues.Written(own, part, standard) is null)
            {
                assignments.Add(new(LoopValues.Symbol(own, part, DataType.Number), BindInput(step, part, "Int32") ?? Missing(step, part)));
            }
        }

        return assignments;
    }

    /// <summary>The item of the turn, which expressions read by name; and the variable that the drawing binds it to.</summary>
    private List<Assignment> BindItem(LoopScope own)
    {
        List<Assignment> assignments = [Made(own.Head, (LoopValues.Symbol(own, LoopValues.Value, DataType.Unknown), LoopValues.Item(own)))];
        if (BoundTo(own.Head, "currentValue") is { } bound)
        {
            assignments.Add(Made(own.Head, (bound, LoopValues.Item(own))));
        }

        return assignments;
    }

    /// <summary>The script's value is the activity's output <c>Result</c>.</summary>
    private List<Assignment> BindScript(Step step)
    {
        if (Inputs.Find(step.Node, "script") is not { } script)
        {
            findings.Error("FLOW0103", step.Node, $"The script of '{step.Node.DisplayName}' is not set.", "Write a script that returns a value.");
            return [];
        }

        BoundInput value = new(binder.Bind(script with { Language = script.Language is "Literal" or "Object" ? "JavaScript" : script.Language }, "Object", step), script);
        List<Assignment> assignments = [new(new OutputSymbol(step), value with { Value = new ObjectLiteral([new("Result", value.Value)], 0) })];
        if (BoundTo(step, "result") is { } bound)
        {
            assignments.Add(new(bound, value));
        }

        return assignments;
    }

    /// <summary>Seconds, rounded up, of what is written out; a computed delay is a text of the form <c>[d.]hh:mm:ss</c>, as Elsa takes it, or a number of seconds.</summary>
    private BoundInput BindDelay(Step step)
    {
        InputValue? input = Inputs.Find(step.Node, "timeSpan");
        if (input is { Language: "Literal" or "Object", Value: StringData text })
        {
            if (TimeSpan.TryParse(text.Value, CultureInfo.InvariantCulture, out TimeSpan delay) && delay >= TimeSpan.Zero && delay.TotalSeconds <= 99_999_999)
            {
                return new(new Literal(NumberData.Of((long)Math.Ceiling(delay.TotalSeconds))), input);
            }
        }
        else if (input is { Language: not ("Literal" or "Object" or null) })
        {
            Expr value = binder.Bind(input, "TimeSpan", step);
            DataType type = value switch
            {
                SymbolUse { Type: var declared } => declared,
                RawJsonata or Exact { Value: Binary { Operator: "-" or "*" or "/" } } => DataType.Number,
                _ => DataType.Unknown,
            };
            return new(type.Kind == DataKind.Number || (type.Kind == DataKind.Unknown && language == QueryLanguage.JsonPath) ? value : SecondsOf(value), input);
        }

        findings.Error("FLOW0104", step.Node, $"The delay of '{step.Node.DisplayName}' is not a time span. {LargestDelay}", "Enter the delay as hh:mm:ss, or as an expression.");
        return Nothing(step);
    }

    private static Expr SecondsOf(Expr span)
    {
        Expr parts = ScriptParser.Parse("const t = String(SPAN).split(':'); const d = t[0].split('.'); return (d.length > 1 ? Number(d[0]) * 86400 + Number(d[1]) * 3600 : Number(d[0]) * 3600) + Number(t[1]) * 60 + Math.ceil(Number(t[2]));");
        return ExprWalk.Replace(parts, part => part is Name { Text: "SPAN" } ? span : null);
    }

    private BoundInput BindMoment(Step step)
    {
        InputValue? input = Inputs.Find(step.Node, "dateTime");
        if (input is { Language: "Literal" or "Object", Value: StringData text }
            && DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
        {
            return new(new Literal(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)), input);
        }

        if (input is { Language: not ("Literal" or "Object" or null) })
        {
            return new(binder.Bind(input, "DateTimeOffset", step), input);
        }

        findings.Error("FLOW0104", step.Node, $"The moment of '{step.Node.DisplayName}' is no date and time.", "Enter it as 2026-09-01T08:00:00+00:00, or as an expression.");
        return Nothing(step);
    }

    /// <summary>The message; with a category or a type, all of them as JSON.</summary>
    private BoundInput? BindCause(Step step)
    {
        BoundInput? message = BindInput(step, "message", "String");
        List<ObjectMember> more = [];
        foreach (string name in new[] { "category", "faultType" })
        {
            if (BindInput(step, name, "String") is { Value: not Literal { Value: StringData { Value.Length: 0 } } } value)
            {
                more.Add(new(name, value.Value));
            }
        }

        if (more.Count == 0)
        {
            return message;
        }

        ObjectLiteral whole = new([new("message", message?.Value ?? new Literal("")), .. more], 0);
        Expr text = whole.Members.All(member => member.Value is Literal)
            ? new Literal(ObjectData.Of([.. whole.Members.Select(member => (member.Key!, ((Literal)member.Value).Value))]).ToJson())
            : new Call(new Name("toJson", 0), [whole], 0);
        return new(text, message?.Source ?? Source(step));
    }

    private static Assignment Made(Step step, (Symbol Target, Expr Value) made) => new(made.Target, new(made.Value, Source(step)));

    private static InputValue Source(Step step) => new("Literal", null, null, step.Node.Pointer);
}
