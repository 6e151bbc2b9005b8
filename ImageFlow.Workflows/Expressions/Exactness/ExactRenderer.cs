using System.Globalization;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Exactness;

/// <summary>
/// Writes a user's JavaScript as JSONata that gives the same value, or refuses (FLOW0203), so that Node.js evaluates it. Where
/// JavaScript throws, the JSONata fails. Equal means equal as JSON: what is undefined as a whole is null.
/// </summary>
/// <param name="reserved">Names of the state machine's variables, which the expression's own must not hide.</param>
internal sealed partial class ExactRenderer(IReadOnlySet<string> reserved)
{
    /// <summary>What every object has in JavaScript without being its own.</summary>
    private static readonly HashSet<string> Inherited =
    [
        "constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "__proto__",
        "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
    ];

    private readonly Dictionary<string, ExactText> locals = new(StringComparer.Ordinal);
    private int temporaries;

    /// <exception cref="ExpressionException">It has no exact form.</exception>
    public JsonataText Value(Expr expression)
    {
        ExactText value = OrNull(Render(expression));
        return new(value.Text, value.Strength, value.Type) { MayBeNull = value.Null, IsConstructor = value.IsConstructor };
    }

    /// <summary>The value of a member of an object, which is left out where there is none; likewise of an item.</summary>
    /// <exception cref="ExpressionException">It has no exact form.</exception>
    public JsonataText Part(Expr expression)
    {
        ExactText value = Render(expression);
        return value.Blurred
            ? throw Refuse("It is not known whether the value is null or left out.", "Write ?? null behind it.", expression.At)
            : new(value.Text, value.Strength, value.Type, !value.Missing) { MayBeNull = value.Null, IsConstructor = value.IsConstructor };
    }

    /// <exception cref="ExpressionException">It has no exact form.</exception>
    public JsonataText Condition(Expr expression)
    {
        ExactText truth = Truth(Render(expression));
        return new(truth.Text, truth.Strength, DataType.Boolean);
    }

    private ExactText Render(Expr expression) => expression switch
    {
        Literal literal => RenderLiteral(literal.Value),
        Name local => locals.TryGetValue(local.Text, out ExactText? known) ? known : throw Unknown(local.Text, local.At),
        Reference reference => RenderReference(reference),
        Exact exact => Render(exact.Value),
        MissingAsNull missing => OrNull(Render(missing.Value)) with { Blurred = false },
        Member member => RenderMember(member),
        Subscript subscript => RenderSubscript(subscript),
        Call call => RenderCall(call),
        ArrayLiteral array => RenderArray(array),
        ObjectLiteral literal => RenderObject(literal),
        TemplateText template => RenderTemplate(template),
        Unary unary => RenderUnary(unary),
        Binary binary => RenderBinary(binary),
        Conditional conditional => RenderConditional(conditional),
        Let let => RenderLet(let),
        UndefinedValue nothing => throw Refuse("'undefined' as a value has no form in JSON.", "Write null.", nothing.At),
        Lambda lambda => throw Refuse("A function can only be the argument of an array method.", "Write the function where it is used.", lambda.At),
        Spread spread => throw Refuse("A spread can only stand in an array or an object.", "Take the dots away.", spread.At),
        _ => throw Refuse("This kind of expression has no exact form.", "Write it otherwise.", expression.At),
    };

    private static ExactText RenderLiteral(JsonData value)
    {
        string text = JsonataText.Json(value);
        return value switch
        {
            NumberData { Value: var number } => ExactText.Number(text, number < 0 ? JsonataText.Negate : JsonataText.Atom, Interval.Of(number), number == Math.Truncate(number)) with { Printable = number == Math.Truncate(number) && Math.Abs(number) < 1e15 },
            StringData literal => ExactText.String(text, !literal.Value.Any(char.IsSurrogate)) with { Printable = true },
            BooleanData => ExactText.Boolean(text) with { Printable = true },
            NullData => new ExactText(text, JsonataText.Atom, DataType.Null) { Null = true, Printable = true },
            ArrayData array => ExactText.OfType(text, JsonataText.TypeOf(array)) with { IsConstructor = true },
            _ => ExactText.OfType(text, DataType.Object),
        };
    }

    private static ExactText RenderReference(Reference reference)
    {
        bool isPosition = reference.Type.Kind == DataKind.Number && reference.Variable == "CurrentIndex";
        ExactText value = ExactText.OfType(JsonataRenderer.TextOf(reference), reference.Type);
        return value with
        {
            Missing = !reference.IsDefinite,
            Null = value.Null || reference.MayBeNull,
            Shape = reference.Shape,
            Range = isPosition ? Interval.Index : value.Range,
            Whole = isPosition || value.Whole,
        };
    }

    private ExactText RenderMember(Member member)
    {
        if (member.Property == "length")
        {
            return Length(Render(member.Target), member.At);
        }

        if (Inherited.Contains(member.Property))
        {
            throw Refuse($"Every object has '{member.Property}' in JavaScript.", "Give the member another name.", member.At);
        }

        if (!member.Optional && IsOptional(member.Target))
        {
            throw Refuse("A chain with '?.' ends as a whole where a part is missing.", "Write '?.' at every further member.", member.At);
        }

        ExactText target = Render(member.Target);
        DataType? known = target.Shape?.FirstOrDefault(entry => entry.Key == member.Property).Value;
        if (target.Type.Kind == DataKind.Object && target.IsSolid)
        {
            ExactText value = ExactText.OfType($"{target.Within(JsonataText.Atom)}.{JsonataText.Field(member.Property)}", known ?? DataType.Unknown);
            return value with { Missing = known is null };
        }

        if (target.Type.Kind is not (DataKind.Object or DataKind.Unknown))
        {
            throw Refuse($"The value is a {target.Type}, which has no member '{member.Property}' of its own.", "Correct the member or the declared type.", member.At);
        }

        return Bound(target, text =>
        {
            string found = $"$type({text}) = 'object' ? {text}.{JsonataText.Field(member.Property)}";
            string whole = member.Optional ? found : $"{found} : {text} = null or $not($exists({text})) ? $error('{member.Property}: there is no object that could have it')";
            return ExactText.OfType(whole, DataType.Unknown) with { Strength = JsonataText.Choice, Missing = true };
        });
    }

