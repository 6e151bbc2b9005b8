using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>
/// What arguments a function takes, written like <c>&lt;s-nn?:s&gt;</c>: one letter a type, <c>-</c> takes the context where the
/// argument is absent, <c>?</c> optional, <c>+</c> one or more, <c>(sn)</c> a choice, <c>a&lt;n&gt;</c> an array of numbers.
/// Arguments are matched like text by a regular expression, which is how the reference defines the rules.
/// </summary>
internal sealed class Signature
{
    private readonly Parameter[] parameters;
    private readonly bool repeatsFirst;

    private Signature(Parameter[] parameters, bool repeatsFirst)
    {
        this.parameters = parameters;
        this.repeatsFirst = repeatsFirst;
    }

    /// <param name="repeatsFirst">See <see cref="Dialect.RepeatsFirstArgument"/>.</param>
    /// <exception cref="JsonataException">S0401 or S0402.</exception>
    public static Signature Parse(string text, int position = -1, bool repeatsFirst = false)
    {
        List<Parameter> parameters = [];
        for (int at = 1; at < text.Length && text[at] != ':'; at++)
        {
            char symbol = text[at];
            switch (symbol)
            {
                case 's' or 'n' or 'b' or 'l' or 'o':
                    parameters.Add(new Parameter(symbol.ToString(), TypeSet.Of(symbol) | TypeSet.Missing));
                    break;
                case 'a' or 'x':
                    parameters.Add(new Parameter(symbol.ToString(), TypeSet.Any));
                    break;
                case 'f':
                    parameters.Add(new Parameter("f", TypeSet.Function));
                    break;
                case 'j':
                    parameters.Add(new Parameter("j", TypeSet.Any & ~TypeSet.Function));
                    break;
                case '(':
                    int end = Closing(text, at, '(', ')');
                    string choice = text[(at + 1)..Math.Min(end, text.Length)];
                    if (choice.Contains('<'))
                    {
                        throw new JsonataException("S0402", position, value: choice);
                    }

                    parameters.Add(new Parameter($"({choice})", TypeSet.OfAll(choice) | TypeSet.Missing));
                    at = end;
                    break;
                case '-' or '?' or '+' when parameters.Count > 0:
                    parameters[^1] = parameters[^1].With(symbol);
                    break;
                case '<':
                    if (parameters.Count == 0 || parameters[^1].Type is not ("a" or "f"))
                    {
                        throw new JsonataException("S0401", position, parameters.Count == 0 ? null : parameters[^1].Type);
                    }

                    int close = Closing(text, at, '<', '>');
                    parameters[^1] = parameters[^1] with { Subtype = text[(at + 1)..Math.Min(close, text.Length)] };
                    at = close;
                    break;
            }
        }

        return new Signature([.. parameters], repeatsFirst);
    }

    /// <summary>Checks the arguments and completes them: context for an absent one, arrays around single values.</summary>
    /// <param name="spare">Where the result goes if there are at most as many as it holds.</param>
    /// <returns>The arguments in the places of the parameters.</returns>
    public ReadOnlySpan<JsonData?> Validate(ReadOnlySpan<JsonData?> arguments, JsonData? context, Span<JsonData?> spare)
    {
        Span<int> taken = stackalloc int[parameters.Length];
        if (!MatchGreedily(arguments, taken) && !Match(arguments, 0, 0, taken))
        {
            throw Mismatch(arguments);
        }

        int needed = 0;
        foreach (int n in taken)
        {
            needed += Math.Max(n, 1);
        }

        Span<JsonData?> result = needed <= spare.Length ? spare[..needed] : new JsonData?[needed];
        int from = 0;
        int to = 0;
        for (int p = 0; p < parameters.Length; p++)
        {
            Parameter parameter = parameters[p];
            if (taken[p] == 0)
            {
                result[to++] = parameter.TakesContext
                    ? parameter.Types.Has(context) ? context : throw Wrong("T0411", from, context)
                    : from < arguments.Length ? arguments[from] : null;
                from += parameter.TakesContext ? 0 : 1;
                continue;
            }

            int first = from;
            for (int i = 0; i < taken[p]; i++, from++)
            {
                int at = repeatsFirst && parameter.Type != "a" ? first : from;
                JsonData? argument = at < arguments.Length ? arguments[at] : null;
                result[to++] = parameter.Type == "a" && argument is not null ? AsArray(parameter, argument, taken[p], from) : argument;
            }
        }

        return result;
    }

