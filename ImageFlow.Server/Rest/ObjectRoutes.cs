using ImageFlow.Activities;
using ImageFlow.Server.Objects;

namespace ImageFlow.Server.Rest;

/// <summary><c>/api/objects</c>: the bytes of uploads and of produced pictures, on the web address.</summary>
internal static class ObjectRoutes
{
    public static void Map(IEndpointRouteBuilder routes, IObjectStore objects) =>
        routes.MapGet("/objects/{bucket}/{**key}", (HttpContext context, string bucket, string key) =>
                ObjectAnswer.FromAsync(objects, bucket, key, context, context.Request.Query.ContainsKey("download")))
            .WithName("GetObject").Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").ProducesProblem(StatusCodes.Status404NotFound);
}
