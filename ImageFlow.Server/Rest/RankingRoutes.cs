using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Tables;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Server.Rest;

/// <param name="Score">Null for an item that nobody has had to do with.</param>
internal sealed record RankedBody(string ItemId, double? Score);

/// <param name="Recommendations">What the user has had nothing to do with yet, the best first.</param>
/// <param name="Ranking">All classes in the order in which the user would like them.</param>
internal sealed record RankingBody(string UserId, IReadOnlyList<RankedBody> Recommendations, IReadOnlyList<RankedBody> Ranking);

/// <summary><c>GET /ranking/{userId}</c>: what the campaigns that the flow <c>nightly-ranking</c> keeps say of a student.</summary>
internal static class RankingRoutes
{
    private const string Campaigns = "arn:aws:personalize:us-east-1:123456789012:campaign/";
    private const string ClassTable = "ClassActivity";

    /// <summary>The item of the table that is no class: how far the nightly flow has come.</summary>
    private const string Mark = "nightly-ranking";

    public static void Map(IEndpointRouteBuilder routes, LocalCloudHost cloud) =>
        routes.MapGet("/ranking/{userId}", async (string userId, CancellationToken cancellation) =>
        {
            try
            {
                var recommended = await AskAsync(cloud, "GetRecommendations", ObjectData.Of(("campaignArn", Campaigns + "student-recommendations"), ("userId", userId)), cancellation);
                var ranked = await AskAsync(cloud, "GetPersonalizedRanking", ObjectData.Of(("campaignArn", Campaigns + "student-ranking"), ("userId", userId), ("inputList", Classes(cloud.Tables))), cancellation);
                return Results.Ok(new RankingBody(userId, Items(recommended, "itemList"), Items(ranked, "personalizedRanking")));
            }
            catch (ServiceRefusal refusal) when (refusal.Code == "ResourceNotFoundException")
            {
                return Problems.Result(StatusCodes.Status404NotFound, "There is no ranking yet", "The flow nightly-ranking makes it: run it once there are interactions.", "RankingMissing");
            }
        }).WithName("GetRanking").Produces<RankingBody>().ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<ObjectData> AskAsync(LocalCloudHost cloud, string operation, ObjectData request, CancellationToken cancellation) =>
        await cloud.Services.Find("PersonalizeRuntime." + operation)!(request, cancellation);

    private static ArrayData Classes(TableStore tables) => tables.List().Any(table => table.Name == ClassTable)
        ? new([.. tables.Items(ClassTable).Select(PlainItem.From).Select(item => item["id"]).OfType<StringData>().Where(id => id.Value != Mark).Select(id => (JsonData)id)])
        : ArrayData.Empty;

    private static IReadOnlyList<RankedBody> Items(ObjectData answer, string list) =>
        [.. ((ArrayData)answer[list]!).OfType<ObjectData>().Select(item => new RankedBody(((StringData)item["itemId"]!).Value, (item["score"] as NumberData)?.Value))];
}
