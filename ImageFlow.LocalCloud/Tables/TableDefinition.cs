namespace ImageFlow.LocalCloud.Tables;

/// <summary>A table of the embedded DynamoDB.</summary>
/// <param name="Hash">The partition key.</param>
/// <param name="Range">The sort key, where the table has one.</param>
public sealed record TableDefinition(string Name, KeyAttribute Hash, KeyAttribute? Range = null)
{
    /// <summary>Secondary indexes, in the order in which they were made.</summary>
    public IReadOnlyList<TableIndex> Indexes { get; init; } = [];

    internal IEnumerable<KeyAttribute> Keys => Range is null ? [Hash] : [Hash, Range];
}

/// <param name="Name">The attribute's name.</param>
/// <param name="Type"><c>S</c> (the default), <c>N</c> or <c>B</c>.</param>
public sealed record KeyAttribute(string Name, string Type = "S");

/// <summary>A secondary index: the items that have its key attributes, in another order (DynamoDB Developer Guide, "Improving data access with secondary indexes").</summary>
public sealed record TableIndex(string Name, KeyAttribute Hash, KeyAttribute? Range = null)
{
    public const string AllAttributes = "ALL";
    public const string KeysOnly = "KEYS_ONLY";
    public const string Include = "INCLUDE";

    /// <summary>Whether it has the table's partition key and so reaches the attributes that it does not hold (a local secondary index).</summary>
    public bool IsLocal { get; init; }

    /// <summary><c>ALL</c> (the default), <c>KEYS_ONLY</c> or <c>INCLUDE</c>.</summary>
    public string Projection { get; init; } = AllAttributes;

    /// <summary>With <c>INCLUDE</c>: the attributes beside the keys.</summary>
    public IReadOnlyList<string> Included { get; init; } = [];

    internal IEnumerable<KeyAttribute> Keys => Range is null ? [Hash] : [Hash, Range];
}
