using System.Text.Json;
using ImageFlow.LocalCloud;
using ImageFlow.Server.Aws;
using ImageFlow.Server.Aws.Json;
using ImageFlow.Server.Aws.Query;
using ImageFlow.Server.Aws.StepFunctions;
using ImageFlow.Server.ElsaApi;
using ImageFlow.Server.Rest;
using ImageFlow.Server.StudioHost;
using ImageFlow.Server.WebApp;

namespace ImageFlow.Server.Hosting;

/// <summary>The running server: everything of one data folder behind two addresses. Disposing it drains and stops it.</summary>
public sealed class ServerApp : IAsyncDisposable
{
    /// <summary>Requests under way get this long to end when the server stops.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

    private readonly WebApplication _app;
    private readonly Listeners _listeners;
    private readonly Backend _backend;

    private ServerApp(WebApplication app, Listeners listeners, Backend backend)
    {
        _app = app;
        _listeners = listeners;
        _backend = backend;
    }

    /// <summary>Where the web pages and REST answer; the real port when a free one was asked for.</summary>
    public Uri WebUrl => _listeners.WebUrl;

    /// <summary>Where the AWS protocols answer.</summary>
    public Uri AwsUrl => _listeners.AwsUrl;

    /// <summary>What stands behind the routes.</summary>
    internal LocalCloudHost Cloud => _backend.Cloud;

    /// <summary>Opens the data folder, goes on with executions that a stop interrupted, and listens.</summary>
    /// <exception cref="IOException">An address is in use.</exception>
    public static async Task<ServerApp> StartAsync(ServerOptions options, CancellationToken cancellation = default)
    {
        Listeners listeners = new(options);
        var builder = WebApplication.CreateSlimBuilder();
        // Refusals are answers, not news; what is our fault is logged where it becomes an answer (ErrorHandling), and a failed start where it becomes a sentence (ServerRun).
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(listeners.Configure);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi();
        builder.Services.AddResponseCompression();
        builder.Services.AddSignalR();
        var backend = await Backend.OpenAsync(options, cancellation);
        builder.Services.AddSingleton(backend.History);
        var app = builder.Build();
        ErrorHandling.Use(app);
        UseGates(app, options, listeners, backend);
        app.UseWebSockets();
        StudioPage.Map(app);
        new StudioFiles(StudioFiles.FindFolder()).Map(app);
        ElsaRoutes.Map(app, backend);
        RestRoutes.Map(app, backend, listeners);
        WebFiles.Use(app, () => listeners.AwsUrl);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            await backend.DisposeAsync();
            throw;
        }

        backend.Cloud.AwsEndpoint = listeners.AwsUrl;
        return new ServerApp(app, listeners, backend);
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _backend.DisposeAsync();
    }

    private static void UseGates(WebApplication app, ServerOptions options, Listeners listeners, Backend backend)
    {
        var loopbackOnly = ServerOptions.IsLoopback(options.Url) && ServerOptions.IsLoopback(options.AwsUrl);
        app.Use((context, next) => OriginGate.CheckHostAsync(context, next, loopbackOnly));
        S3Endpoint s3 = new(backend.Cloud.Uploads, backend.Cloud.Buckets, backend.Cloud.Objects, options, () => listeners.WebUrl);
        ApiKeyGate? gate = options.ApiKey is { } key ? new ApiKeyGate(key) : null;
        bool IsAllowed(HttpRequest request) => gate is null || gate.Allows(request);
        StepFunctionsEndpoint stepFunctions = new(
            backend.Cloud.Engine,
            backend.Cloud.Unserved,
            IsAllowed,
            app.Services.GetRequiredService<ILogger<StepFunctionsEndpoint>>(),
            app.Lifetime.ApplicationStopping);
        RestEndpoint rest = new(backend.Cloud.Services, IsAllowed);
        QueryEndpoint query = new(backend.Cloud.Services, IsAllowed);
        JsonEndpoint services = new(backend.Cloud.Services, IsAllowed, app.Lifetime.ApplicationStopping);
        app.MapWhen(Listeners.IsAws, aws => aws.Run(context =>
            StepFunctionsEndpoint.Serves(context.Request) ? stepFunctions.InvokeAsync(context)
            : services.Serves(context.Request) ? services.InvokeAsync(context)
            : RestEndpoint.Serves(context.Request) ? rest.InvokeAsync(context)
            : QueryEndpoint.Serves(context.Request) ? query.InvokeAsync(context)
            : context.Request.Path == LocalCloudHost.TopicCertificatePath ? context.Response.WriteAsync(backend.Cloud.TopicCertificate, context.RequestAborted)
            : s3.InvokeAsync(context)));
        CrossOrigin elsewhere = new(options.StudioOrigins, options.SiteOrigins);
        app.Use(elsewhere.InvokeAsync);
        app.Use((context, next) => OriginGate.CheckOriginAsync(context, next, elsewhere));
        if (gate is not null)
            app.Use(gate.InvokeAsync);
    }
}
