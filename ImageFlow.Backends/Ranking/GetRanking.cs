using System.Text.Json.Nodes;

namespace ImageFlow.Backends;

/// <param name="Score">Null for an item that nobody has had to do with.</param>
public sealed record RankedBody(string ItemId, double? Score);

/// <param name="Recommendations">What the user has had nothing to do with yet, the best first.</param>
/// <param name="Ranking">All items in the order in which the user would like them.</param>
public sealed record RankingBody(string UserId, IReadOnlyList<RankedBody> Recommendations, IReadOnlyList<RankedBody> Ranking);

/// <summary>What a ranking is asked of.</summary>
/// <param name="RecommendationsCampaign">The ARN of a campaign of Personalize that recommends.</param>
/// <param name="RankingCampaign">The ARN of a campaign that ranks.</param>
/// <param name="ItemsTable">The table whose keys <c>id</c> are the items to rank.</param>
/// <param name="Marks">Keys in that table that are no items.</param>
public sealed record RankingSettings(string RecommendationsCampaign, string RankingCampaign, string ItemsTable, IReadOnlyList<string> Marks);

/// <summary><c>GET /ranking/{userId}</c>: what the campaigns that a nightly flow keeps say of a user.</summary>
public sealed class GetRanking(IServiceCalls calls, RankingSettings settings)
{
    public async Task<ApiAnswer> RunAsync(string userId, CancellationToken cancellationToken)
    {
        try
        {
            JsonObject recommended = await calls.CallAsync(
                "PersonalizeRuntime.GetRecommendations", new() { ["campaignArn"] = settings.RecommendationsCampaign, ["userId"] = userId }, cancellationToken);
            JsonObject ranked = await calls.CallAsync(
                "PersonalizeRuntime.GetPersonalizedRanking",
                new() { ["campaignArn"] = settings.RankingCampaign, ["userId"] = userId, ["inputList"] = await ItemsAsync(cancellationToken) },
                cancellationToken);
            return ApiAnswer.Ok(new RankingBody(userId, Ranked(recommended["itemList"]), Ranked(ranked["personalizedRanking"])));
        }
        catch (ServiceCallException refusal) when (refusal.Code == "ResourceNotFoundException")
        {
            return ApiAnswer.Problem(404, "There is no ranking yet", "The flow nightly-ranking makes it: run it once there are interactions.", "RankingMissing");
        }
    }

    private async Task<JsonArray> ItemsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> items = await new Table(calls, settings.ItemsTable).ItemsAsync(cancellationToken);
        return new JsonArray([.. items.Select(item => (string)item["id"]!).Where(id => !settings.Marks.Contains(id)).Order(StringComparer.Ordinal).Select(id => JsonValue.Create(id))]);
    }

    private static RankedBody[] Ranked(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => new RankedBody((string)item!["itemId"]!, (double?)item["score"]))];
}
