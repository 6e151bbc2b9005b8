using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>A set of the type symbols of signatures; <c>m</c> stands for an undefined value.</summary>
internal readonly struct TypeSet(int bits)
{
    public const int Function = 1 << 5;
    public const int Missing = 1 << 7;
    public const int Any = 0xFF;

    private const string Symbols = "asnblfom";

    /// <summary>Indexed by <see cref="JsonDataKind"/>.</summary>
    private static ReadOnlySpan<byte> SymbolOfKind => [4, 3, 2, 1, 0, 6, 5];

    public static int Of(char symbol)
    {
        int at = Symbols.IndexOf(symbol);
        return at < 0 ? 0 : 1 << at;
    }

    public static int OfAll(string symbols)
    {
        int bits = 0;
        foreach (char symbol in symbols)
        {
            bits |= Of(symbol);
        }

        return bits;
    }

    public static int OfValue(JsonData? value) => value is null ? Missing : 1 << SymbolOfKind[(int)value.Kind];

    public static char Symbol(JsonData? value) => value is null ? 'm' : Symbols[SymbolOfKind[(int)value.Kind]];

    /// <summary>The subtype of an array in the words of an error message.</summary>
    public static string Plural(string subtype) => subtype switch
    {
        "a" => "arrays",
        "b" => "booleans",
        "f" => "functions",
        "n" => "numbers",
        "o" => "objects",
        "s" => "strings",
        _ => subtype,
    };

    public bool Has(JsonData? value) => (bits & OfValue(value)) != 0;
}
