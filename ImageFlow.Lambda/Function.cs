using ImageFlow.Activities;
using ImageFlow.Lambda.Aws;
using ImageFlow.Lambda.Backends;

namespace ImageFlow.Lambda;

/// <summary>
/// What AWS Lambda's <c>dotnet10</c> runtime calls: <c>ImageFlow.Lambda::ImageFlow.Lambda.Function::Handle</c>. One package serves every
/// activity and every backend of the HTTP API; the environment variable <see cref="ActivityVariable"/> or <see cref="BackendVariable"/> of the
/// function says which one this is.
/// </summary>
/// <remarks>A failure of an activity leaves as the activity's own exception, because the runtime reports the name of its type as the error's name.</remarks>
public sealed class Function
{
    /// <summary>The environment variable that names the activity, such as <c>ResizeImage</c>.</summary>
    public const string ActivityVariable = "IMAGEFLOW_ACTIVITY";

    /// <summary>The environment variable that names the backend, such as <c>CreateUpload</c>.</summary>
    public const string BackendVariable = "IMAGEFLOW_BACKEND";

    private readonly Func<ReadOnlyMemory<byte>, Task<ReadOnlyMemory<byte>>> work;

    /// <summary>As the runtime makes it: settings from the environment, services with the function's role.</summary>
    /// <exception cref="FunctionSettingsException">The environment names nothing of ours, or lacks what it needs.</exception>
    public Function()
        : this(Environment.GetEnvironmentVariable, null, null)
    {
    }

    /// <param name="setting">Gives the value of an environment variable, or <see langword="null"/>.</param>
    /// <param name="objects">The object store. Default Amazon S3.</param>
    /// <param name="tables">The tables. Default Amazon DynamoDB.</param>
    internal Function(Func<string, string?> setting, IObjectStore? objects, IRecordTables? tables)
    {
        FunctionSettings settings = new(setting);
        if (settings.Optional(BackendVariable) is { } backend)
        {
            IBackend chosen = BackendCatalog.Open(backend, settings);
            work = payload => chosen.RunAsync(payload, CancellationToken.None);
            return;
        }

        string activity = settings.Optional(ActivityVariable)
            ?? throw new FunctionSettingsException(
                $"The environment variable {ActivityVariable} is not set; it names the activity that this function runs, such as ResizeImage ({BackendVariable} names a backend instead, such as CreateUpload).");
        if (ActivityCatalog.Find(activity) is not { Aws: LambdaBinding { Source: null } })
        {
            string known = string.Join(", ", ActivityCatalog.All.Where(a => a.Aws is LambdaBinding { Source: null }).Select(a => a.Name));
            throw new FunctionSettingsException($"The environment variable {ActivityVariable} says '{activity}', which is no activity that runs as a function; choose from {known}.");
        }

        ActivityContext context = new()
        {
            Objects = objects ?? new S3ObjectStore(Clients.OpenS3(settings)),
            Tables = tables ?? new DynamoTables(() => Clients.OpenDynamo(settings)),
        };
        work = payload => ActivityInvoker.RunAsync(activity, payload, context);
    }

    /// <summary>Runs the activity or the backend once.</summary>
    /// <param name="input">The payload, UTF-8 JSON.</param>
    /// <returns>The output, UTF-8 JSON, at its beginning.</returns>
    /// <exception cref="ActivityException">The activity fails in a way that a flow can catch.</exception>
    public Stream Handle(Stream input)
    {
        using MemoryStream payload = new();
        input.CopyTo(payload);
        ReadOnlyMemory<byte> output = work(payload.ToArray()).GetAwaiter().GetResult();
        return new MemoryStream(output.ToArray(), writable: false);
    }
}