    private static int Closing(string text, int start, char open, char close)
    {
        int depth = 1;
        for (int at = start + 1; at < text.Length; at++)
        {
            depth += text[at] == close ? -1 : text[at] == open ? 1 : 0;
            if (depth == 0)
            {
                return at;
            }
        }

        return text.Length;
    }

    private static ArrayData AsArray(Parameter parameter, JsonData argument, int taken, int index)
    {
        if (argument is ArrayData array)
        {
            return parameter.Subtype is null || HasOnly(array, parameter.Subtype) ? array : throw WrongItems(parameter, argument, index);
        }

        if (parameter.Subtype is { } subtype && !(taken == 1 && subtype.Length == 1 && subtype[0] == TypeSet.Symbol(argument)))
        {
            throw WrongItems(parameter, argument, index);
        }

        return new ArrayData(argument);
    }

    private static bool HasOnly(ArrayData array, string subtype)
    {
        if (array.Count == 0)
        {
            return true;
        }

        // A range that is not written out holds numbers.
        if ((array.Marks & ArrayMarks.Range) != 0)
        {
            return subtype.StartsWith('n');
        }

        if (subtype.Length == 0 || TypeSet.Symbol(array[0]) != subtype[0])
        {
            return false;
        }

        int type = TypeSet.OfValue(array[0]);
        foreach (JsonData item in array.Span)
        {
            if (TypeSet.OfValue(item) != type)
            {
                return false;
            }
        }

        return true;
    }

    private static JsonataException Wrong(string code, int index, JsonData? value) => new(code, value: value) { Argument = index + 1 };

    private static JsonataException WrongItems(Parameter parameter, JsonData argument, int index) =>
        new("T0412", value: argument) { Argument = index + 1, ExpectedType = TypeSet.Plural(parameter.Subtype!) };

    /// <summary>The usual case: every parameter takes what fits, from left to right.</summary>
    private bool MatchGreedily(ReadOnlySpan<JsonData?> arguments, Span<int> taken)
    {
        int next = 0;
        for (int p = 0; p < parameters.Length; p++)
        {
            Parameter parameter = parameters[p];
            if (parameter.Repeats || parameter.IsLazy)
            {
                return false;
            }

            bool fits = next < arguments.Length && parameter.Types.Has(arguments[next]);
            if (!fits && !parameter.IsOptional)
            {
                return false;
            }

            taken[p] = fits ? 1 : 0;
            next += taken[p];
        }

        return next == arguments.Length;
    }

    private bool Match(ReadOnlySpan<JsonData?> arguments, int p, int next, Span<int> taken)
    {
        if (p == parameters.Length)
        {
            return next == arguments.Length;
        }

        Parameter parameter = parameters[p];
        int most = 0;
        while (next + most < arguments.Length && (most == 0 || parameter.Repeats) && parameter.Types.Has(arguments[next + most]))
        {
            most++;
        }

        int least = parameter.IsOptional ? 0 : 1;
        for (int i = least; i <= most; i++)
        {
            taken[p] = parameter.IsLazy ? i : most - (i - least);
            if (Match(arguments, p + 1, next + taken[p], taken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first argument up to which the parameters cannot be matched.</summary>
    private JsonataException Mismatch(ReadOnlySpan<JsonData?> arguments)
    {
        int good = 0;
        foreach (Parameter parameter in parameters)
        {
            int most = 0;
            while (good + most < arguments.Length && (most == 0 || parameter.Repeats) && parameter.Types.Has(arguments[good + most]))
            {
                most++;
            }

            if (most == 0 && !parameter.IsOptional)
            {
                break;
            }

            good += most;
        }

        return Wrong("T0410", good, good < arguments.Length ? arguments[good] : null);
    }

    private sealed record Parameter(string Type, int TypeBits)
    {
        public TypeSet Types => new(TypeBits);

        public string? Subtype { get; init; }

        public bool TakesContext { get; private init; }

        public bool IsOptional { get; private init; }

        public bool Repeats { get; private init; }

        public bool IsLazy { get; private init; }

        /// <summary>A second modifier behaves like one behind a quantifier of a regular expression: it makes that lazy.</summary>
        public Parameter With(char modifier) => modifier switch
        {
            '+' => this with { Repeats = true },
            _ => (this with { TakesContext = TakesContext || modifier == '-' }).OptionalOrLazy(),
        };

        private Parameter OptionalOrLazy() => IsOptional || Repeats ? this with { IsLazy = true } : this with { IsOptional = true };
    }
}
