using System.Globalization;
using ImageFlow.Workflows.Expressions.Jsonata;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Exactness;

/// <summary>Arrays and objects. A JSONata sequence of one item is that item, so results are put back into arrays.</summary>
internal sealed partial class ExactRenderer
{
    /// <summary>The greatest number of items that a payload of 256 KiB can hold.</summary>
    private const double MostItems = 1 << 17;

    private ExactText RenderArray(ArrayLiteral array)
    {
        List<string> items = [];
        ExactText? element = null;
        bool printable = true;
        foreach (Expr item in array.Items)
        {
            if (item is Spread spread)
            {
                ExactText value = Render(spread.Value);
                ExactText whole = value.Type.Kind == DataKind.Array ? ArrayOf(value) : throw Refuse("It is not known that the spread value is an array.", "Declare it as an array.", spread.At);
                items.Add(whole.IsConstructor ? $"({whole.Text})" : whole.Text);
                Meet(whole.ItemOrUnknown);
                printable = false;
                continue;
            }

            ExactText one = OrNull(Render(item));
            items.Add(AsItem(one));
            Meet(one);
            printable &= one.Printable;
        }

        return ExactText.OfType($"[{string.Join(", ", items)}]", DataType.ArrayOf(element?.Type ?? DataType.Unknown)) with
        {
            IsConstructor = true,
            Fresh = true,
            Printable = printable,
            Item = element ?? ExactText.OfType("", DataType.Unknown),
        };

        void Meet(ExactText one) => element = element is null ? one : ExactText.Merge("", JsonataText.Atom, element, one);
    }

    /// <summary>JSONata flattens arrays that stand among the items, so one that may be an array is wrapped once more.</summary>
    private string AsItem(ExactText value) => value.Type.Kind switch
    {
        DataKind.Array when value.Null => Bound(value, text => value with { Text = $"{text} = null ? null : [[{text}]]", Strength = JsonataText.Choice }).Text,
        DataKind.Array when !value.IsConstructor => $"[{value.Text}]",
        DataKind.Unknown => Bound(value, text => value with { Text = $"$type({text}) = 'array' ? [[{text}]] : {text}", Strength = JsonataText.Choice }).Text,
        _ => value.Text,
    };

    private ExactText RenderObject(ObjectLiteral literal)
    {
        List<string> parts = [];
        OrderedDictionary<string, string> members = [];
        bool spread = literal.Members.Any(member => member.Key is null);
        bool printable = !spread;
        foreach (ObjectMember member in literal.Members)
        {
            ExactText value = Render(member.Value);
            if (member.Key is { } key)
            {
                if (value.Blurred || (value.Missing && spread) || key == "__proto__")
                {
                    throw Refuse($"It is not known whether the member '{key}' is null or left out.", "Write ?? null behind its value.", literal.At);
                }

                if (members.ContainsKey(key))
                {
                    throw Refuse($"The member '{key}' is there twice.", "Take one away.", literal.At);
                }

                members[key] = value.Text;
                printable &= value.Printable && !char.IsAsciiDigit(key.FirstOrDefault());
                continue;
            }

            if (value.Type.Kind != DataKind.Object || !value.IsSolid)
            {
                throw Refuse("It is not known that the spread value is an object.", "Declare it as an object that is always set.", literal.At);
            }

            Flush(parts, members);
            parts.Add(value.Text);
        }

        Flush(parts, members);
        string text = spread ? $"$merge([{string.Join(", ", parts)}])" : parts.Count == 0 ? "{}" : parts[0];
        return new(text, JsonataText.Atom, DataType.Object) { Printable = printable };

        static void Flush(List<string> parts, OrderedDictionary<string, string> members)
        {
            if (members.Count > 0)
            {
                parts.Add($"{{{string.Join(", ", members.Select(member => $"{JsonataText.Quote(member.Key)}: {member.Value}"))}}}");
                members.Clear();
            }
        }
    }

