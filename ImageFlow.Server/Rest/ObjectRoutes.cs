using ImageFlow.Activities;
using ImageFlow.Activities.Metadata;
using ImageFlow.Server.Hosting;
using ImageFlow.Server.Objects;

namespace ImageFlow.Server.Rest;

/// <summary><c>/api/objects</c>: the bytes of uploads and of produced pictures, on the web address. <c>/api/picture-facts</c>: what their headers tell.</summary>
internal static class ObjectRoutes
{
    public static void Map(IEndpointRouteBuilder routes, IObjectStore objects)
    {
        routes.MapGet("/objects/{bucket}/{**key}", (HttpContext context, string bucket, string key) =>
                ObjectAnswer.FromAsync(objects, bucket, key, context, context.Request.Query.ContainsKey("download")))
            .WithName("GetObject").Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/picture-facts/{bucket}/{**key}", async (string bucket, string key, CancellationToken cancellation) =>
            {
                try
                {
                    return Results.Ok(await PictureFacts.ReadAsync(objects, bucket, key, cancellation));
                }
                catch (Exception e) when (e is ObjectNotFoundError or InvalidObjectNameException)
                {
                    return Problems.Result(e is ObjectNotFoundError ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, "There is no such object", e.Message);
                }
                catch (ActivityException e)
                {
                    return Problems.Result(StatusCodes.Status422UnprocessableEntity, "The object is no picture that can be read", e.Message, e.GetType().Name);
                }
            })
            .WithName("GetPictureFacts").Produces<PictureFacts>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }
}
