namespace ImageFlow.Workflows;

/// <summary>What is known of a value while compiling: its JSON type, and for arrays that of the elements.</summary>
internal sealed record DataType(DataKind Kind, DataType? Element = null)
{
    public static readonly DataType Unknown = new(DataKind.Unknown);
    public static readonly DataType Null = new(DataKind.Null);
    public static readonly DataType Boolean = new(DataKind.Boolean);
    public static readonly DataType Number = new(DataKind.Number);
    public static readonly DataType String = new(DataKind.String);
    public static readonly DataType Object = new(DataKind.Object);

    /// <summary>Of a number: no value of the type is farther from 0.</summary>
    public double Bound { get; init; } = double.MaxValue;

    /// <summary>Of a number: whether every value of the type is whole.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The bounds of numbers do not make types differ.</summary>
    public bool Equals(DataType? other) => other is not null && Kind == other.Kind && Equals(Element, other.Element);

    public override int GetHashCode() => HashCode.Combine(Kind, Element);

    public bool IsScalar => Kind is DataKind.Boolean or DataKind.Number or DataKind.String or DataKind.Null;

    public static DataType ArrayOf(DataType element) => new(DataKind.Array, element);

    /// <summary>The type that an alias of Elsa's stands for; <see cref="Unknown"/> for <c>Object</c> and for what has no JSON type of its own.</summary>
    public static DataType FromAlias(string alias)
    {
        string name = alias.Trim();
        if (name.EndsWith("[]", StringComparison.Ordinal))
        {
            return ArrayOf(FromAlias(name[..^2]));
        }

        int open = name.IndexOf('<', StringComparison.Ordinal);
        if (open > 0 && name.EndsWith('>') && name[..open] is "List" or "HashSet" or "Collection" or "IList" or "ICollection" or "IEnumerable")
        {
            return ArrayOf(FromAlias(name[(open + 1)..^1]));
        }

        return name switch
        {
            "String" or "Guid" or "DateTime" or "DateTimeOffset" or "TimeSpan" or "ByteArray" => String,
            "Int16" => Number with { IsWhole = true, Bound = 1 << 15 },
            "Int32" => Number with { IsWhole = true, Bound = 1L << 31 },
            "Int64" or "Long" => Number with { IsWhole = true, Bound = Math.Pow(2, 63) },
            "Single" => Number with { Bound = float.MaxValue },
            "Decimal" => Number with { Bound = (double)decimal.MaxValue },
            "Double" => Number,
            "Boolean" => Boolean,
            "JsonArray" => ArrayOf(Unknown),
            "JsonObject" or "StringDictionary" or "ObjectDictionary" or "StringMap" or "ObjectMap" => Object,
            _ => Unknown,
        };
    }

    /// <summary>The type of a value that may come from either side.</summary>
    public static DataType Union(DataType left, DataType right) =>
        left == right ? left with { Bound = Math.Max(left.Bound, right.Bound), IsWhole = left.IsWhole && right.IsWhole }
        : left.Kind == DataKind.Array && right.Kind == DataKind.Array
            ? ArrayOf(Union(left.Element ?? Unknown, right.Element ?? Unknown))
        : Unknown;

    public override string ToString() => Kind switch
    {
        DataKind.Array => $"array of {Element}",
        DataKind.Unknown => "unknown type",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}

internal enum DataKind
{
    Unknown,
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}