    private ExactText ArrayMethod(string name, ExactText value, Call call)
    {
        ExactText target = ArrayOf(value);
        ExactText item = target.ItemOrUnknown;
        switch (name)
        {
            case "map":
                (string map, ExactText mapped) = Callback(call, target, body => OrNull(body));
                return Collected($"$map({target.Text}, {map})", mapped);
            case "filter":
                return Collected($"$filter({target.Text}, {Test(call, target)})", item);
            case "some":
                return ExactText.Boolean($"$exists($filter({target.Text}, {Test(call, target)}))");
            case "every":
                return ExactText.Boolean($"$not($exists($filter({target.Text}, {Callback(call, target, body => ExactText.Boolean($"$not({Truth(body).Text})")).Text})))");
            case "find":
                return ItemAt(Collected($"$filter({target.Text}, {Test(call, target)})", item), "0");
            case "join":
                return JoinItems(target, item, call);
            case "reduce":
                return Reduce(target, call);
            case "reverse" when target.Fresh && call.Arguments.Count == 0:
                return target with { Text = $"$reverse({target.Text})", Strength = JsonataText.Atom, IsConstructor = false };
            case "pop" when target.Fresh && call.Arguments.Count == 0:
                return ItemAt(target, "-1");
            case "shift" when target.Fresh && call.Arguments.Count == 0:
                return ItemAt(target, "0");
            case "includes" when call.Arguments.Count == 1:
                ExactText sought = Scalar(call);
                return ExactText.Boolean($"{sought.Within(JsonataText.Compare + 1)} in {target.Within(JsonataText.Compare + 1)}", JsonataText.Compare);
            case "indexOf" when call.Arguments.Count == 1:
                ExactText one = Scalar(call);
                string of = Unique("item");
                string at = Unique("at");
                return ExactText.Number(
                    $"$append([$map({target.Text}, function(${of}, ${at}){{ ${of} = {one.Within(JsonataText.Compare + 1)} ? ${at} }})], -1)[0]",
                    JsonataText.Atom,
                    new(-1, int.MaxValue),
                    true);
            case "concat" when call.Arguments.Count == 1 && Argument(call, 0) is { IsSolid: true, Type.Kind: not DataKind.Unknown } other:
                ExactText more = other.Type.Kind == DataKind.Array ? other.ItemOrUnknown : other;
                return ExactText.OfType($"$append({target.Text}, {(other.Type.Kind == DataKind.Object ? $"[{other.Text}]" : other.Text)})", DataType.ArrayOf(DataType.Union(item.Type, more.Type))) with
                {
                    Item = ExactText.Merge("", JsonataText.Atom, item, more),
                    Fresh = true,
                };
            case "at" when call.Arguments.Count == 1:
                return ItemAt(target, Whole(call, 0, negative: true).ToString(CultureInfo.InvariantCulture));
            case "slice":
                return SliceArray(target, item, call);
            default:
                throw NoMethod(name, target, call);
        }
    }

    private ExactText Scalar(Call call) => Argument(call, 0) is { IsSolid: true, Type.Kind: DataKind.String or DataKind.Number or DataKind.Boolean } sought
        ? sought
        : throw Refuse("JavaScript compares arrays and objects by identity, and null is not undefined.", "Look for a number or a string that is always set.", call.At);

    private ExactText JoinItems(ExactText target, ExactText item, Call call)
    {
        string separator = call.Arguments.Count == 0 ? "','" : StringArgument(call, 0).Text;
        bool plain = item.Type.Kind == DataKind.String && item.IsSolid;
        if (!plain && !(item.Type.Kind is DataKind.String or DataKind.Boolean or DataKind.Null || (item.Type.Kind == DataKind.Number && item.IsShortWhole)))
        {
            throw Refuse("Items of unknown type, arrays, objects and numbers with a fraction have another text in JSONata.", "Map the items to strings first.", call.At);
        }

        string one = Unique("item");
        string texts = plain ? target.Text : $"[$map({target.Text}, function(${one}){{ ${one} = null ? '' : $string(${one}) }})]";
        return ExactText.String($"$join({texts}, {separator})", false);
    }

