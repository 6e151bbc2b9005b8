namespace ImageFlow.Tests.Workflows.Expressions;

/// <summary>Makes random expressions of the JavaScript subset over variables of known types. The same seed gives the same expressions.</summary>
internal sealed class ScriptRandom(int seed)
{
    private static readonly string[] Words = ["", "a", "Image", "photo.jpg", "x y", "ÄÖ", "10"];

    private readonly Random random = new(seed);

    public string Next(int depth) => random.Next(5) switch
    {
        0 => Number(depth),
        1 => Text(depth),
        2 => Truth(depth),
        3 => Numbers(depth),
        _ => Object(depth),
    };

    private string Number(int depth) => depth <= 0 || random.Next(4) == 0
        ? Pick("getN()", "getM()", random.Next(-5, 50).ToString(System.Globalization.CultureInfo.InvariantCulture))
        : Pick(
            () => $"({Number(depth - 1)} {Pick("+", "-", "*")} {Number(depth - 1)})",
            () => $"Math.{Pick("floor", "ceil", "abs", "round", "trunc")}({Number(depth - 1)} / 4)",
            () => $"Math.{Pick("max", "min")}({Number(depth - 1)}, {Number(depth - 1)})",
            () => $"{Texts(depth - 1)}.length",
            () => $"({Truth(depth - 1)} ? {Number(depth - 1)} : {Number(depth - 1)})",
            () => $"{Numbers(depth - 1)}.reduce((s, x) => s + x, {Number(0)})",
            () => $"({Number(depth - 1)} || {Number(depth - 1)})",
            () => $"({Number(depth - 1)} % 7)");

    private string Text(int depth) => depth <= 0 || random.Next(4) == 0
        ? Pick("getS()", "getT()", $"\"{Words[random.Next(Words.Length)]}\"")
        : Pick(
            () => $"`{Words[random.Next(Words.Length)]}${{{Text(depth - 1)}}}-${{{Number(0)}}}`",
            () => $"({Text(depth - 1)} + {Pick(Text(depth - 1), Number(0), Truth(0))})",
            () => $"{Text(depth - 1)}.{Pick("toLowerCase()", "toUpperCase()", "trim()", "slice(1)", "slice(-2)", "substring(1, 3)", "padStart(6, '0')", "charAt(0)")}",
            () => $"{Texts(depth - 1)}.join({Pick("\"\"", "\", \"")})",
            () => $"({Truth(depth - 1)} ? {Text(depth - 1)} : {Text(depth - 1)})",
            () => $"({Text(depth - 1)} || {Text(depth - 1)})",
            () => $"{Text(depth - 1)}.replaceAll(\"a\", \"b\")");

    private string Truth(int depth) => depth <= 0 || random.Next(4) == 0
        ? Pick("getB()", "true", "false")
        : Pick(
            () => $"({Number(depth - 1)} {Pick("<", ">", "<=", ">=", "===", "!==")} {Number(depth - 1)})",
            () => $"({Text(depth - 1)} {Pick("===", "!==")} {Text(depth - 1)})",
            () => $"({Truth(depth - 1)} {Pick("&&", "||")} {Truth(depth - 1)})",
            () => $"!{Pick(Truth(depth - 1), Text(depth - 1), Number(depth - 1), Numbers(depth - 1), "getO()", "getU()")}",
            () => $"{Numbers(depth - 1)}.{Pick("some", "every")}(x => x > {Number(0)})",
            () => $"{Texts(depth - 1)}.includes({Text(depth - 1)})",
            () => $"{Text(depth - 1)}.{Pick("includes", "startsWith", "endsWith")}({Text(depth - 1)})",
            () => $"Boolean({Pick(Text(depth - 1), Number(depth - 1), "getU()")})",
            () => $"(getU() {Pick("===", "!==", "==", "!=")} null)");

    private string Numbers(int depth) => depth <= 0 || random.Next(3) == 0
        ? Pick("getL()", "[]", "[1, 2, 3]", $"[{Number(0)}]")
        : Pick(
            () => $"{Numbers(depth - 1)}.filter(x => x > {Number(0)})",
            () => $"{Numbers(depth - 1)}.map((x, i) => x {Pick("+", "*")} i)",
            () => $"[...{Numbers(depth - 1)}, {Number(depth - 1)}]",
            () => $"{Numbers(depth - 1)}.slice({Pick("1", "-1", "0, 2")})",
            () => $"{Numbers(depth - 1)}.concat({Numbers(depth - 1)})");

    private string Texts(int depth) => depth <= 0 || random.Next(3) == 0
        ? Pick("getW()", "[\"a\", \"b\"]", $"[{Text(0)}]")
        : Pick(
            () => $"{Texts(depth - 1)}.filter(x => x !== {Text(0)})",
            () => $"{Texts(depth - 1)}.map(x => x + {Text(0)})",
            () => $"{Text(depth - 1)}.split(\"a\")");

    private string Object(int depth) => $"({{ a: {Next(depth - 1)}, b: [{Text(depth - 1)}, {Numbers(depth - 1)}], c: getU() ?? {Text(0)}, d: getO().{Pick("p", "q", "none")} }})";

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private string Pick(params Func<string>[] choices) => choices[random.Next(choices.Length)]();
}
