using System.Text.Json.Nodes;

namespace ImageFlow.Activities.GetRecommendations;

internal static class GetRecommendationsActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "GetRecommendations",
        DisplayName = "Get recommendations",
        Category = "Recommendations",
        Description = "Asks a campaign of Personalize what a user may like, or what goes with an item.",
        Inputs = MemberReader.Inputs<GetRecommendationsInput>(),
        Outputs = MemberReader.Outputs<GetRecommendationsOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:personalizeruntime:getRecommendations",
            Arguments: new() { ["CampaignArn"] = "=input.campaignArn", ["UserId"] = "=input.userId", ["ItemId"] = "=input.itemId", ["NumResults"] = "=input.numResults" },
            Output: new() { ["items"] = "=result.ItemList" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record GetRecommendationsInput
{
    [Input("Campaign", "The campaign's ARN.", Required = true)]
    public string CampaignArn { get; init; } = "";

    [Input("User", "For whom.")]
    public string? UserId { get; init; }

    [Input("Item", "What the answer is to go with.")]
    public string? ItemId { get; init; }

    [Input("Number", "The most items. Unset: 25.")]
    public int? NumResults { get; init; }
}

internal sealed record GetRecommendationsOutput
{
    [Output("The best first, each as { \"ItemId\": \"…\", \"Score\": 0.5 }.")]
    public required IReadOnlyList<JsonObject> Items { get; init; }
}