    private ExactText SliceArray(ExactText value, ExactText item, Call call)
    {
        int start = call.Arguments.Count == 0 ? 0 : Whole(call, 0, negative: true);
        int? end = call.Arguments.Count > 1 ? Whole(call, 1, negative: true) : null;
        return Bound(value, text =>
        {
            string at = Unique("at");
            List<string> tests = [Side(start, ">=")];
            if (end is { } last)
            {
                tests.Add(Side(last, "<"));
            }

            return Collected($"$filter({text}, function(${Unique("item")}, ${at}){{ {string.Join(" and ", tests)} }})", item);

            string Side(int bound, string op) => bound < 0
                ? string.Create(CultureInfo.InvariantCulture, $"${at} {op} $count({text}) - {-(long)bound}")
                : string.Create(CultureInfo.InvariantCulture, $"${at} {op} {bound}");
        });
    }

    /// <summary>The sum of what came so far has one type in all rounds, and grows by at most as much as an item.</summary>
    private ExactText Reduce(ExactText target, Call call)
    {
        if (call.Arguments.Count != 2 || call.Arguments[0] is not Lambda { Parameters.Count: 2 } lambda)
        {
            throw Refuse("'reduce' takes a function of two parameters and a start value.", "Write .reduce((sum, item) => …, 0).", call.At);
        }

        const double Large = 1e200;
        ExactText start = Argument(call, 1);
        bool isNumber = start.Type.Kind == DataKind.Number && start.IsSolid;
        if (!isNumber && !(start.Type.Kind is DataKind.String or DataKind.Boolean && start.IsSolid))
        {
            throw Refuse("The start value of 'reduce' is no number, string or boolean.", "Begin with 0 or ''.", call.At);
        }

        ExactText sum = isNumber ? ExactText.Number("", JsonataText.Atom, new(-Large, Large), false) : ExactText.OfType("", start.Type);
        ExactText item = target.ItemOrUnknown;
        return WithLocals([(lambda.Parameters[0], sum), (lambda.Parameters[1], item)], names =>
        {
            ExactText body = Render(lambda.Body);
            double growth = Math.Max(body.Range.High - Large, -Large - body.Range.Low);
            if (!body.IsSolid || body.Type.Kind != start.Type.Kind || (isNumber && growth > Large / MostItems / 1e6))
            {
                throw Refuse("What 'reduce' gathers may change its type or grow without bound.", "Add numbers of declared types to 0, or join texts to ''.", call.At);
            }

            return sum with { Text = $"$reduce({target.Text}, function(${names[0]}, ${names[1]}){{ {body.Text} }}, {start.Text})", Narrow = false };
        });
    }

    /// <summary>A sequence as an array; <c>[]</c> after the call keeps one item that is itself an array.</summary>
    private static ExactText Collected(string sequence, ExactText item) =>
        ExactText.OfType(item.Type.Kind is DataKind.Unknown or DataKind.Array ? $"[{sequence}[]]" : $"[{sequence}]", DataType.ArrayOf(item.Type)) with
        {
            IsConstructor = true,
            Fresh = true,
            Item = item,
        };

    private string Test(Call call, ExactText target) => Callback(call, target, Truth).Text;

    private (string Text, ExactText Result) Callback(Call call, ExactText target, Func<ExactText, ExactText> finish)
    {
        if (call.Arguments.Count != 1 || call.Arguments[0] is not Lambda { Parameters.Count: <= 2 } lambda)
        {
            throw Refuse("An array method takes a function of one or two parameters, written where it is used.", "Write item => … or (item, index) => ….", call.At);
        }

        ExactText position = ExactText.Number("", JsonataText.Atom, Interval.Index, true);
        List<(string, ExactText)> parameters = [.. lambda.Parameters.Zip([target.ItemOrUnknown, position])];
        return WithLocals(parameters, names =>
        {
            ExactText body = finish(Render(lambda.Body));
            return ($"function({string.Join(", ", names.Select(name => "$" + name))}){{ {body.Text} }}", body);
        });
    }

    /// <summary>The array itself, or a failure where JavaScript would throw because it is none.</summary>
    private ExactText ArrayOf(ExactText value) => value.Type.Kind == DataKind.Array && value.IsSolid ? value : Bound(value, text =>
        ExactText.OfType($"($type({text}) = 'array' ? {text} : $error('A list is needed here'))", value.Type.Kind == DataKind.Array ? value.Type : DataType.ArrayOf(DataType.Unknown)) with
        {
            Item = value.Item ?? ExactText.OfType("", DataType.Unknown),
            Fresh = value.Fresh,
        });
}
