using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

/// <summary>The table <c>imageflow-images</c> in memory; there is no other.</summary>
public sealed class RecordList : IRecordTables
{
    public List<JsonObject> Items { get; } = [];

    public async IAsyncEnumerable<JsonObject> ScanAsync(
        string table, IReadOnlyList<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (table != "imageflow-images")
        {
            throw new TableNotFoundError(table);
        }

        foreach (JsonObject item in Items)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
