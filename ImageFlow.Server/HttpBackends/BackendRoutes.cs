using ImageFlow.Backends;
using ImageFlow.LocalCloud;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.HttpBackends;

/// <summary>
/// Uploads, records, rankings and approvals: the local form of the backends that run as functions behind an HTTP API on AWS. What they do stands in
/// <c>ImageFlow.Backends</c>; here are only their addresses.
/// </summary>
internal static class BackendRoutes
{
    private const string Recommendations = "student-recommendations";
    private const string Ranking = "student-ranking";
    private const string ClassTable = "ClassActivity";

    /// <summary>The item of the table that is no class: how far the nightly flow has come.</summary>
    private const string Mark = "nightly-ranking";

    /// <param name="api">The group <c>/api</c>.</param>
    /// <param name="root">The root, for addresses that a client chose.</param>
    public static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder root, LocalCloudHost cloud, Func<Uri> awsUrl)
    {
        EmbeddedCalls calls = new(cloud);
        MapUploads(api, new CreateUpload(new EmbeddedPosts(cloud.Uploads, awsUrl), LocalNames.UploadsBucket, ObjectLinks.Of));
        RecordSettings records = new(LocalNames.ImagesTable, () => cloud.QueueUrl(LocalNames.JobsQueue));
        MapRecords(api, new ImageRecords(calls, cloud.Objects, new ObjectLinks(), records, TimeProvider.System));
        MapApprovals(api, new ApprovalDecisions(new EmbeddedApprovals(cloud.Approvals)));
        GetRanking ranking = new(calls, new RankingSettings(cloud.CampaignArn(Recommendations), cloud.CampaignArn(Ranking), ClassTable, [Mark]));
        root.MapGet("/ranking/{userId}", async (string userId, CancellationToken cancel) => Result(await ranking.RunAsync(userId, cancel)))
            .WithName("GetRanking").Produces<RankingBody>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapUploads(IEndpointRouteBuilder api, CreateUpload upload) =>
        api.MapPost("/uploads", async (UploadRequest request, CancellationToken cancel) => Result(await upload.RunAsync(request, cancel)))
            .WithName("CreateUpload").Produces<UploadPermitBody>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);

    private static void MapRecords(IEndpointRouteBuilder api, ImageRecords records)
    {
        api.MapGet("/images", async (int? max, CancellationToken cancel) => Result(await records.ListAsync(max, cancel)))
            .WithName("ListImages").Produces<Listed<ImageBody>>();
        api.MapPost("/images", async (ImageRequest request, CancellationToken cancel) => Result(await records.CreateAsync(request, cancel)))
            .WithName("CreateImage").Produces<object>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/images/{id}", async (string id, CancellationToken cancel) => Result(await records.GetAsync(Id(id), cancel)))
            .WithName("GetImage").Produces<object>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPut("/images/{id}", async (string id, ImageRequest request, CancellationToken cancel) => Result(await records.UpdateAsync(Id(id), request, cancel)))
            .WithName("UpdateImage").Produces<object>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDelete("/images/{id}", async (string id, CancellationToken cancel) => Result(await records.DeleteAsync(Id(id), cancel)))
            .WithName("DeleteImage").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapApprovals(IEndpointRouteBuilder api, ApprovalDecisions decisions)
    {
        api.MapGet("/approvals", async (bool? all, int? max, CancellationToken cancel) => Result(await decisions.ListAsync(all, max, cancel)))
            .WithName("ListApprovals").Produces<Listed<ApprovalBody>>();
        api.MapGet("/approvals/{id}", async (string id, CancellationToken cancel) => Result(await decisions.GetAsync(id, cancel)))
            .WithName("GetApproval").Produces<ApprovalBody>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/approvals/{id}", async (string id, DecisionRequest request, CancellationToken cancel) => Result(await decisions.DecideAsync(id, request, cancel)))
            .WithName("DecideApproval").Produces<ApprovalBody>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    /// <summary>A record's id may be <c>bucket/key</c>; the slash stays encoded in a part of a path.</summary>
    private static string Id(string part) => Uri.UnescapeDataString(part);

    private static IResult Result(ApiAnswer answer) => answer switch
    {
        { Body: ProblemBody problem } => Problems.Result(problem.Status, problem.Title, problem.Detail, problem.Code),
        { Location: { } location } => Results.Created(location, answer.Body),
        { Body: null } => Results.StatusCode(answer.Status),
        _ => Results.Json(answer.Body, ApiAnswer.Json, statusCode: answer.Status),
    };
}
