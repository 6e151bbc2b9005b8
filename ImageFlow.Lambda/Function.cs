using Amazon.DynamoDBv2;
using Amazon.S3;
using ImageFlow.Activities;

namespace ImageFlow.Lambda;

/// <summary>
/// What AWS Lambda's <c>dotnet10</c> runtime calls: <c>ImageFlow.Lambda::ImageFlow.Lambda.Function::Handle</c>. One package serves every
/// activity; the environment variable <see cref="ActivityVariable"/> of the function says which one this is.
/// </summary>
/// <remarks>A failure leaves as the activity's own exception, because the runtime reports the name of its type as the error's name.</remarks>
public sealed class Function
{
    /// <summary>The environment variable that names the activity, such as <c>ResizeImage</c>.</summary>
    public const string ActivityVariable = "IMAGEFLOW_ACTIVITY";

    /// <summary>AWS's own environment variables that name another address of a service: the service's, and that of all services.</summary>
    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

    private static readonly string[] TableEndpointVariables = ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"];

    private readonly string activity;
    private readonly ActivityContext context;

    /// <summary>As the runtime makes it: settings from the environment, objects in Amazon S3 with the function's role.</summary>
    /// <exception cref="FunctionSettingsException">The environment names no activity of ours.</exception>
    public Function()
        : this(Environment.GetEnvironmentVariable, settings => new S3ObjectStore(CreateClient(settings)), settings => new DynamoTables(() => CreateTableClient(settings)))
    {
    }

    /// <param name="setting">Gives the value of an environment variable, or <see langword="null"/>.</param>
    /// <param name="openObjects">Makes the object store from the same settings.</param>
    /// <param name="openTables">Makes the tables from the same settings.</param>
    internal Function(Func<string, string?> setting, Func<Func<string, string?>, IObjectStore> openObjects, Func<Func<string, string?>, IRecordTables> openTables)
    {
        activity = setting(ActivityVariable) is { Length: > 0 } name
            ? name
            : throw new FunctionSettingsException($"The environment variable {ActivityVariable} is not set; it names the activity that this function runs, such as ResizeImage.");
        if (ActivityCatalog.Find(activity) is not { Aws: LambdaBinding { Source: null } })
        {
            string known = string.Join(", ", ActivityCatalog.All.Where(a => a.Aws is LambdaBinding { Source: null }).Select(a => a.Name));
            throw new FunctionSettingsException($"The environment variable {ActivityVariable} says '{activity}', which is no activity that runs as a function; choose from {known}.");
        }

        context = new ActivityContext { Objects = openObjects(setting), Tables = openTables(setting) };
    }

    /// <summary>Runs the activity once.</summary>
    /// <param name="input">The payload, UTF-8 JSON.</param>
    /// <returns>The activity's output, UTF-8 JSON, at its beginning.</returns>
    /// <exception cref="ActivityException">The activity fails in a way that a flow can catch.</exception>
    public Stream Handle(Stream input)
    {
        using MemoryStream payload = new();
        input.CopyTo(payload);
        ReadOnlyMemory<byte> output = ActivityInvoker.RunAsync(activity, payload.ToArray(), context).GetAwaiter().GetResult();
        return new MemoryStream(output.ToArray(), writable: false);
    }

    private static AmazonS3Client CreateClient(Func<string, string?> setting)
    {
        AmazonS3Config config = new();
        if (Endpoint(EndpointVariables, setting) is { } endpoint)
        {
            // Emulators answer on one host name for all buckets.
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = setting("AWS_REGION") ?? "us-east-1";
        }

        return new AmazonS3Client(config);
    }

    private static AmazonDynamoDBClient CreateTableClient(Func<string, string?> setting)
    {
        AmazonDynamoDBConfig config = new();
        if (Endpoint(TableEndpointVariables, setting) is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = setting("AWS_REGION") ?? "us-east-1";
        }

        return new AmazonDynamoDBClient(config);
    }

    private static string? Endpoint(string[] variables, Func<string, string?> setting) => variables.Select(setting).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}

/// <summary>The function's settings do not say which activity to run.</summary>
public sealed class FunctionSettingsException(string message) : Exception(message);
