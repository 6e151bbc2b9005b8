using Amazon.S3;
using ImageFlow.Activities;
using ImageFlow.Activities.Aws;
using ImageFlow.Backends;
using ImageFlow.Lambda.Aws;

namespace ImageFlow.Lambda.Backends;

/// <summary>The backends by name, and what each reads from the environment.</summary>
internal static class BackendCatalog
{
    private static readonly Dictionary<string, Func<FunctionSettings, IBackend>> Known = new(StringComparer.Ordinal)
    {
        ["CreateUpload"] = CreateUpload,
        ["Records"] = Records,
        ["GetRanking"] = GetRanking,
        ["Approve"] = settings => new ApprovalBackend(new TableApprovals(Calls(settings), settings.Required("IMAGEFLOW_TABLE", "the table of the approvals"), TimeProvider.System)),
        ["Socket"] = Socket,
    };

    /// <exception cref="FunctionSettingsException">There is no such backend, or a setting is missing.</exception>
    public static IBackend Open(string name, FunctionSettings settings) => Known.TryGetValue(name, out Func<FunctionSettings, IBackend>? open)
        ? open(settings)
        : throw new FunctionSettingsException($"The environment variable {Function.BackendVariable} says '{name}', which is no backend; choose from {string.Join(", ", Known.Keys)}.");

    private static HttpBackend CreateUpload(FunctionSettings settings)
    {
        CreateUpload upload = new(new S3PostSigner(Clients.OpenS3(settings), TimeProvider.System), settings.Required("IMAGEFLOW_BUCKET", "the bucket for uploads"));
        return new HttpBackend(new Dictionary<string, HttpBackend.Route>
        {
            ["POST /api/uploads"] = (request, cancel) => upload.RunAsync(request.Read<UploadRequest>(), cancel),
        });
    }

    private static HttpBackend Records(FunctionSettings settings)
    {
        AmazonS3Client client = Clients.OpenS3(settings);
        (Uri, string)? site = settings.Optional("IMAGEFLOW_SITE") is { } address ? (new Uri(address), settings.Required("IMAGEFLOW_SITE_BUCKET", "the bucket that the website serves under /processed/")) : null;
        string queue = settings.Required("IMAGEFLOW_QUEUE_URL", "the address of the queue for new records");
        ImageRecords records = new(
            Calls(settings), new S3ObjectStore(client), new S3FileLinks(client, TimeProvider.System, site), new RecordSettings(settings.Required("IMAGEFLOW_TABLE", "the table of the records"), () => queue), TimeProvider.System);
        return new HttpBackend(new Dictionary<string, HttpBackend.Route>
        {
            ["GET /api/images"] = (request, cancel) => records.ListAsync(request.Number("max"), cancel),
            ["POST /api/images"] = (request, cancel) => records.CreateAsync(request.Read<ImageRequest>(), cancel),
            ["GET /api/images/{id}"] = (request, cancel) => records.GetAsync(request.Part("id"), cancel),
            ["PUT /api/images/{id}"] = (request, cancel) => records.UpdateAsync(request.Part("id"), request.Read<ImageRequest>(), cancel),
            ["DELETE /api/images/{id}"] = (request, cancel) => records.DeleteAsync(request.Part("id"), cancel),
        });
    }

    private static HttpBackend GetRanking(FunctionSettings settings)
    {
        GetRanking ranking = new(Calls(settings), new RankingSettings(
            settings.Required("IMAGEFLOW_RECOMMENDATIONS", "the campaign that recommends, as an ARN"),
            settings.Required("IMAGEFLOW_RANKING", "the campaign that ranks, as an ARN"),
            settings.Required("IMAGEFLOW_TABLE", "the table of the items to rank"),
            settings.Optional("IMAGEFLOW_MARKS")?.Split(',') ?? []));
        return new HttpBackend(new Dictionary<string, HttpBackend.Route>
        {
            ["GET /ranking/{userId}"] = (request, cancel) => ranking.RunAsync(request.Part("userId"), cancel),
        });
    }

    private static SocketBackend Socket(FunctionSettings settings) => new(new SocketConnections(
        Calls(settings), new GatewayConnections(Http(settings), new Uri(settings.Required("IMAGEFLOW_SOCKET_API", "the stage of the WebSocket API, as an address"))),
        settings.Required("IMAGEFLOW_TABLE", "the table of the connections"), TimeProvider.System));

    private static AwsServiceCalls Calls(FunctionSettings settings) => new(Http(settings), settings);

    private static SignedHttp Http(FunctionSettings settings) => new(settings.Credentials, settings.Region, new HttpClient(), TimeProvider.System);
}
