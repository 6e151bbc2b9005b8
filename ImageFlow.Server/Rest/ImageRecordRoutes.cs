using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Tables;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.Rest;

/// <param name="Bucket">Of the photo, which is uploaded before. Needed to make a record.</param>
/// <param name="Key">Of the photo. Needed to make a record.</param>
/// <param name="DelaySeconds">Handed to the flow, which waits so long before it works on the photo; 0 to 900.</param>
internal sealed record ImageRequest(string? Title, string? Description, string? Bucket, string? Key, int? DelaySeconds);

/// <summary>Making, reading, changing and deleting records of <c>/api/images</c>. A new one is handed to the queue <c>imageflow-jobs</c>, for a flow to work on.</summary>
internal static class ImageRecordRoutes
{
    private const int MaxText = 2000;
    private const int MaxDelay = 900;

    public static void Map(IEndpointRouteBuilder routes, LocalCloudHost cloud)
    {
        routes.MapPost("/images", (ImageRequest request, CancellationToken cancellation) => CreateAsync(cloud, request, cancellation))
            .WithName("CreateImage").Produces<object>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet("/images/{id}", (string id) => Find(cloud, id) is { } item ? Results.Ok(item.ToElement()) : Problems.NotFound("image", id))
            .WithName("GetImage").Produces<object>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPut("/images/{id}", (string id, ImageRequest request) => Update(cloud, id, request))
            .WithName("UpdateImage").Produces<object>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/images/{id}", (string id, CancellationToken cancellation) => DeleteAsync(cloud, id, cancellation))
            .WithName("DeleteImage").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> CreateAsync(LocalCloudHost cloud, ImageRequest request, CancellationToken cancellation)
    {
        if (Complaint(request) is { } complaint)
            return complaint;
        if (request.Bucket is not { Length: > 0 } bucket || request.Key is not { Length: > 0 } key)
            return Problems.Result(StatusCodes.Status400BadRequest, "The photo is not named", "Give the bucket and the key of an uploaded photo in 'bucket' and 'key'.", "ImagePlaceMissing");
        if (await cloud.Objects.HeadAsync(bucket, key, cancellation) is null)
            return Problems.Result(StatusCodes.Status400BadRequest, "There is no such photo", $"There is no object '{key}' in the bucket '{bucket}'; upload it first.", "ImageNotUploaded");
        var id = Guid.CreateVersion7().ToString();
        ObjectDataBuilder item = new();
        item.Set("id", S(id)).Set("status", S("queued")).Set("createdAt", S(DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)))
            .Set("original", ObjectData.Of(("M", ObjectData.Of(("bucket", S(bucket)), ("key", S(key))))))
            .SetIfPresent("title", request.Title is null ? null : S(request.Title)).SetIfPresent("description", request.Description is null ? null : S(request.Description));
        cloud.Tables.PutItem(ObjectData.Of(("TableName", LocalNames.ImagesTable), ("Item", item.Build())));
        ObjectDataBuilder message = new();
        message.Set("id", id).Set("bucket", bucket).Set("key", key).SetIfPresent("delaySeconds", request.DelaySeconds is { } delay ? NumberData.Of(delay) : null);
        await cloud.Services.Find("AmazonSQS.SendMessage")!(
            ObjectData.Of(("QueueUrl", new Uri(cloud.AwsEndpoint, $"123456789012/{LocalNames.JobsQueue}").ToString()), ("MessageBody", message.Build().ToJson())), cancellation);
        return Results.Created($"/api/images/{id}", Find(cloud, id)!.ToElement());
    }

    private static IResult Update(LocalCloudHost cloud, string id, ImageRequest request)
    {
        if (Complaint(request) is { } complaint)
            return complaint;
        try
        {
            cloud.Tables.UpdateItem(ObjectData.Of(
                ("TableName", LocalNames.ImagesTable),
                ("Key", ObjectData.Of(("id", S(id)))),
                ("ConditionExpression", "attribute_exists(id)"),
                ("UpdateExpression", "SET title = :t, description = :d"),
                ("ExpressionAttributeValues", ObjectData.Of((":t", S(request.Title ?? "")), (":d", S(request.Description ?? ""))))));
            return Results.Ok(Find(cloud, id)!.ToElement());
        }
        catch (TableException refusal) when (refusal.Code == "ConditionalCheckFailedException")
        {
            return Problems.NotFound("image", id);
        }
    }

    /// <summary>First the files, so that a record whose deletion broke off can be deleted again.</summary>
    private static async Task<IResult> DeleteAsync(LocalCloudHost cloud, string id, CancellationToken cancellation)
    {
        if (Find(cloud, id) is not { } item)
            return Problems.NotFound("image", id);
        IEnumerable<JsonData> places = (item["variants"] as ArrayData ?? ArrayData.Empty).Append(item["original"] ?? NullData.Instance);
        foreach (var place in places.OfType<ObjectData>())
        {
            if (place["bucket"] is StringData bucket && place["key"] is StringData key)
                await cloud.Objects.DeleteAsync(bucket.Value, key.Value, cancellation);
        }

        cloud.Tables.DeleteItem(ObjectData.Of(("TableName", LocalNames.ImagesTable), ("Key", ObjectData.Of(("id", S(id))))));
        return Results.NoContent();
    }

    private static ObjectData? Find(LocalCloudHost cloud, string id) =>
        cloud.Tables.GetItem(ObjectData.Of(("TableName", LocalNames.ImagesTable), ("Key", ObjectData.Of(("id", S(id))))))["Item"] is ObjectData item ? PlainItem.From(item) : null;

    private static IResult? Complaint(ImageRequest request) => request switch
    {
        { Title.Length: > MaxText } or { Description.Length: > MaxText } => Problems.Result(StatusCodes.Status400BadRequest, "The text is too long", $"Title and description have at most {MaxText} characters each.", "ImageTextTooLong"),
        { DelaySeconds: < 0 or > MaxDelay } => Problems.Result(StatusCodes.Status400BadRequest, "The delay is out of bounds", $"'delaySeconds' is 0 to {MaxDelay}.", "ImageDelay"),
        _ => null,
    };

    private static ObjectData S(string text) => ObjectData.Of(("S", text));
}
