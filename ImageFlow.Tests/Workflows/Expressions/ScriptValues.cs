using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Workflows.Expressions;

/// <summary>Random values for the variables of the generated expressions, each of its variable's declared type.</summary>
internal static class ScriptValues
{
    private static readonly string[] Texts = ["", "a", "photo.jpg", "in/2026/cat.png", " x  y ", "ÄÖß", "10", "-0", "a\tb\n", "😀b", "%F0", "a%b", "null", "\"q\"", "z/z"];

    /// <summary>A variable without a default may be null.</summary>
    public static readonly (string Name, string Type, string? Default, bool IsArray)[] Types =
    [
        ("N", "Int32", "7", false), ("M", "Int32", "0", false), ("D", "Double", "0.5", false), ("S", "String", "s", false), ("T", "String", "t", false),
        ("X", "String", null, false), ("Y", "Int32", null, false), ("B", "Boolean", "true", false), ("C", "Boolean", null, false),
        ("L", "Int32", "[1]", true), ("K", "Int32", null, true), ("W", "String", "[\"a\"]", true), ("O", "Object", "{}", false), ("U", "Object", null, false),
        ("A", "Object", "[1]", true), ("J", "JsonObject", "{}", false),
    ];

    /// <param name="first">Gives plain values, none of them null but where nothing else can be.</param>
    public static ObjectData Next(Random random, bool first) => ObjectData.Of(
        ("N", Whole(random)),
        ("M", first ? NumberData.Of(0) : Whole(random)),
        ("D", new NumberData(random.Next(3) == 0 ? random.NextDouble() * 1e300 : (random.NextDouble() - 0.5) * 10)),
        ("S", first ? "photo.jpg" : Text(random)),
        ("T", Text(random)),
        ("X", random.Next(2) == 0 ? NullData.Instance : (JsonData)Text(random)),
        ("Y", random.Next(2) == 0 ? NullData.Instance : Whole(random)),
        ("B", BooleanData.Of(random.Next(2) == 0)),
        ("C", random.Next(2) == 0 ? NullData.Instance : BooleanData.Of(random.Next(2) == 0)),
        ("L", List(random, () => Whole(random))),
        ("K", random.Next(3) == 0 ? NullData.Instance : List(random, () => Whole(random))),
        ("W", List(random, () => Text(random))),
        ("O", first ? Object(random, 3) : Any(random, 3)),
        ("U", first ? NullData.Instance : Any(random, 2)),
        ("A", List(random, () => Any(random, 2))),
        ("J", Object(random, 3)));

    private static NumberData Whole(Random random) => NumberData.Of(random.Next(8) switch { 0 => 0, 1 => int.MaxValue, 2 => int.MinValue, _ => random.Next(-10, 20) });

    private static StringData Text(Random random) => new(Texts[random.Next(Texts.Length)]);

    private static ArrayData List(Random random, Func<JsonData> item) => new([.. Enumerable.Range(0, random.Next(4)).Select(_ => item())]);

    private static ObjectData Object(Random random, int depth)
    {
        ObjectDataBuilder members = new();
        foreach (string name in new[] { "p", "q", "status", "key" })
        {
            if (random.Next(3) > 0)
            {
                members.Set(name, Any(random, depth - 1));
            }
        }

        return members.Build();
    }

    private static JsonData Any(Random random, int depth) => random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => NullData.Instance,
        1 => BooleanData.Of(random.Next(2) == 0),
        2 => Whole(random),
        3 => new NumberData(random.NextDouble()),
        4 => Text(random),
        5 or 6 => List(random, () => Any(random, depth - 1)),
        _ => Object(random, depth),
    };
}
