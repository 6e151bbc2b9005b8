using System.Text.Json.Nodes;

namespace ImageFlow.Activities;

/// <summary>
/// DynamoDB's tables as steps of ours read them. The adapters are <see cref="DynamoTables"/> and the embedded tables of the local machine.
/// </summary>
public interface IRecordTables
{
    /// <summary>Reads every item of a table, page by page.</summary>
    /// <param name="paths">What is read of each item: attributes, or members of them after dots (<c>metadata.pHash</c>). What an item lacks is left out.</param>
    /// <returns>Items in DynamoDB's JSON: <c>{"id": {"S": "…"}}</c>.</returns>
    /// <exception cref="TableNotFoundError">There is no such table.</exception>
    IAsyncEnumerable<JsonObject> ScanAsync(string table, IReadOnlyList<string> paths, CancellationToken cancellationToken = default);
}

/// <summary>There is no table of this name.</summary>
public sealed class TableNotFoundError(string table)
    : ActivityException($"There is no table '{table}'.")
{
    public string Table { get; } = table;
}
