namespace ImageFlow.Workflows.Expressions.Language;

/// <summary>What a script of the whole language refers to. Which declaration a name belongs to is not worked out: a name that is declared anywhere counts as the script's own.</summary>
internal sealed class SourceScript
{
    /// <summary>What there is beside Elsa's helpers (ECMAScript, "The Global Object").</summary>
    private static readonly HashSet<string> Globals =
    [
        "undefined", "NaN", "Infinity", "globalThis", "Object", "Function", "Array", "String", "Number", "Boolean", "BigInt", "Symbol", "Math", "JSON", "Date",
        "RegExp", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Promise", "Proxy", "Reflect", "Intl", "Error", "TypeError", "RangeError", "SyntaxError",
        "ReferenceError", "EvalError", "URIError", "AggregateError", "ArrayBuffer", "SharedArrayBuffer", "DataView", "Atomics", "Int8Array", "Uint8Array",
        "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
        "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent", "encodeURI", "decodeURIComponent", "decodeURI", "escape", "unescape", "eval", "arguments",
        "Iterator", "FinalizationRegistry",
    ];

    private readonly HashSet<string> declared = new(StringComparer.Ordinal);
    private readonly List<(string Name, int At)> references = [];

    /// <summary>Calls of a name, in the order in which they stand.</summary>
    public List<SourceCall> Calls { get; } = [];

    /// <summary>Members of <c>variables</c>: <see langword="null"/> for a computed name.</summary>
    public List<(string? Name, bool IsSet, int At)> Variables { get; } = [];

    public bool IsOwn(string name) => declared.Contains(name);

    /// <summary>Names that the script does not declare and the language does not have, first places first.</summary>
    public IEnumerable<(string Name, int At)> Free => references.Where(reference => !declared.Contains(reference.Name) && !Globals.Contains(reference.Name));

    internal int ReferenceCount => references.Count;

    internal void Refer(string name, int at) => references.Add((name, at));

    internal void Declare(string name) => declared.Add(name);

    /// <summary>The names that were read as references since then are parameters.</summary>
    internal void DeclareSince(int count)
    {
        foreach ((string name, _) in references.Skip(count))
        {
            declared.Add(name);
        }
    }
}

/// <param name="First">The first argument where it is a string that is written out.</param>
/// <param name="Second">Likewise.</param>
internal sealed record SourceCall(string Name, int Count, string? First, string? Second, int At);
