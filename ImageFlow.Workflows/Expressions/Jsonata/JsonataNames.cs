namespace ImageFlow.Workflows.Expressions.Jsonata;

/// <summary>The names of JSONata's function library and of Step Functions' additions: a variable of such a name would hide the function.</summary>
internal static class JsonataNames
{
    private static readonly HashSet<string> BuiltIn =
    [
        "states", "string", "length", "substring", "substringBefore", "substringAfter", "uppercase", "lowercase", "trim", "pad", "contains",
        "split", "join", "match", "replace", "eval", "base64encode", "base64decode", "encodeUrlComponent", "encodeUrl", "decodeUrlComponent",
        "decodeUrl", "number", "abs", "floor", "ceil", "round", "power", "sqrt", "random", "formatNumber", "formatBase", "formatInteger",
        "parseInteger", "sum", "max", "min", "average", "boolean", "not", "exists", "count", "append", "sort", "reverse", "shuffle",
        "distinct", "zip", "keys", "lookup", "spread", "merge", "sift", "each", "error", "assert", "type", "now", "millis", "fromMillis",
        "toMillis", "map", "filter", "single", "reduce", "clone", "partition", "range", "hash", "uuid", "parse", "undefined",
    ];

    public static bool IsBuiltIn(string name) => BuiltIn.Contains(name);
}
