using System.Globalization;

namespace ImageFlow.Tests.Workflows.Expressions;

/// <summary>Makes random JavaScript over variables of known and of unknown types. The same seed gives the same expression.</summary>
internal sealed class ScriptRandom(int seed)
{
    private static readonly string[] Words = ["", "a", "Image", "photo.jpg", "x y", "ÄÖ", "10", "😀"];

    private readonly Random random = new(seed);
    private int names;

    public string Next(int depth) => random.Next(7) switch
    {
        0 => Number(depth),
        1 => Text(depth),
        2 => Truth(depth),
        3 => Numbers(depth),
        4 => Texts(depth),
        5 => Any(depth),
        _ => Object(depth),
    };

    private string Number(int depth) => depth <= 0 || random.Next(4) == 0
        ? Pick("getN()", "getM()", "getY()", random.Next(-5, 50).ToString(CultureInfo.InvariantCulture), "getD()", "0.5")
        : Pick(
            () => $"({Number(depth - 1)} {Pick("+", "-", "*")} {Number(depth - 1)})",
            () => $"({Number(depth - 1)} {Pick("/", "%")} {Pick("4", "7", "0.3", "getN()")})",
            () => $"Math.{Pick("floor", "ceil", "abs", "round", "trunc", "sqrt")}({Number(depth - 1)} / 4)",
            () => $"Math.{Pick("max", "min")}({Number(depth - 1)}, {Number(depth - 1)})",
            () => $"{Pick(Texts(depth - 1), Text(depth - 1), Numbers(depth - 1), "getA()")}.length",
            () => $"({Truth(depth - 1)} ? {Number(depth - 1)} : {Number(depth - 1)})",
            () => $"{Numbers(depth - 1)}.reduce((s, x) => s + x, {Number(0)})",
            () => $"({Number(depth - 1)} {Pick("||", "&&", "??")} {Number(depth - 1)})",
            () => $"{Pick(Text(depth - 1), Texts(depth - 1))}.indexOf({Pick("\"a\"", "\".\"", "getS()")})",
            () => $"-{Number(depth - 1)}",
            () => $"{Numbers(depth - 1)}[{Pick("0", "1", "-1", "getN()")}]",
            () => $"Number({Pick(Truth(depth - 1), Number(depth - 1), "getS()")})",
            () => $"({Number(depth - 1)} ** 2)");

    private string Text(int depth) => depth <= 0 || random.Next(4) == 0
        ? Pick("getS()", "getT()", "getX()", $"\"{Words[random.Next(Words.Length)]}\"")
        : Pick(
            () => $"`{Words[random.Next(Words.Length)]}${{{Text(depth - 1)}}}-${{{Pick(Number(0), Any(0))}}}`",
            () => $"({Text(depth - 1)} + {Pick(Text(depth - 1), Number(0), Truth(0), Any(0))})",
            () => $"{Text(depth - 1)}.{Pick("toLowerCase()", "toUpperCase()", "trim()", "slice(1)", "slice(-2)", "substring(1, 3)", "padStart(6, '0')", "charAt(0)", "trimEnd()")}",
            () => $"String({Pick(Number(depth - 1), Truth(depth - 1), Text(depth - 1))}).{Pick("slice(1)", "slice(-2)", "substring(0, 2)", "padStart(6, '0')", "charAt(1)")}",
            () => $"{Texts(depth - 1)}.join({Pick("\"\"", "\", \"", "")})",
            () => $"({Truth(depth - 1)} ? {Text(depth - 1)} : {Text(depth - 1)})",
            () => $"({Text(depth - 1)} {Pick("||", "&&", "??")} {Text(depth - 1)})",
            () => $"{Text(depth - 1)}.replace{Pick("All", "")}(\"a\", \"b\")",
            () => $"{Texts(depth - 1)}.{Pick("pop()", "at(-1)", "find(x => x > 'a')", "shift()")}",
            () => $"encodeURIComponent({Text(depth - 1)})",
            () => $"JSON.stringify({Pick(Object(depth - 1), Text(depth - 1), Numbers(depth - 1))})",
            () => $"{Text(depth - 1)}.concat({Text(depth - 1)})",
            () => Numbers(depth - 1) + ".join('-')");

    private string Truth(int depth) => depth <= 0 || random.Next(4) == 0
        ? Pick("getB()", "getC()", "true", "false")
        : Pick(
            () => $"({Number(depth - 1)} {Pick("<", ">", "<=", ">=", "===", "!==", "==")} {Number(depth - 1)})",
            () => $"({Text(depth - 1)} {Pick("===", "!==", "<", ">=", "==")} {Pick(Text(depth - 1), Number(0))})",
            () => $"({Truth(depth - 1)} {Pick("&&", "||")} {Truth(depth - 1)})",
            () => $"!{Pick(Truth(depth - 1), Text(depth - 1), Number(depth - 1), Numbers(depth - 1), Any(depth - 1))}",
            () => $"{Numbers(depth - 1)}.{Pick("some", "every")}(x => x > {Number(0)})",
            () => $"{Texts(depth - 1)}.includes({Text(depth - 1)})",
            () => $"{Text(depth - 1)}.{Pick("includes", "startsWith", "endsWith")}({Text(depth - 1)})",
            () => $"Boolean({Pick(Text(depth - 1), Number(depth - 1), Any(depth - 1))})",
            () => $"({Any(depth - 1)} {Pick("===", "!==", "==", "!=")} {Pick("null", "undefined", "'a'", "7", "true")})",
            () => $"Array.isArray({Any(depth - 1)})");

    private string Numbers(int depth) => depth <= 0 || random.Next(3) == 0
        ? Pick("getL()", "getK()", "[]", "[1, 2, 3]", $"[{Number(0)}]")
        : Pick(
            () => $"{Numbers(depth - 1)}.filter(x => x > {Number(0)})",
            () => $"{Numbers(depth - 1)}.map((x, i) => x {Pick("+", "*", "-")} i)",
            () => $"[...{Numbers(depth - 1)}, {Number(depth - 1)}]",
            () => $"{Numbers(depth - 1)}.slice({Pick("1", "-1", "0, 2", "-2, -1", "")})",
            () => $"{Numbers(depth - 1)}.concat({Pick(Numbers(depth - 1), Number(0))})",
            () => $"{Texts(depth - 1)}.map(x => x.length)",
            () => $"[...{Numbers(depth - 1)}].reverse()");

    private string Texts(int depth) => depth <= 0 || random.Next(3) == 0
        ? Pick("getW()", "[\"a\", \"b\"]", $"[{Text(0)}]")
        : Pick(
            () => $"{Texts(depth - 1)}.filter(x => x !== {Text(0)})",
            () => $"{Texts(depth - 1)}.map(x => x + {Text(0)})",
            () => $"{Text(depth - 1)}.split({Pick("\"a\"", "\"/\"", "\"\"")})",
            () => $"{Numbers(depth - 1)}.map(x => `${{x}}`)",
            () => $"[...{Texts(depth - 1)}, ...{Texts(depth - 1)}]");

    /// <summary>Values of unknown type.</summary>
    private string Any(int depth) => depth <= 0 || random.Next(4) == 0
        ? Pick("getO()", "getU()", "getO().p", "getJ().q", "getJ().status", "getA()")
        : Pick(
            () => $"{Any(depth - 1)}.{Pick("p", "q", "none")}",
            () => $"{Any(depth - 1)}?.{Pick("p", "q", "none")}",
            () => $"({Any(depth - 1)} {Pick("??", "||", "&&")} {Pick(Any(depth - 1), Text(0), Number(0))})",
            () => $"({Truth(depth - 1)} ? {Any(depth - 1)} : {Any(depth - 1)})",
            () => $"getA().{Pick("find(x => x)", "filter(x => x !== null)", "map(x => x)", "map(x => x?.p)", "some(x => x === 7)", "at(0)", "slice(1)")}",
            () => $"{Any(depth - 1)}.{Pick("map(x => x)", "filter(x => x)", "map((x, i) => i)", "toLowerCase()", "length", "trim()", "find(x => x?.p)", "some(x => x)")}",
            () => $"[{Any(depth - 1)}, {Any(depth - 1)}]",
            () => $"getA()[{Pick("0", "1", "getA().length - 1")}]",
            () => Let(depth));

    private string Let(int depth)
    {
        string name = "v" + ++names;
        return $"[{Any(depth - 1)}].map({name} => [{name}, {name} ?? {Number(0)}])";
    }

    private string Object(int depth) =>
        $"({{ a: {Next(depth - 1)}, b: [{Text(depth - 1)}, {Numbers(depth - 1)}], c: getU() ?? {Text(0)}, d: getJ().{Pick("p", "q", "none")}{Pick("", ", ...getJ()", $", e: {Any(depth - 1)}")} }})";

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private string Pick(params Func<string>[] choices) => choices[random.Next(choices.Length)]();
}
