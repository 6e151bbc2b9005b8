using ImageFlow.Activities;
using ImageFlow.LocalCloud.Uploads;
using ImageFlow.Server.Hosting;
using ImageFlow.Server.Objects;

namespace ImageFlow.Server.Aws;

/// <summary>
/// S3 on the AWS address, path-style: form POSTs with a policy (the uploads of the web app and of anything else that asked for a permit), and reading of
/// objects. Signatures of POSTs are verified for real.
/// </summary>
internal sealed class S3Endpoint(UploadSigner signer, IObjectStore objects, ServerOptions options, Func<Uri> webUrl)
{
    private readonly ApiKeyGate? _gate = options.ApiKey is { } key ? new ApiKeyGate(key) : null;

    public async Task InvokeAsync(HttpContext context)
    {
        AllowWebApp(context);
        var path = context.Request.Path.Value!.TrimStart('/').Split('/', 2);
        try
        {
            switch (context.Request.Method)
            {
                case "OPTIONS":
                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                    break;
                case "POST" when path is [{ Length: > 0 }] or [{ Length: > 0 }, ""]:
                    await FormPost.AcceptAsync(context, path[0], signer, objects);
                    break;
                case "GET" or "HEAD" when path is [{ Length: > 0 }, { Length: > 0 }]:
                    await ReadAsync(context, path[0], path[1]);
                    break;
                default:
                    throw new S3ErrorException("MethodNotAllowed", StatusCodes.Status405MethodNotAllowed, "The specified method is not allowed against this resource.",
                        ("Method", context.Request.Method), ("ResourceType", path.Length > 1 ? "OBJECT" : "BUCKET"));
            }
        }
        catch (S3ErrorException error)
        {
            await AnswerAsync(context, error);
        }
        catch (InvalidObjectNameException error)
        {
            await AnswerAsync(context, new S3ErrorException("InvalidArgument", StatusCodes.Status400BadRequest, error.Message));
        }
    }

    private async Task ReadAsync(HttpContext context, string bucket, string key)
    {
        if (_gate is not null && !_gate.Allows(context.Request))
            throw new S3ErrorException("AccessDenied", StatusCodes.Status403Forbidden, "Access Denied");
        if (await objects.HeadAsync(bucket, key, context.RequestAborted) is null)
            throw new S3ErrorException("NoSuchKey", StatusCodes.Status404NotFound, "The specified key does not exist.", ("Key", key));
        await (await ObjectAnswer.FromAsync(objects, bucket, key, context, download: false)).ExecuteAsync(context);
    }

    // A browser on the web address uploads here, which is another origin to it.
    private void AllowWebApp(HttpContext context)
    {
        if (context.Request.Headers.Origin.ToString() is not { Length: > 0 } origin || !IsWebApp(origin))
            return;
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "GET, HEAD, POST";
        headers.AccessControlAllowHeaders = "*";
        headers.AccessControlExposeHeaders = "ETag, Location";
        headers.Vary = "Origin";
    }

    private bool IsWebApp(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Port == webUrl().Port && (ServerOptions.IsLoopback(uri) || !ServerOptions.IsLoopback(options.Url));

    private static Task AnswerAsync(HttpContext context, S3ErrorException error)
    {
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/xml";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(error.ToXml(context.TraceIdentifier));
    }
}
