using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Jsonata;

/// <summary>
/// Writes a bound expression as JSONata that gives the same value as the JavaScript, or refuses. Where JavaScript throws, the
/// JSONata gives nothing or fails, which fails the state; docs/expressions.md lists the rules.
/// </summary>
internal sealed partial class JsonataRenderer
{
    private readonly Dictionary<string, JsonataText> locals = new(StringComparer.Ordinal);
    private readonly HashSet<string> reserved;

    private JsonataRenderer(Expr expression) => reserved = [.. VariablesIn(expression)];

    /// <summary>The expression as a value.</summary>
    /// <exception cref="ExpressionException">The expression has no exact JSONata form.</exception>
    public static JsonataText Value(Expr expression)
    {
        JsonataRenderer renderer = new(expression);
        if (expression is Exact script)
        {
            return new Exactness.ExactRenderer(renderer.reserved).Value(script.Value);
        }

        JsonataText value = renderer.Render(expression);
        return value.NullWhenAbsent ? OrNull(value) : value;
    }

    /// <summary>Whether a member or item certainly has a value.</summary>
    /// <exception cref="ExpressionException">The expression has no exact JSONata form.</exception>
    public static bool IsSure(Expr expression) => new JsonataRenderer(expression).Render(expression) is { IsDefinite: true } or { NullWhenAbsent: true };

    /// <summary>The expression as a condition: JavaScript's truthiness, and always a boolean.</summary>
    public static JsonataText Condition(Expr expression)
    {
        JsonataRenderer renderer = new(expression);
        if (expression is Exact script)
        {
            return new Exactness.ExactRenderer(renderer.reserved).Condition(script.Value);
        }

        JsonataText truth = renderer.Truth(renderer.Render(expression));
        return truth.IsDefinite ? truth : new($"{truth.Within(JsonataText.Compare + 1)} = true", JsonataText.Compare, DataType.Boolean);
    }

    private static IEnumerable<string> VariablesIn(Expr expression) =>
        ExprWalk.All(expression).OfType<Reference>().Where(reference => reference.Root == ReferenceRoot.Variable).Select(reference => reference.Variable!);

    private JsonataText Render(Expr expression) => expression switch
    {
        Literal literal => new(JsonataText.Json(literal.Value), JsonataText.Atom, JsonataText.TypeOf(literal.Value)) { MayBeNull = literal.Value is NullData, IsConstructor = literal.Value is ArrayData },
        UndefinedValue => new("$undefined", JsonataText.Atom, DataType.Unknown, false),
        Name local => locals.TryGetValue(local.Text, out JsonataText? known) ? known : throw Unknown(local.Text, local.At),
        Reference reference => RenderReference(reference),
        Exact exact => new Exactness.ExactRenderer(reserved).Part(exact.Value),
        MissingAsNull missing => Render(missing.Value) with { IsDefinite = false, NullWhenAbsent = true, MayBeNull = true },
        RawJsonata raw => new(raw.Text, 0, DataType.Unknown) { MayBeNull = true },
        Member member => RenderMember(member),
        Subscript index => RenderIndex(index),
        Call call => RenderCall(call),
        ArrayLiteral array => RenderArray(array),
        ObjectLiteral literal => RenderObject(literal),
        TemplateText template => RenderTemplate(template),
        Unary unary => RenderUnary(unary),
        Binary binary => RenderBinary(binary),
        Conditional conditional => RenderConditional(conditional),
        Let let => RenderLet(let),
        Lambda lambda => throw Refuse("A function can only be the argument of an array method.", "Write the function where it is used.", lambda.At),
        Spread spread => throw Refuse("A spread can only stand in an array or an object.", "Take the dots away.", spread.At),
        _ => throw new InvalidOperationException($"No JSONata is known for {expression.GetType().Name}."),
    };

    private static JsonataText RenderReference(Reference reference) =>
        new(TextOf(reference), JsonataText.Atom, reference.Type, reference.IsDefinite) { Shape = reference.Shape, MayBeNull = reference.MayBeNull };

    /// <summary>Where the value lies, as a path.</summary>
    internal static string TextOf(Reference reference) => reference.Root switch
    {
        ReferenceRoot.StateInput => "$states.input",
        ReferenceRoot.ExecutionInput => "$states.context.Execution.Input",
        ReferenceRoot.Result => "$states.result",
        ReferenceRoot.Context => $"$states.context.{reference.Variable}",
        _ => "$" + reference.Variable,
    };

