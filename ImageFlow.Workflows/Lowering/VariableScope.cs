using ImageFlow.Workflows.Binding;

namespace ImageFlow.Workflows.Lowering;

/// <summary>
/// The variables that one graph of states assigns. An inner graph reads those around it but cannot assign them, and must not
/// use their names again (ASL, "Variables"), so that a symbol assigned inside has a name of its own there.
/// </summary>
internal sealed class VariableScope(VariableScope? parent, HashSet<string> taken)
{
    private readonly Dictionary<Symbol, string> names = [];

    public VariableScope Inner() => new(this, taken);

    /// <summary>A graph that does not see the variables around it: the body of a distributed Map (ASL, "Variables").</summary>
    public VariableScope Apart() => new(null, taken);

    /// <summary>Makes the symbol a variable of this scope.</summary>
    public string Declare(Symbol symbol)
    {
        if (names.TryGetValue(symbol, out string? known))
        {
            return known;
        }

        string wanted = Identifier(symbol.PreferredName);
        string name = wanted;
        for (int i = 2; Expressions.Jsonata.JsonataNames.IsBuiltIn(name) || !taken.Add(name); i++)
        {
            name = $"{wanted}_{i}";
        }

        names[symbol] = name;
        return name;
    }

    public bool Declares(Symbol symbol) => names.ContainsKey(symbol);

    /// <summary>The variable that holds the symbol here, or <see langword="null"/>.</summary>
    public string? Find(Symbol symbol) => names.GetValueOrDefault(symbol) ?? parent?.Find(symbol);

    /// <summary>A name that JSONata and JSONPath both take without quotes, of at most 80 characters.</summary>
    private static string Identifier(string wanted)
    {
        string name = new([.. wanted.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_')]);
        name = name.Trim('_') is { Length: > 0 } text ? text : "value";
        name = char.IsAsciiDigit(name[0]) ? "v" + name : name;
        return name.Length > 70 ? name[..70] : name;
    }
}