    private static bool IsOptional(Expr chain) => chain switch
    {
        Member member => member.Optional || IsOptional(member.Target),
        Subscript subscript => IsOptional(subscript.Target),
        Call call => IsOptional(call.Callee),
        _ => false,
    };

    private ExactText RenderSubscript(Subscript subscript)
    {
        if (subscript.Key is Literal { Value: StringData name })
        {
            return RenderMember(new Member(subscript.Target, name.Value, false, subscript.At));
        }

        if (IsOptional(subscript.Target))
        {
            throw Refuse("A chain with '?.' ends as a whole where a part is missing.", "Write '?.' at every further member.", subscript.At);
        }

        ExactText target = Render(subscript.Target);
        ExactText key = Render(subscript.Key);
        if (target.Type.Kind != DataKind.Array)
        {
            throw Refuse("It is not known that this is an array.", "Declare it as an array.", subscript.At);
        }

        ExactText array = ArrayOf(target);
        bool fromEnd = subscript.Key is Binary { Operator: "-", Left: Member { Property: "length" } length, Right: Literal { Value: NumberData { Value: >= 1 } } } && length.Target == subscript.Target;
        if (fromEnd && ((Binary)subscript.Key).Right is Literal { Value: NumberData back } && back.Value == Math.Truncate(back.Value))
        {
            return ItemAt(array, $"-{back.ToJson()}");
        }

        return key.Type.Kind == DataKind.Number && key is { IsSolid: true, Whole: true, Range.Low: >= 0 }
            ? ItemAt(array, key.Text)
            : throw Refuse("A computed index may be no whole number from 0 on.", "Write the index as a number, or as length - 1.", subscript.At);
    }

    private static ExactText ItemAt(ExactText array, string index)
    {
        ExactText item = array.ItemOrUnknown;
        return item with { Text = $"{array.Within(JsonataText.Atom)}[{index}]", Strength = JsonataText.Atom, Missing = true, IsConstructor = false };
    }

    private ExactText RenderConditional(Conditional conditional)
    {
        ExactText test = Truth(Render(conditional.Test));
        ExactText then = Render(conditional.Then);
        ExactText otherwise = Render(conditional.Else);
        return ExactText.Merge(
            $"{test.Within(JsonataText.Choice + 1)} ? {then.Within(JsonataText.Choice + 1)} : {otherwise.Within(JsonataText.Choice)}",
            JsonataText.Choice,
            then,
            otherwise);
    }

    private ExactText RenderLet(Let let)
    {
        ExactText value = OrNull(Render(let.Value));
        return WithLocals([(let.Variable, value)], names =>
        {
            ExactText body = Render(let.Body);
            return body with { Text = $"(${names[0]} := {value.Text}; {body.Text})", Strength = JsonataText.Atom, IsConstructor = false };
        });
    }

    /// <summary>A value in the place of none: null, which is what it is as JSON.</summary>
    private ExactText OrNull(ExactText value) => !value.Missing ? value : Bound(value, text =>
        value with { Text = $"$exists({text}) ? {text} : null", Strength = JsonataText.Choice, Missing = false, Null = true, Blurred = true, IsConstructor = false });

    /// <summary>Gives the value a name where its text is more than a path, so that it can be used several times.</summary>
    private ExactText Bound(ExactText value, Func<string, ExactText> use)
    {
        if (SimplePath().IsMatch(value.Text))
        {
            return use(value.Text);
        }

        string name = Unique(string.Create(CultureInfo.InvariantCulture, $"v{++temporaries}"));
        ExactText result = use("$" + name);
        return result with { Text = $"(${name} := {value.Text}; {result.Text})", Strength = JsonataText.Atom, IsConstructor = false };
    }

    private string Unique(string name)
    {
        string unique = name.Replace("$", "_", StringComparison.Ordinal);
        while (reserved.Contains(unique) || JsonataNames.IsBuiltIn(unique))
        {
            unique += "_";
        }

        return unique;
    }

    /// <summary>Renders with names in scope.</summary>
    private T WithLocals<T>(IReadOnlyList<(string Name, ExactText Known)> names, Func<IReadOnlyList<string>, T> render)
    {
        List<string> written = [];
        List<(string Name, ExactText? Before)> shadowed = [];
        foreach ((string name, ExactText known) in names)
        {
            string unique = Unique(name);
            shadowed.Add((name, locals.GetValueOrDefault(name)));
            locals[name] = known with { Text = "$" + unique, Strength = JsonataText.Atom, IsConstructor = false, Fresh = false };
            written.Add(unique);
        }

        T result = render(written);
        foreach ((string name, ExactText? before) in shadowed)
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

    private static ExpressionException Unknown(string name, int at) => new("FLOW0204", $"The name '{name}' has no exact form.", "Declare it with const, or use a helper.", at);

    private static ExpressionException Refuse(string message, string hint, int at) => new("FLOW0203", message, hint, at);

    [GeneratedRegex(@"^\$[\w.]+$")]
    private static partial Regex SimplePath();
}