    private JsonataText RenderMember(Member member)
    {
        if (member.Property == "length")
        {
            return Length(Render(member.Target), member.At);
        }

        JsonataText target = Render(member.Target);
        if (target.Type.IsScalar || target.Type.Kind == DataKind.Array)
        {
            throw Refuse($"The value is a {target.Type}, which has no member '{member.Property}'.", "Correct the member or the declared type.", member.At);
        }

        DataType? known = target.Shape?.FirstOrDefault(entry => entry.Key == member.Property).Value;
        return new($"{target.Within(JsonataText.Atom)}.{JsonataText.Field(member.Property)}", JsonataText.Atom, known ?? DataType.Unknown, known is not null && target.IsDefinite)
        {
            MayBeNull = target.Shape is null || target.MayBeNull,
        };
    }

    private JsonataText RenderIndex(Subscript index)
    {
        JsonataText target = Render(index.Target);
        if (index.Key is Literal { Value: StringData name })
        {
            return RenderMember(new Member(index.Target, name.Value, false, index.At));
        }

        JsonataText key = Render(index.Key);
        DataType element = target.Type.Element ?? DataType.Unknown;
        if (index.Key is Literal { Value: NumberData { Value: < 0 } } or Unary { Operator: "-" })
        {
            throw Refuse("A negative index counts from the end in JSONata, but finds nothing in JavaScript.", "Use .at(-1) to count from the end.", index.At);
        }

        return key.Type.Kind switch
        {
            _ when target.Type.IsScalar => throw Refuse("Only arrays and objects have members by index.", "Use charAt for a character of a string.", index.At),
            DataKind.Number => new($"{target.Within(JsonataText.Atom)}[{key.Text}]", JsonataText.Atom, element, false) { MayBeNull = true },
            DataKind.String => new($"$lookup({target.Text}, {key.Text})", JsonataText.Atom, DataType.Unknown, false) { MayBeNull = true },
            _ => throw Refuse("It is not known whether the index is a number or a name.", "Write Number(…) or String(…) around it.", index.At),
        };
    }

    /// <summary>JSONata flattens arrays that stand among the items, so one that may be an array is wrapped once more.</summary>
    private JsonataText RenderArray(ArrayLiteral array)
    {
        List<string> items = [];
        DataType? element = null;
        foreach (Expr item in array.Items)
        {
            if (item is Spread spread)
            {
                JsonataText whole = Render(spread.Value);
                if (whole.Type.Kind != DataKind.Array)
                {
                    throw Refuse("It is not known that the spread value is an array.", "Declare it as an array.", spread.At);
                }

                items.Add(whole.IsConstructor ? $"({whole.Text})" : whole.Text);
                element = element is null ? whole.Type.Element : DataType.Union(element, whole.Type.Element!);
                continue;
            }

            JsonataText value = Render(item);
            items.Add(Item(OrNull(value)));
            element = element is null ? value.Type : DataType.Union(element, value.Type);
        }

        return new($"[{string.Join(", ", items)}]", JsonataText.Atom, DataType.ArrayOf(element ?? DataType.Unknown)) { IsConstructor = true };
    }

    private static string Item(JsonataText value) => value.Type.Kind switch
    {
        DataKind.Array when value.MayBeNull => $"{value.Within(JsonataText.Compare + 1)} = null ? null : [[{value.Text}]]",
        DataKind.Array when !value.IsConstructor => $"[{value.Text}]",
        DataKind.Unknown => $"$type({value.Text}) = 'array' ? [[{value.Text}]] : {value.Within(JsonataText.Choice + 1)}",
        _ => value.Text,
    };

    private static JsonataText OrNull(JsonataText value) => value.IsDefinite
        ? value
        : new($"$exists({value.Text}) ? {value.Within(JsonataText.Choice + 1)} : null", JsonataText.Choice, value.Type) { MayBeNull = true };

