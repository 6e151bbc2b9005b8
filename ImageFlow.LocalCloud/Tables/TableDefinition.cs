namespace ImageFlow.LocalCloud.Tables;

/// <summary>A table of the embedded DynamoDB.</summary>
/// <param name="Hash">The partition key.</param>
/// <param name="Range">The sort key, where the table has one.</param>
public sealed record TableDefinition(string Name, KeyAttribute Hash, KeyAttribute? Range = null)
{
    internal IEnumerable<KeyAttribute> Keys => Range is null ? [Hash] : [Hash, Range];
}

/// <param name="Name">The attribute's name.</param>
/// <param name="Type"><c>S</c> (the default), <c>N</c> or <c>B</c>.</param>
public sealed record KeyAttribute(string Name, string Type = "S");
