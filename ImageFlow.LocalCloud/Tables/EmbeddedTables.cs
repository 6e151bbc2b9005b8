using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Tables;

/// <summary>The embedded tables as steps of ours read them.</summary>
public sealed class EmbeddedTables(TableStore tables) : IRecordTables
{
    public async IAsyncEnumerable<JsonObject> ScanAsync(
        string table, IReadOnlyList<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RecordPaths projection = RecordPaths.Of(paths);
        ObjectDataBuilder request = new();
        request.Set("TableName", table);
        request.Set("ProjectionExpression", projection.Expression);
        request.Set("ExpressionAttributeNames", ObjectData.Of([.. projection.Names.Select(name => (name.Key, (JsonData)name.Value))]));
        ObjectData page;
        do
        {
            page = await Task.Run(() => Page(table, request.Build()), cancellationToken);
            foreach (JsonData item in (ArrayData)page["Items"]!)
            {
                yield return JsonNode.Parse(item.ToUtf8Json())!.AsObject();
            }

            request.SetIfPresent("ExclusiveStartKey", page["LastEvaluatedKey"]);
        }
        while (page.Contains("LastEvaluatedKey"));
    }

    private ObjectData Page(string table, ObjectData request)
    {
        try
        {
            return tables.Scan(request);
        }
        catch (TableException missing) when (missing.Code == "ResourceNotFoundException")
        {
            throw new TableNotFoundError(table);
        }
    }
}