    private JsonataText RenderObject(ObjectLiteral literal)
    {
        List<string> parts = [];
        OrderedDictionary<string, string> members = [];
        bool spread = false;
        foreach (ObjectMember member in literal.Members)
        {
            JsonataText value = Render(member.Value);
            if (member.Key is { } key)
            {
                members.Remove(key);
                members[key] = (value.NullWhenAbsent ? OrNull(value) : value).Text;
                continue;
            }

            spread = true;
            Flush(parts, members);
            parts.Add(value.Text);
        }

        Flush(parts, members);
        string text = spread ? $"$merge([{string.Join(", ", parts)}])" : parts.Count == 0 ? "{}" : parts[0];
        return new(text, JsonataText.Atom, DataType.Object);

        static void Flush(List<string> parts, OrderedDictionary<string, string> members)
        {
            if (members.Count > 0)
            {
                parts.Add($"{{{string.Join(", ", members.Select(member => $"{JsonataText.Quote(member.Key)}: {member.Value}"))}}}");
                members.Clear();
            }
        }
    }

    private JsonataText RenderTemplate(TemplateText template)
    {
        List<string> pieces = [];
        string constant = "";
        for (int i = 0; i < template.Texts.Count; i++)
        {
            constant += template.Texts[i];
            if (i < template.Values.Count && template.Values[i] is Literal { Value: StringData text })
            {
                constant += text.Value;
                continue;
            }

            if (constant.Length > 0)
            {
                pieces.Add(JsonataText.Quote(constant));
                constant = "";
            }

            if (i < template.Values.Count)
            {
                pieces.Add(AsText(Render(template.Values[i]), template.Values[i].At).Within(JsonataText.Add + 1));
            }
        }

        if (pieces.Count == 0)
        {
            return new("''", JsonataText.Atom, DataType.String);
        }

        bool isText = template.Texts.Any(text => text.Length > 0);
        return pieces.Count == 1 ? new(isText || pieces[0][0] == '\'' ? pieces[0] : $"$string({pieces[0]})", JsonataText.Atom, DataType.String) : new(string.Join(" & ", pieces), JsonataText.Add, DataType.String);
    }

    private JsonataText RenderConditional(Conditional conditional)
    {
        JsonataText test = Truth(Render(conditional.Test));
        JsonataText then = Render(conditional.Then);
        JsonataText otherwise = Render(conditional.Else);
        return new(
            $"{test.Within(JsonataText.Choice + 1)} ? {then.Within(JsonataText.Choice + 1)} : {otherwise.Within(JsonataText.Choice)}",
            JsonataText.Choice,
            DataType.Union(then.Type, otherwise.Type),
            then.IsDefinite && otherwise.IsDefinite)
        {
            MayBeNull = then.MayBeNull || otherwise.MayBeNull,
        };
    }

    private JsonataText RenderLet(Let let)
    {
        JsonataText value = OrNull(Render(let.Value));
        return WithLocals([(let.Variable, value with { IsDefinite = true })], names =>
        {
            JsonataText body = Render(let.Body);
            return body with { Text = $"(${names[0]} := {value.Text}; {body.Text})", Strength = JsonataText.Atom, IsConstructor = false };
        });
    }

    /// <summary>Renders with names in scope; a name that the state machine or JSONata's library uses is written otherwise.</summary>
    private T WithLocals<T>(IReadOnlyList<(string Name, JsonataText Known)> names, Func<IReadOnlyList<string>, T> render)
    {
        List<string> written = [];
        List<(string Name, JsonataText? Before)> shadowed = [];
        foreach ((string name, JsonataText known) in names)
        {
            string unique = name.Replace("$", "_", StringComparison.Ordinal);
            while (reserved.Contains(unique) || JsonataNames.IsBuiltIn(unique))
            {
                unique += "_";
            }

            shadowed.Add((name, locals.GetValueOrDefault(name)));
            locals[name] = known with { Text = "$" + unique, Strength = JsonataText.Atom, IsConstructor = false };
            written.Add(unique);
        }

        T result = render(written);
        foreach ((string name, JsonataText? before) in shadowed)
        {
            if (before is null)
            {
                locals.Remove(name);
            }
            else
            {
                locals[name] = before;
            }
        }

        return result;
    }

    private static ExpressionException Unknown(string name, int at) => new(
        "FLOW0204",
        $"The name '{name}' is not known here.",
        "Use a helper such as getInput(\"…\"), variables.…, getOutputFrom(\"Node\", \"output\"), or declare it with const.",
        at);

    private static ExpressionException Refuse(string message, string hint, int at) => new("FLOW0203", message, hint, at);
}
