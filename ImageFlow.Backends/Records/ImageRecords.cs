using System.Globalization;
using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Backends;

/// <summary>What the records need beside the services.</summary>
/// <param name="Table">The table of the records.</param>
/// <param name="QueueUrl">The queue that new records are handed to.</param>
public sealed record RecordSettings(string Table, Func<string> QueueUrl);

/// <summary>
/// <c>/api/images</c>: making, reading, changing and deleting records. A new one is handed to a queue, for a flow to work on.
/// </summary>
public sealed class ImageRecords
{
    private const int MaxText = 2000;
    private const int MaxDelay = 900;
    private const int DefaultList = 100;
    private const int MaxList = 1000;

    private readonly IServiceCalls calls;
    private readonly IObjectStore objects;
    private readonly TimeProvider clock;
    private readonly RecordSettings settings;
    private readonly Table table;
    private readonly RecordFiles files;

    public ImageRecords(IServiceCalls calls, IObjectStore objects, IFileLinks links, RecordSettings settings, TimeProvider clock)
    {
        (this.calls, this.objects, this.clock, this.settings) = (calls, objects, clock, settings);
        table = new Table(calls, settings.Table);
        files = new RecordFiles(objects, links);
    }

    /// <summary>The newest first.</summary>
    /// <param name="max">1 to 1000. Default 100.</param>
    public async Task<ApiAnswer> ListAsync(int? max, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> items = await table.ItemsAsync(cancellationToken);
        IEnumerable<JsonObject> newest = items.OrderByDescending(RecordFiles.CreatedAt, StringComparer.Ordinal).Take(Math.Clamp(max ?? DefaultList, 1, MaxList));
        return ApiAnswer.Ok(new Listed<ImageBody>(await Task.WhenAll(newest.Select(item => files.BodyAsync(item, cancellationToken)))));
    }

    public async Task<ApiAnswer> GetAsync(string id, CancellationToken cancellationToken) =>
        await table.FindAsync(id, cancellationToken) is { } item ? ApiAnswer.Ok(item) : ApiAnswer.NotFound("image", id);

    public async Task<ApiAnswer> CreateAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        if (Complaint(request) is { } complaint)
        {
            return complaint;
        }

        if (request.Bucket is not { Length: > 0 } bucket || request.Key is not { Length: > 0 } key)
        {
            return ApiAnswer.Problem(400, "The photo is not named", "Give the bucket and the key of an uploaded photo in 'bucket' and 'key'.", "ImagePlaceMissing");
        }

        if (await IsAbsentAsync(bucket, key, cancellationToken))
        {
            return ApiAnswer.Problem(400, "There is no such photo", $"There is no object '{key}' in the bucket '{bucket}'; upload it first.", "ImageNotUploaded");
        }

        string id = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        JsonObject item = ItemJson.Texts(
            ("id", id), ("status", "queued"), ("createdAt", clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)), ("title", request.Title), ("description", request.Description));
        item["original"] = new JsonObject { ["M"] = ItemJson.Texts(("bucket", bucket), ("key", key)) };
        await table.PutAsync(item, cancellationToken);
        JsonObject message = new() { ["id"] = id, ["bucket"] = bucket, ["key"] = key };
        if (request.DelaySeconds is { } delay)
        {
            message["delaySeconds"] = delay;
        }

        await calls.CallAsync("AmazonSQS.SendMessage", new JsonObject { ["QueueUrl"] = settings.QueueUrl(), ["MessageBody"] = message.ToJsonString() }, cancellationToken);
        return new ApiAnswer(201, await table.FindAsync(id, cancellationToken), $"/api/images/{id}");
    }

    public async Task<ApiAnswer> UpdateAsync(string id, ImageRequest request, CancellationToken cancellationToken)
    {
        if (Complaint(request) is { } complaint)
        {
            return complaint;
        }

        bool there = await table.TrySetAsync(id, ItemJson.Texts(("title", request.Title ?? ""), ("description", request.Description ?? "")), cancellationToken);
        return there && await table.FindAsync(id, cancellationToken) is { } item ? ApiAnswer.Ok(item) : ApiAnswer.NotFound("image", id);
    }

    /// <summary>First the files, so that a record whose deletion broke off can be deleted again.</summary>
    public async Task<ApiAnswer> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (await table.FindAsync(id, cancellationToken) is not { } item)
        {
            return ApiAnswer.NotFound("image", id);
        }

        foreach (JsonObject place in (item["variants"] as JsonArray ?? []).Append(item["original"]).OfType<JsonObject>())
        {
            if (place["bucket"] is JsonValue bucket && place["key"] is JsonValue key)
            {
                await objects.DeleteAsync(bucket.ToString(), key.ToString(), cancellationToken);
            }
        }

        await table.DeleteAsync(id, cancellationToken);
        return ApiAnswer.NoContent;
    }

    private async Task<bool> IsAbsentAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.HeadAsync(bucket, key, cancellationToken) is null;
        }
        catch (InvalidObjectNameException)
        {
            return true;
        }
    }

    private static ApiAnswer? Complaint(ImageRequest request) => request switch
    {
        { Title.Length: > MaxText } or { Description.Length: > MaxText } => ApiAnswer.Problem(400, "The text is too long", $"Title and description have at most {MaxText} characters each.", "ImageTextTooLong"),
        { DelaySeconds: < 0 or > MaxDelay } => ApiAnswer.Problem(400, "The delay is out of bounds", $"'delaySeconds' is 0 to {MaxDelay}.", "ImageDelay"),
        _ => null,
    };
}
