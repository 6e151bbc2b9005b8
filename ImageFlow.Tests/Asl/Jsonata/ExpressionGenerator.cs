using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Jsonata;

/// <summary>Makes expressions by the grammar, and JSON for them to work on; the same seed gives the same.</summary>
internal sealed class ExpressionGenerator(int seed)
{
    private const int Depth = 4;

    private static readonly string[] Names = ["a", "b", "c", "d", "name", "list", "nested", "nothing"];
    private static readonly string[] Texts = ["", "x", "abc", "Hello World", "12", "a,b,c", "zz top", "ä€😀", "2017-05-15"];
    private static readonly string[] Unary = ["sum", "count", "max", "average", "string", "length", "uppercase", "trim", "number", "abs", "floor", "round", "boolean",
        "not", "exists", "keys", "spread", "reverse", "distinct", "type", "merge", "base64encode", "encodeUrlComponent", "min", "ceil", "lowercase", "sort", "zip"];

    private static readonly string[] Binary = ["append", "join", "split", "contains", "lookup", "substringBefore", "substringAfter", "power", "zip", "formatBase", "round", "pad"];
    private static readonly string[] Higher = ["map", "filter", "reduce", "each", "sift", "single", "sort"];
    private static readonly string[] Operators = ["+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "&", "and", "or", "in"];

    private readonly Random random = new(seed);

    public string Expression() => Make(Depth);

    public JsonData Json(int depth = 3)
    {
        int kind = random.Next(depth <= 0 ? 4 : 8);
        return kind switch
        {
            0 => NullData.Instance,
            1 => random.Next(2) == 0,
            2 => new NumberData(random.Next(-20, 100) / (random.Next(3) == 0 ? 4.0 : 1.0)),
            3 => Pick(Texts),
            4 or 5 => new ArrayData([.. Enumerable.Range(0, random.Next(4)).Select(_ => Json(depth - 1))]),
            _ => Object(depth),
        };
    }

    public ObjectData Object(int depth = 4)
    {
        ObjectDataBuilder members = new();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            members.Set(Pick(Names), Json(depth - 1));
        }

        return members.Build();
    }

    private T Pick<T>(T[] items) => items[random.Next(items.Length)];

    private string Make(int depth)
    {
        if (depth <= 0)
        {
            return Leaf();
        }

        int d = depth - 1;
        return random.Next(24) switch
        {
            0 or 1 or 2 or 3 => $"{Make(d)}.{Step(d)}",
            4 or 5 => $"{Path(d)}[{Predicate(d)}]",
            6 or 7 => $"({Make(d)} {Pick(Operators)} {Make(d)})",
            8 => $"[{Make(d)}, {Make(d)}]",
            9 => $"{{\"k\": {Make(d)}, \"l\": {Make(d)}}}",
            10 => $"({Make(d)} ? {Make(d)} : {Make(d)})",
            11 => $"($v := {Make(d)}; {Make(d)})",
            12 or 13 => $"${Pick(Unary)}({Make(d)})",
            14 => $"${Pick(Binary)}({Make(d)}, {Make(d)})",
            15 => $"${Pick(Higher)}({Make(d)}, {Function(d)})",
            16 => $"{Path(d)}^({(random.Next(2) == 0 ? ">" : "")}{Leaf()})",
            17 => $"{Path(d)}{{{Key()}: {Make(d)}}}",
            18 => $"{Make(d)} ~> ${Pick(Unary)}",
            19 => $"{Path(d)}[]",
            20 => $"{Path(d)}.%.{Pick(Names)}",
            21 => $"{Path(d)}#$i.{{\"i\": $i, \"v\": {Make(d)}}}",
            22 => $"{Path(d)}@$e.{Step(d)}",
            _ => $"-{Make(d)}",
        };
    }

    private string Path(int depth) => random.Next(3) switch
    {
        0 => Pick(Names),
        1 => $"{Pick(Names)}.{Pick(Names)}",
        _ => depth <= 0 ? Pick(Names) : $"({Make(depth - 1)})",
    };

    private string Step(int depth) => random.Next(6) switch
    {
        0 or 1 or 2 => Pick(Names),
        3 => "*",
        4 => "$",
        _ => $"({Make(depth - 1)})",
    };

    private string Predicate(int depth) => random.Next(4) switch
    {
        0 => random.Next(-3, 4).ToString(CultureInfo.InvariantCulture),
        1 => $"{Pick(Names)} = {Leaf()}",
        2 => "[0, 2]",
        _ => Make(depth - 1),
    };

    private string Key() => random.Next(2) == 0 ? "\"k\"" : $"$string({Pick(Names)})";

    private string Function(int depth) => random.Next(3) switch
    {
        0 => $"function($x){{{Make(depth - 1)}}}",
        1 => $"function($x, $y){{$x & {Make(depth - 1)}}}",
        _ => $"${Pick(Unary)}",
    };

    private string Leaf() => random.Next(14) switch
    {
        0 or 1 or 2 or 3 => Pick(Names),
        4 or 5 => random.Next(-3, 12).ToString(CultureInfo.InvariantCulture),
        6 => (random.Next(-300, 300) / 8.0).ToString(CultureInfo.InvariantCulture),
        7 => $"\"{Pick(Texts)}\"",
        8 => Pick(["true", "false", "null"]),
        9 => "$",
        10 => "$$",
        11 => "$x",
        12 => "**",
        _ => $"[{random.Next(3)}..{random.Next(6)}]",
    };
}
