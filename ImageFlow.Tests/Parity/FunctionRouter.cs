using System.Text;
using System.Text.Json;
using Amazon.S3;
using ImageFlow.Activities;
using ImageFlow.Lambda;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageFlow.Tests.Parity;

/// <summary>
/// Stands before an emulator: calls of our Lambda functions run the code that AWS would run, with the emulator's S3; everything else goes to
/// the emulator.
/// </summary>
internal sealed class FunctionRouter : IAsyncDisposable
{
    private const string Functions = "/2015-03-31/functions/";
    private const string Prefix = "imageflow-";

    private readonly WebApplication app;
    private readonly HttpClient client = new();
    private readonly string emulator;
    private readonly AmazonS3Client s3;

    private FunctionRouter(int port, string emulator)
    {
        this.emulator = emulator;
        s3 = new AmazonS3Client("test", "test", new AmazonS3Config { ServiceURL = emulator, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>Changes what a function gives, to plant a difference. Default: nothing is changed.</summary>
    public Func<string, string> Alter { get; set; } = answer => answer;

    public static async Task<FunctionRouter> StartAsync(int port, string emulator)
    {
        FunctionRouter router = new(port, emulator);
        await router.app.StartAsync(TestContext.Current.CancellationToken);
        return router;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
        s3.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        if (context.Request.Path.Value is { } path && path.StartsWith(Functions, StringComparison.Ordinal))
        {
            await InvokeAsync(context, path[Functions.Length..].Split('/')[0], body);
        }
        else
        {
            await ForwardAsync(context, body);
        }
    }

    /// <summary>As Lambda's Invoke answers: an error is 200 with a header, and the exception as a document.</summary>
    private async Task InvokeAsync(HttpContext context, string function, Stream input)
    {
        string answer;
        try
        {
            Function entry = new(name => name == Function.ActivityVariable ? function[Prefix.Length..] : null, new S3ObjectStore(s3), new DynamoTables(() => throw new NotSupportedException("The parity tests have no step that reads tables.")));
            using StreamReader output = new(entry.Handle(input));
            answer = Alter(await output.ReadToEndAsync(context.RequestAborted));
        }
        catch (ActivityException failure)
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            answer = JsonSerializer.Serialize(new { errorType = failure.GetType().Name, errorMessage = failure.Message, stackTrace = Array.Empty<string>() });
        }

        context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer), context.RequestAborted);
    }

    private async Task ForwardAsync(HttpContext context, Stream body)
    {
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), emulator + context.Request.Path + context.Request.QueryString) { Content = new StreamContent(body) };
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers.Where(header => header.Key != "Host"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using HttpResponseMessage answer = await client.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Content-Length")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
