using ImageFlow.Activities;
using ImageFlow.LocalCloud.Objects;
using ImageFlow.LocalCloud.Uploads;
using ImageFlow.Server.Aws.S3;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.Aws;

/// <summary>
/// S3 on the AWS address, path-style. Form POSTs and presigned addresses are verified for real, as are the signatures of clients that have the data folder's own
/// key; all other credentials are accepted, unless there is an API key.
/// </summary>
internal sealed class S3Endpoint(UploadSigner signer, BucketStore buckets, IObjectStore objects, ServerOptions options, Func<Uri> webUrl)
{
    private readonly ApiKeyGate? _gate = options.ApiKey is { } key ? new ApiKeyGate(key) : null;

    public async Task InvokeAsync(HttpContext context)
    {
        AllowWebApp(context);
        try
        {
            S3Request request = S3Request.Of(context, buckets, objects);
            if (request.Subject.StartsWith("OPTIONS", StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
            else if (request.Subject == "POST bucket" && !request.Asks("delete"))
            {
                await FormPost.AcceptAsync(context, request.Bucket, signer, buckets);
            }
            else
            {
                Authorise(request);
                await AnswerAsync(request);
            }
        }
        catch (S3ErrorException error)
        {
            await RefuseAsync(context, error);
        }
        catch (InvalidObjectNameException error)
        {
            await RefuseAsync(context, new S3ErrorException("InvalidArgument", StatusCodes.Status400BadRequest, error.Message));
        }
    }

    private static Task AnswerAsync(S3Request request) => request.Subject switch
    {
        "GET service" => BucketRequests.ListAllAsync(request),
        "GET bucket" => BucketRequests.DescribeAsync(request),
        "HEAD bucket" => BucketRequests.HeadAsync(request),
        "PUT bucket" when request.Http.Query.Count == 0 => BucketRequests.CreateAsync(request),
        "DELETE bucket" when request.Http.Query.Count == 0 => BucketRequests.DeleteAsync(request),
        "POST bucket" when request.Asks("delete") => BucketRequests.DeleteObjectsAsync(request),
        "GET object" when request.Asks("tagging") => ObjectRequests.ReadTagsAsync(request),
        "PUT object" when request.Asks("tagging") => ObjectRequests.WriteTagsAsync(request),
        "DELETE object" when request.Asks("tagging") => ObjectRequests.DeleteTagsAsync(request),
        "POST object" when request.Asks("uploads") => MultipartRequests.BeginAsync(request),
        "PUT object" when request.Asks("uploadId") => MultipartRequests.PutPartAsync(request),
        "GET object" when request.Asks("uploadId") => MultipartRequests.ListPartsAsync(request),
        "POST object" when request.Asks("uploadId") => MultipartRequests.CompleteAsync(request),
        "DELETE object" when request.Asks("uploadId") => MultipartRequests.AbortAsync(request),
        "GET object" or "HEAD object" when !request.Asks("acl") => ObjectRequests.ReadAsync(request),
        "PUT object" when !request.Asks("acl") => ObjectRequests.PutAsync(request),
        "DELETE object" => ObjectRequests.DeleteAsync(request),
        _ => throw new S3ErrorException(
            "MethodNotAllowed", StatusCodes.Status405MethodNotAllowed, "The specified method is not allowed against this resource.",
            ("Method", request.Http.Method), ("ResourceType", request.Key.Length > 0 ? "OBJECT" : request.Bucket.Length > 0 ? "BUCKET" : "SERVICE")),
    };

    private void Authorise(S3Request request)
    {
        SignedRequest signed = request.Signed();
        signer.Verify(signed);
        if (!signed.IsPresigned && _gate is not null && !_gate.Allows(request.Http))
        {
            throw new S3ErrorException("AccessDenied", StatusCodes.Status403Forbidden, "Access Denied");
        }
    }

    // A browser on the web address uploads here, which is another origin to it.
    private void AllowWebApp(HttpContext context)
    {
        if (context.Request.Headers.Origin.ToString() is not { Length: > 0 } origin || !IsWebApp(origin))
            return;
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT";
        headers.AccessControlAllowHeaders = "*";
        headers.AccessControlExposeHeaders = "ETag, Location";
        headers.Vary = "Origin";
    }

    private bool IsWebApp(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Port == webUrl().Port && (ServerOptions.IsLoopback(uri) || !ServerOptions.IsLoopback(options.Url));

    private static Task RefuseAsync(HttpContext context, S3ErrorException error)
    {
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/xml";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(error.ToXml(context.TraceIdentifier));
    }
}
